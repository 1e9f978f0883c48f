// Where overlaps are mixed: in this thread while that costs little of it, then in worker threads.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Clock, systemClock } from '../../clock.js';
import { FRAME_DURATION_MS } from '../../media/pcm.js';
import type { Mixing, MixJob, MixListener, MixSession, MixSettings } from './mix-job.js';
import { readMixResult, writeMixJob } from './mix-message.js';
import { InProcessMixing } from './mixer.js';
import { COMPLEXITIES, MixingEffort } from './mixing-effort.js';

/** A message to a worker. */
export type WorkerRequest = { session: number } & (
	| { kind: 'open'; settings: MixSettings; complexity: number }
	| { kind: 'mix'; job: ArrayBuffer }
	| { kind: 'complexity'; complexity: number }
	| { kind: 'close' }
);

/** A worker's answer to a job; without a result where its mixer failed. */
export interface WorkerReply {
	session: number;
	result: ArrayBuffer | null;
}

/** Everything that a pool needs. */
export interface MixingPoolOptions {
	/** Worker threads at most; 0 for none. Default: one less than there are processor cores, at least one. */
	workers?: number;
	/** Share of this thread's time that mixing may take, 0..1; default 0.1. The rest goes to workers. */
	maxShare?: number;
	/** The compiled worker; default: beside this file, where that is compiled itself. */
	workerUrl?: URL;
	/** Default: the system's. */
	clock?: Clock;
	/** Told when a worker has died; its overlaps go on elsewhere. */
	onWorkerError?: (error: Error) => void;
}

/** How much is mixed where at present. */
export interface MixingPoolStats {
	/** Overlaps mixed in this thread. */
	sessionsHere: number;
	/** Overlaps mixed in workers. */
	sessionsInWorkers: number;
	workers: number;
	/** Share of this thread's time that mixing takes in it, as measured; 0..1. */
	share: number;
	/** How thoroughly the workers encode, by the one that does so least; 0..10. */
	complexity: number;
}

const DEFAULT_MAX_SHARE = 0.1;

/** Taken for a tick's cost until one has been measured. */
const FIRST_TICK_MS = 0.5;

/** Weight of the newest tick in the mean. */
const TICK_WEIGHT = 1 / 64;

/** After this many dead workers, no new ones are started. */
const MAX_WORKER_FAILURES = 3;

/** Only what is compiled can be a worker: where the source runs as it is, there is none. */
const WORKER_URL = import.meta.url.endsWith('.js')
	? new URL('./mixing-worker.js', import.meta.url)
	: undefined;

interface WorkerSession {
	listener: MixListener;
	/** Ticks that nothing has come of yet. */
	owedTicks: number;
}

interface PoolWorker {
	worker: Worker;
	sessions: Map<number, WorkerSession>;
	effort: MixingEffort;
}

/** Mixes all programmes of a process. */
export class MixingPool implements Mixing {
	readonly #here = new InProcessMixing();
	readonly #options: MixingPoolOptions;
	readonly #workerUrl: URL | undefined;
	readonly #maxWorkers: number;
	readonly #workers = new Set<PoolWorker>();
	#sessionsHere = 0;
	#sessions = 0;
	#tickMs = FIRST_TICK_MS;
	#failures = 0;

	constructor(options: MixingPoolOptions = {}) {
		this.#options = options;
		this.#workerUrl = options.workerUrl ?? WORKER_URL;
		this.#maxWorkers = options.workers ?? Math.max(1, availableParallelism() - 1);
	}

