// Who renders shows from their beginning on: a thread that is started when somebody asks.
import { Worker } from 'node:worker_threads';
import type {
	FromCatchUpWorker,
	RenderedSegment,
	SegmentRequest,
	ToCatchUpWorker,
} from './catch-up-message.js';
import { CatchUpStudio } from './catch-up-studio.js';

/** Only what is compiled can be a worker: where the source runs as it is, this thread renders. */
const WORKER_URL = import.meta.url.endsWith('.js')
	? new URL('./catch-up-worker.js', import.meta.url)
	: undefined;

/** What a thread's heap may grow to, in MiB; what is beyond ends the thread, not the process. */
const MAX_HEAP_MIB = 256;

/** Who waits for a segment. */
interface Waiting {
	resolve(segment: RenderedSegment): void;
	reject(error: Error): void;
}

/** Renders segments; a thread that dies costs those that were asked for. */
export class CatchUpRenderer {
	readonly #workerUrl: URL | undefined;
	readonly #here = new CatchUpStudio();
	readonly #waiting = new Map<number, Waiting>();
	#worker: Worker | undefined;
	#lastTurn = 0;

	/** @param options.workerUrl - the compiled worker; default: beside this, where that is compiled */
	constructor({ workerUrl = WORKER_URL }: { workerUrl?: URL | undefined } = {}) {
		this.#workerUrl = workerUrl;
	}

	/**
	 * Renders one segment, after those that were asked for before.
	 *
	 * @throws {Error} where it cannot be rendered
	 */
	render(request: SegmentRequest): Promise<RenderedSegment> {
		if (this.#workerUrl === undefined) {
			return this.#here.render(request);
		}
		this.#worker ??= this.#start(this.#workerUrl);
		const turn = ++this.#lastTurn;
		return new Promise((resolve, reject) => {
			this.#waiting.set(turn, { resolve, reject });
			this.#send({ kind: 'render', turn, request });
		});
	}

	/** Nothing more is asked of this show for a while. */
	drop(id: string): void {
		this.#send({ kind: 'drop', id });
		// A file that cannot be closed is nobody's any more.
		this.#here.drop(id).catch(() => {});
	}

	/** Ends the thread, or closes what this one has open; harmless when repeated. */
	async close(): Promise<void> {
		await Promise.all([this.#worker?.terminate(), this.#here.close()]);
	}

	#send(message: ToCatchUpWorker): void {
		this.#worker?.postMessage(message);
	}

	#start(url: URL): Worker {
		const worker = new Worker(url, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB } });
		// Nobody waits for it who is about to exit.
		worker.unref();
		worker.on('message', (message: FromCatchUpWorker) => this.#take(message));
		let reason: string | undefined;
		worker.on('error', (error: Error) => {
			reason = error.message;
		});
		worker.on('exit', (code) => {
			this.#worker = undefined;
			const waiting = [...this.#waiting.values()];
			this.#waiting.clear();
			for (const { reject } of waiting) {
				reject(new Error(`The thread has ended: ${reason ?? `exit code ${code}`}`));
			}
		});
		return worker;
	}

	#take(message: FromCatchUpWorker): void {
		const waiting = this.#waiting.get(message.turn);
		this.#waiting.delete(message.turn);
		if (message.kind === 'rendered') {
			waiting?.resolve(message.segment);
		} else {
			waiting?.reject(new Error(message.reason));
		}
	}
}
