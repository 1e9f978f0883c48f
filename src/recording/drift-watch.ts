// Tells when a member's clock has run away from ours within one talkspurt.
import { FRAME_DURATION_MS } from '../media/pcm.js';

/** A frame is put on the nearest tick, so that far off is no drift: half a tick, and what is measured. */
const DRIFTED_MS = FRAME_DURATION_MS / 2 + 1;

/** Clocks do not turn round: off by so much, it was the network. */
const TURNED_MS = 2 * FRAME_DURATION_MS;

/** So long it must have been off, for the network may hold frames back for a while. */
const PATIENCE_MS = 10_000;

/** One member's clock beside ours. */
export class DriftWatch {
	#sinceMs: number | undefined;
	/** Which way the clock is known to run away. */
	#step: -1 | 0 | 1 = 0;

	/**
	 * Notes how far a talkspurt is off.
	 *
	 * @param offMs - how much later it is written than it was heard
	 * @returns the tick that it should go on earlier (-1) or later (1) from here on, or 0
	 */
	note(offMs: number, nowMs: number): -1 | 0 | 1 {
		const step = offMs > 0 ? -1 : 1;
		const allowedMs = this.#step === -step ? TURNED_MS : DRIFTED_MS;
		if (Math.abs(offMs) <= allowedMs) {
			this.#sinceMs = undefined;
			return 0;
		}
		this.#sinceMs ??= nowMs;
		const isKnown = this.#step === step && Math.abs(offMs) < TURNED_MS;
		if (!isKnown && nowMs - this.#sinceMs < PATIENCE_MS) {
			return 0;
		}
		this.#sinceMs = undefined;
		this.#step = step;
		return step;
	}

	/** Another talkspurt begins, of the same clock. */
	restart(): void {
		this.#sinceMs = undefined;
	}

	/** Another clock begins. */
	forget(): void {
		this.#sinceMs = undefined;
		this.#step = 0;
	}
}
