// What the server's clock shows; the listener's own may be wrong, by minutes or by years.

/** Follows the server's clock by what the server tells of it, and by a clock that only runs. */
export class ServerClock {
	readonly #monotonicMs: () => number;
	#offsetMs = Number.NEGATIVE_INFINITY;

	/** @param monotonicMs - milliseconds since anything, never set anew */
	constructor(monotonicMs: () => number = () => performance.now()) {
		this.#monotonicMs = monotonicMs;
	}

	/** Milliseconds since the epoch, or undefined before the server has told its time. */
	get epochMs(): number | undefined {
		return Number.isFinite(this.#offsetMs) ? this.#monotonicMs() + this.#offsetMs : undefined;
	}

	/**
	 * Takes what the server's clock showed when it wrote this. On the way time passes, never the
	 * other way round: of all that was told, what shows the latest time is the least wrong.
	 */
	tell(epochMs: unknown): void {
		if (typeof epochMs === 'number' && Number.isFinite(epochMs)) {
			this.#offsetMs = Math.max(this.#offsetMs, epochMs - this.#monotonicMs());
		}
	}

	/** Another connection, maybe to another machine: what is told from now on counts alone. */
	restart(): void {
		this.#offsetMs = Number.NEGATIVE_INFINITY;
	}
}
