// Where MP3 is encoded: in one worker thread for all podcasts, which runs while there is something.
import { Worker } from 'node:worker_threads';
import type { Mp3Bitrate } from './mp3-bitrate.js';
import { type Mp3Reply, type Mp3Request, Mp3Sessions } from './mp3-sessions.js';

/** How MP3 is encoded. */
export interface Mp3EncodingOptions {
	bitrateKbps: Mp3Bitrate;
	/** The compiled worker; default: beside this file, where that is compiled itself. */
	workerUrl?: URL | undefined;
	/** Told when the worker has died; its podcasts' streams end. */
	onWorkerError?: (error: Error) => void;
}

/** Who gets what comes out. */
export interface Mp3Listener {
	/** Whole MP3 frames, in order. */
	onFrames(frames: Uint8Array): void;
	/** Nothing more comes. */
	onFailed(): void;
}

/** One programme that is encoded. */
export interface Mp3Session {
	/** Hands packets over; they are left out where the thread is far behind. */
	encode(packets: readonly Uint8Array[]): void;
	/** Ends the session; harmless when repeated. */
	close(): void;
}

/** Only what is compiled can be a worker: where the source runs as it is, this thread encodes. */
const WORKER_URL = import.meta.url.endsWith('.js')
	? new URL('./mp3-worker.js', import.meta.url)
	: undefined;

/** Unanswered requests of one session: at ten a second, five seconds. */
const MAX_UNANSWERED = 50;

/** What does the work. */
interface Encoders {
	send(request: Mp3Request): void;
	close(): Promise<unknown>;
}

interface OpenSession {
	listener: Mp3Listener;
	unanswered: number;
}

/** Encodes the programmes of all podcasts. */
export class Mp3Encoding {
	readonly #options: Mp3EncodingOptions;
	readonly #sessions = new Map<number, OpenSession>();
	#encoders: Encoders | undefined;
	#nextSession = 0;

	constructor(options: Mp3EncodingOptions) {
		this.#options = options;
	}

	/** Of everything that comes out. */
	get bitrateKbps(): Mp3Bitrate {
		return this.#options.bitrateKbps;
	}

	/** Programmes that are encoded now. */
	get sessionCount(): number {
		return this.#sessions.size;
	}

	/** Whether there is a thread, or what stands for it. */
	get isRunning(): boolean {
		return this.#encoders !== undefined;
	}

	/** Begins to encode a programme. */
	open(listener: Mp3Listener): Mp3Session {
		this.#encoders ??= this.#start();
		const encoders = this.#encoders;
		const session = this.#nextSession++;
		const open: OpenSession = { listener, unanswered: 0 };
		this.#sessions.set(session, open);
		encoders.send({ kind: 'open', session, bitrateKbps: this.bitrateKbps });
		return {
			encode: (packets) => {
				if (this.#sessions.has(session) && open.unanswered < MAX_UNANSWERED) {
					open.unanswered++;
					encoders.send({ kind: 'encode', session, packets });
				}
			},
			close: () => {
				if (this.#sessions.delete(session)) {
					encoders.send({ kind: 'close', session });
					this.#stopIfIdle();
				}
			},
		};
	}

	/** Ends everything; sessions that are open get no more bytes. */
	async close(): Promise<void> {
		this.#sessions.clear();
		const encoders = this.#encoders;
		this.#encoders = undefined;
		await encoders?.close();
	}

	#start(): Encoders {
		const { workerUrl = WORKER_URL } = this.#options;
		if (!workerUrl) {
			const sessions = new Mp3Sessions((reply) => this.#onReply(reply));
			return { send: (request) => sessions.handle(request), close: async () => {} };
		}
		const worker = new Worker(workerUrl);
		const encoders: Encoders = {
			send: (request) => worker.postMessage(request),
			close: () => worker.terminate(),
		};
		worker.unref();
		worker.on('message', (reply: Mp3Reply) => this.#onReply(reply));
		worker.on('error', (error) => this.#options.onWorkerError?.(error as Error));
		worker.on('exit', () => this.#onExit(encoders));
		return encoders;
	}

	#onReply({ session, frames }: Mp3Reply): void {
		const open = this.#sessions.get(session);
		if (!open) {
			return;
		}
		open.unanswered--;
		if (frames) {
			open.listener.onFrames(frames);
		} else {
			this.#sessions.delete(session);
			open.listener.onFailed();
			this.#stopIfIdle();
		}
	}

	#stopIfIdle(): void {
		if (this.#sessions.size === 0) {
			const encoders = this.#encoders;
			this.#encoders = undefined;
			encoders?.close().catch(() => {});
		}
	}

	/** The thread has died, unless it was ended. */
	#onExit(ended: Encoders): void {
		if (this.#encoders !== ended) {
			return;
		}
		this.#encoders = undefined;
		const sessions = [...this.#sessions.values()];
		this.#sessions.clear();
		for (const { listener } of sessions) {
			listener.onFailed();
		}
	}
}
