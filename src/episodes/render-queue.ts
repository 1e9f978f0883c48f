// Episodes that wait to be rendered: one at a time, and what fails is tried again.
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.js';
import type { RenderedEpisode, RenderJob } from './render/render-job.js';

/** Who renders: one job at a time, and soon none where the signal is aborted. */
export interface LibraryRenderer {
	render(
		job: RenderJob,
		onProgress: (fraction: number) => void,
		signal?: AbortSignal,
	): Promise<RenderedEpisode>;
}

/** Waits before the second and the third try. */
const RETRY_MS = [5_000, 60_000] as const;

/** What a queue does with an episode. */
export interface RenderSteps<Rendered> {
	/** Ends soon where the signal is aborted, and touches nothing from then on. */
	render: (id: string, signal: AbortSignal) => Promise<Rendered>;
	/** Rendered; nothing comes of it where the signal is aborted. */
	keep: (id: string, rendered: Rendered, signal: AbortSignal) => Promise<void>;
	/** Failed for the last time. */
	giveUp: (id: string, error: unknown, signal: AbortSignal) => Promise<void>;
}

/** What a queue is made of. */
export interface RenderQueueOptions<Rendered> extends RenderSteps<Rendered> {
	clock: Clock;
	logger: Logger;
}

/** One that is under way. */
interface Current {
	id: string;
	abort: AbortController;
	/** Never rejects. */
	rendering: Promise<unknown>;
}

/** The queue; an episode is in it at most once. */
export class RenderQueue<Rendered> {
	/** How often something was rendered, and how often that failed. */
	readonly counts = { rendered: 0, failed: 0 };
	readonly #options: RenderQueueOptions<Rendered>;
	readonly #waiting = new Set<string>();
	readonly #failures = new Map<string, number>();
	readonly #timers = new Map<string, Timer>();
	#current: Current | undefined;
	/** Never rejects. */
	#running: Promise<void> = Promise.resolve();
	#isClosed = false;

	constructor(options: RenderQueueOptions<Rendered>) {
		this.#options = options;
	}

	/** Renders an episode when its turn comes; once it has been dropped or kept it may be added anew. */
	add(id: string): void {
		if (!this.#isClosed) {
			this.#waiting.add(id);
			this.#next();
		}
	}

	/** Takes an episode out; resolves when nothing of its rendering goes on. */
	async drop(id: string): Promise<void> {
		this.#waiting.delete(id);
		this.#failures.delete(id);
		this.#timers.get(id)?.cancel();
		this.#timers.delete(id);
		if (this.#current?.id === id) {
			this.#current.abort.abort();
			await this.#current.rendering;
		}
	}

	/** Ends what is under way, and begins nothing any more. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#waiting.clear();
		for (const timer of this.#timers.values()) {
			timer.cancel();
		}
		this.#timers.clear();
		this.#current?.abort.abort();
		await this.#running;
	}

	#next(): void {
		const [id] = this.#waiting;
		if (id === undefined || this.#current) {
			return;
		}
		this.#waiting.delete(id);
		const abort = new AbortController();
		const rendering = this.#options.render(id, abort.signal);
		this.#current = { id, abort, rendering: rendering.catch(() => {}) };
		this.#running = this.#finish(id, rendering, abort.signal).finally(() => {
			this.#current = undefined;
			this.#next();
		});
	}

	async #finish(id: string, rendering: Promise<Rendered>, signal: AbortSignal): Promise<void> {
		try {
			await this.#options.keep(id, await rendering, signal);
			if (!signal.aborted) {
				this.#failures.delete(id);
				this.counts.rendered++;
			}
		} catch (error) {
			if (!signal.aborted) {
				await this.#fail(id, error, signal);
			}
		}
	}

	async #fail(id: string, error: unknown, signal: AbortSignal): Promise<void> {
		const { clock, giveUp, logger } = this.#options;
		const failures = (this.#failures.get(id) ?? 0) + 1;
		this.counts.failed++;
		logger.warn({ err: error, episode: id, failures }, 'An episode could not be rendered');
		const waitMs = RETRY_MS[failures - 1];
		if (waitMs !== undefined) {
			this.#failures.set(id, failures);
			const retry = () => {
				this.#timers.delete(id);
				this.add(id);
			};
			this.#timers.set(id, clock.at(clock.nowMs() + waitMs, retry));
			return;
		}
		this.#failures.delete(id);
		try {
			await giveUp(id, error, signal);
		} catch (failure) {
			logger.error({ err: failure, episode: id }, 'An episode’s failure could not be written down');
		}
	}
}
