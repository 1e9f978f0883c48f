// Names that are remembered for a fixed time each.
import type { Clock } from '../../../clock.js';

/** Remembers names, and forgets them by the clock. */
export class PassingNotes {
	readonly #clock: Clock;
	readonly #durationMs: number;
	/** Until when, the one that was noted first is first. */
	readonly #untilMs = new Map<string, number>();

	constructor(clock: Clock, durationMs: number) {
		this.#clock = clock;
		this.#durationMs = durationMs;
	}

	/** Remembers it from now on. */
	note(name: string): void {
		const nowMs = this.#clock.nowMs();
		for (const [old, untilMs] of this.#untilMs) {
			if (untilMs > nowMs) {
				break;
			}
			this.#untilMs.delete(old);
		}
		this.#untilMs.delete(name);
		this.#untilMs.set(name, nowMs + this.#durationMs);
	}

	/** Whether it was noted, and not too long ago. */
	has(name: string): boolean {
		return (this.#untilMs.get(name) ?? Number.NEGATIVE_INFINITY) > this.#clock.nowMs();
	}
}