	get stats(): MixingPoolStats {
		let sessionsInWorkers = 0;
		for (const { sessions } of this.#workers) {
			sessionsInWorkers += sessions.size;
		}
		return {
			sessionsHere: this.#sessionsHere,
			sessionsInWorkers,
			workers: this.#workers.size,
			share: this.#shareOf(this.#sessionsHere),
			complexity: Math.min(
				COMPLEXITIES[0],
				...[...this.#workers].map(({ effort }) => effort.complexity),
			),
		};
	}

	/** Begins to mix an overlap, where there is room for it now. */
	open(settings: MixSettings, listener: MixListener): MixSession {
		const { maxShare = DEFAULT_MAX_SHARE } = this.#options;
		const share = this.#shareOf(this.#sessionsHere + 1);
		const workerUrl = this.#failures < MAX_WORKER_FAILURES ? this.#workerUrl : undefined;
		if (this.#maxWorkers === 0 || !workerUrl) {
			return this.#openHere(settings, listener);
		}
		if (share > maxShare) {
			return this.#openInWorker(workerUrl, settings, listener);
		}
		if (share > maxShare / 2 && this.#workers.size === 0) {
			// It takes a moment to start, so it starts before it is needed.
			this.#startWorker(workerUrl);
		}
		return this.#openHere(settings, listener);
	}

	/** Ends all workers; sessions that are still open get no more results. */
	async close(): Promise<void> {
		const workers = [...this.#workers];
		this.#workers.clear();
		for (const { sessions } of workers) {
			sessions.clear();
		}
		await Promise.all(workers.map(({ worker }) => worker.terminate()));
	}

	#shareOf(sessions: number): number {
		return (sessions * this.#tickMs) / FRAME_DURATION_MS;
	}

	#openHere(settings: MixSettings, listener: MixListener): MixSession {
		const session = this.#here.open(settings, listener);
		this.#sessionsHere += 1;
		let isOpen = true;
		return {
			mix: (job) => {
				const startMs = performance.now();
				session.mix(job);
				this.#tickMs += (performance.now() - startMs - this.#tickMs) * TICK_WEIGHT;
			},
			close: () => {
				this.#sessionsHere -= isOpen ? 1 : 0;
				isOpen = false;
				session.close();
			},
		};
	}

	#openInWorker(workerUrl: URL, settings: MixSettings, listener: MixListener): MixSession {
		const session = this.#sessions;
		this.#sessions += 1;
		const { effort, worker, sessions } = this.#leastBusyWorker(workerUrl);
		const opened: WorkerSession = { listener, owedTicks: 0 };
		sessions.set(session, opened);
		const send = (request: WorkerRequest, transfer: ArrayBuffer[] = []) =>
			worker.postMessage(request, transfer);
		send({ kind: 'open', session, settings, complexity: effort.complexity });
		return {
			mix(job: MixJob) {
				if (effort.note(opened.owedTicks)) {
					for (const other of sessions.keys()) {
						send({ kind: 'complexity', session: other, complexity: effort.complexity });
					}
				}
				opened.owedTicks += 1;
				const bytes = writeMixJob(job);
				send({ kind: 'mix', session, job: bytes }, [bytes]);
			},
			close() {
				if (sessions.delete(session)) {
					send({ kind: 'close', session });
				}
			},
		};
	}

	#leastBusyWorker(workerUrl: URL): PoolWorker {
		const [least] = [...this.#workers].sort((a, b) => a.sessions.size - b.sessions.size);
		const isFull = this.#workers.size >= this.#maxWorkers;
		return least && (isFull || least.sessions.size === 0) ? least : this.#startWorker(workerUrl);
	}

	#startWorker(workerUrl: URL): PoolWorker {
		const started: PoolWorker = {
			worker: new Worker(workerUrl),
			sessions: new Map(),
			effort: new MixingEffort(this.#options.clock ?? systemClock),
		};
		const { worker, sessions } = started;
		this.#workers.add(started);
		worker.unref();
		worker.on('message', ({ session, result }: WorkerReply) => {
			const answered = sessions.get(session);
			if (!answered) {
				return;
			}
			answered.owedTicks -= 1;
			if (result) {
				answered.listener.onMixed(readMixResult(result));
			} else {
				sessions.delete(session);
				answered.listener.onFailed();
			}
		});
		worker.on('error', (error) => this.#options.onWorkerError?.(error as Error));
		worker.on('exit', () => this.#onExit(started));
		return started;
	}

	/** What it mixed goes on elsewhere. */
	#onExit(ended: PoolWorker): void {
		if (!this.#workers.delete(ended)) {
			return;
		}
		this.#failures += 1;
		const orphaned = [...ended.sessions.values()];
		ended.sessions.clear();
		for (const { listener } of orphaned) {
			listener.onFailed();
		}
	}
}
