// How thoroughly a mixing worker encodes: less while it does not keep up.
import type { Clock } from '../../clock.js';
import { FRAME_DURATION_MS } from '../../media/pcm.js';

/** Of the encoder, the usual one first; the last costs half of it, and sounds a little rougher. */
export const COMPLEXITIES = [5, 2, 0] as const;

/** Ticks that a session may wait for: 100 ms, longer than a pause of the collector takes. */
const MAX_OWED_TICKS = 100 / FRAME_DURATION_MS;

/** A worker that starts, or a machine that stood still, is behind for less than that. */
const STEP_DOWN_MS = 500;

/** For that long a worker must have kept up before it gets more to do. */
const STEP_UP_MS = 10_000;

/** What one worker may spend on encoding. */
export class MixingEffort {
	readonly #clock: Clock;
	#step = 0;
	#steppedAtMs = Number.NEGATIVE_INFINITY;
	/** Since when it has been behind without a break; undefined while it keeps up. */
	#behindSinceMs: number | undefined;
	#keptUpSinceMs = Number.NEGATIVE_INFINITY;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** What its encoders are to be set to, 0..10. */
	get complexity(): number {
		return COMPLEXITIES[this.#step] as number;
	}

	/**
	 * Notes that one of the worker's sessions is given another tick.
	 *
	 * @param owedTicks - that the session has not answered yet
	 * @returns whether the complexity is another one now
	 */
	note(owedTicks: number): boolean {
		const nowMs = this.#clock.nowMs();
		if (owedTicks > MAX_OWED_TICKS) {
			this.#behindSinceMs ??= nowMs;
			this.#keptUpSinceMs = nowMs;
			const sinceMs = Math.max(this.#behindSinceMs, this.#steppedAtMs);
			return nowMs >= sinceMs + STEP_DOWN_MS && this.#stepTo(this.#step + 1, nowMs);
		}
		this.#behindSinceMs = undefined;
		const sinceMs = Math.max(this.#keptUpSinceMs, this.#steppedAtMs);
		return this.#step > 0 && nowMs >= sinceMs + STEP_UP_MS && this.#stepTo(this.#step - 1, nowMs);
	}

	#stepTo(step: number, nowMs: number): boolean {
		if (step === COMPLEXITIES.length) {
			return false;
		}
		this.#step = step;
		this.#steppedAtMs = nowMs;
		return true;
	}
}
