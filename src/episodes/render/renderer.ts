// Where episodes are rendered: in one worker thread of low priority, one after another.
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../../clock.js';
import { EpisodeFolder } from '../../store/episode-folder.js';
import { removeUnfinished } from './output-folder.js';
import { renderEpisode } from './render-episode.js';
import { RenderError, type RenderedEpisode, type RenderJob } from './render-job.js';
import { ProgressPace, type RenderReply, type RenderWorkerData } from './render-message.js';

/** How episodes are rendered. */
export interface EpisodeRendererOptions {
	/** The compiled worker; default: beside this file, where that is compiled itself. */
	workerUrl?: URL | undefined;
	logger: Logger;
	/** Default the machine's own. */
	clock?: Clock | undefined;
}

/** Only what is compiled can be a worker: where the source runs as it is, this thread renders. */
const WORKER_URL = import.meta.url.endsWith('.js')
	? new URL('./render-worker.js', import.meta.url)
	: undefined;

/**
 * What a thread's heap may grow to, in MiB: the packets and levels of the longest recordings take a
 * fraction of it, and what is beyond ends the job, not the process.
 */
const MAX_HEAP_MIB = 512;

/** A thread, and the one job it has. */
interface Rendering {
	worker: Worker;
	onReply: ((reply: RenderReply) => void) | undefined;
	onDead: ((reason: string) => void) | undefined;
}

/** Renders episodes, one at a time; a job that kills its thread fails alone. */
export class EpisodeRenderer {
	readonly #options: EpisodeRendererOptions;
	readonly #workerUrl: URL | undefined;
	readonly #closing = new AbortController();
	readonly #gate = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
	#rendering: Rendering | undefined;
	/** The job before; never rejects. */
	#last: Promise<unknown> = Promise.resolve();
	#open = () => {};
	#opened: Promise<void> = Promise.resolve();

	constructor(options: EpisodeRendererOptions) {
		this.#options = options;
		this.#workerUrl = options.workerUrl ?? WORKER_URL;
	}

	/**
	 * Whether rendering stands still, as it should while what is on air is late; it stops within a
	 * second of sound, some tens of milliseconds.
	 */
	get isHeldBack(): boolean {
		return Atomics.load(this.#gate, 0) === 1;
	}

	set isHeldBack(isHeldBack: boolean) {
		if (isHeldBack === this.isHeldBack) {
			return;
		}
		Atomics.store(this.#gate, 0, isHeldBack ? 1 : 0);
		Atomics.notify(this.#gate, 0);
		if (isHeldBack) {
			this.#opened = new Promise((resolve) => {
				this.#open = resolve;
			});
		} else {
			this.#open();
		}
	}

	/**
	 * Renders an episode when those before it are done.
	 *
	 * @param onProgress - told at most ten times a second how much is done, 0..1
	 * @param signal - gives it up; nothing half-written stays
	 * @throws {RenderError} where the episode cannot be rendered
	 * @throws the signal's reason
	 */
	render(
		job: RenderJob,
		onProgress: (fraction: number) => void,
		signal?: AbortSignal,
	): Promise<RenderedEpisode> {
		const ended = AbortSignal.any([this.#closing.signal, ...(signal ? [signal] : [])]);
		const rendered = this.#last.then(async () => {
			ended.throwIfAborted();
			const episode = await (this.#workerUrl
				? this.#renderThere(job, { onProgress, ended, url: this.#workerUrl })
				: this.#renderHere(job, { onProgress, ended }));
			for (const { what, reason } of episode.omitted) {
				this.#options.logger.warn(
					{ episode: job.id, what, reason },
					'An episode is rendered without it: it cannot be read',
				);
			}
			return episode;
		});
		this.#last = rendered.catch(() => {});
		return rendered;
	}

	/** Gives up what is being rendered, and ends the thread; harmless when repeated. */
	async close(): Promise<void> {
		this.#closing.abort(new Error('The renderer is closed'));
		await this.#last;
		const rendering = this.#rendering;
		this.#rendering = undefined;
		await rendering?.worker.terminate();
	}

	async #renderHere(job: RenderJob, { onProgress, ended }: Giving): Promise<RenderedEpisode> {
		const { clock = systemClock } = this.#options;
		const progress = new ProgressPace(() => clock.nowMs(), onProgress);
		const aborted = onceAborted(ended);
		return renderEpisode(job, {
			report: (fraction) => progress.report(fraction),
			breathe: async () => {
				await new Promise((resolve) => setImmediate(resolve));
				await Promise.race([this.#opened, aborted]);
				ended.throwIfAborted();
			},
		});
	}

	async #renderThere(
		job: RenderJob,
		{ onProgress, ended, url }: Giving & { url: URL },
	): Promise<RenderedEpisode> {
		this.#rendering ??= this.#start(url);
		const rendering = this.#rendering;
		const { worker } = rendering;
		let onAbort = () => {};
		try {
			return await new Promise<RenderedEpisode>((resolve, reject) => {
				onAbort = () => reject(ended.reason);
				ended.addEventListener('abort', onAbort, { once: true });
				rendering.onDead = (reason) => {
					reject(new RenderError({ kind: 'worker died', reason }));
				};
				rendering.onReply = (reply) => {
					switch (reply.kind) {
						case 'progress':
							onProgress(reply.fraction);
							break;
						case 'rendered':
							resolve(reply.episode);
							break;
						case 'failed':
							reject(new RenderError(reply.failure));
							break;
						case 'broken':
							reject(Object.assign(new Error(reply.message), reply.code && { code: reply.code }));
					}
				};
				worker.postMessage(job);
			});
		} catch (error) {
			if (ended.aborted || this.#rendering !== rendering) {
				// The thread is in the middle of its work, or gone: what it has begun is ours to remove.
				await this.#end(rendering);
				await removeUnfinished(new EpisodeFolder(job.dataDir, job.id), job.revision);
			}
			throw error;
		} finally {
			ended.removeEventListener('abort', onAbort);
			rendering.onReply = undefined;
			rendering.onDead = undefined;
		}
	}

	#start(url: URL): Rendering {
		const workerData: RenderWorkerData = { gate: this.#gate.buffer as SharedArrayBuffer };
		const worker = new Worker(url, {
			workerData,
			resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
		});
		const rendering: Rendering = { worker, onReply: undefined, onDead: undefined };
		// Nobody waits for it who is about to exit.
		worker.unref();
		worker.on('message', (reply: RenderReply) => rendering.onReply?.(reply));
		let reason: string | undefined;
		worker.on('error', (error: Error) => {
			reason = error.message;
		});
		worker.on('exit', (code) => {
			if (this.#rendering === rendering) {
				this.#rendering = undefined;
			}
			rendering.onDead?.(reason ?? `exit code ${code}`);
		});
		return rendering;
	}

	async #end(rendering: Rendering): Promise<void> {
		if (this.#rendering === rendering) {
			this.#rendering = undefined;
		}
		await rendering.worker.terminate();
	}
}

/** Who is told of a job, and who gives it up. */
interface Giving {
	onProgress: (fraction: number) => void;
	ended: AbortSignal;
}

/** Resolves when the signal is aborted. */
function onceAborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		signal.addEventListener('abort', () => resolve(), { once: true });
	});
}
