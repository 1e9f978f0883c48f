// What the renderer and its thread tell each other.
import type { RenderedEpisode, RenderFailure, RenderJob } from './render-job.js';

/** What the thread is started with, and the one job it is given. */
export interface RenderWorkerData {
	/** One integer: 1 while the thread is to stand still. */
	gate: SharedArrayBuffer;
}

/** A message to the thread. */
export type RenderRequest = RenderJob;

/** A message from it; after the last three of them it takes the next job. */
export type RenderReply =
	| { kind: 'progress'; fraction: number }
	| { kind: 'rendered'; episode: RenderedEpisode }
	| { kind: 'failed'; failure: RenderFailure }
	/** A fault of the program or of the system. */
	| { kind: 'broken'; message: string; code: string | undefined };

/** Progress is told ten times a second at most. */
export class ProgressPace {
	readonly #tell: (fraction: number) => void;
	readonly #nowMs: () => number;
	#toldMs = Number.NEGATIVE_INFINITY;

	/** @param nowMs - time that only goes forward */
	constructor(nowMs: () => number, tell: (fraction: number) => void) {
		this.#nowMs = nowMs;
		this.#tell = tell;
	}

	report(fraction: number): void {
		const nowMs = this.#nowMs();
		if (nowMs - this.#toldMs >= LEAST_PROGRESS_MS) {
			this.#toldMs = nowMs;
			this.#tell(Math.min(1, fraction));
		}
	}
}

const LEAST_PROGRESS_MS = 100;
