// Every timer of the simulation in one place, so that closing leaves none behind.

/** Sets timers and takes them all back at the end. */
export class Timers {
	readonly #timeouts = new Set<NodeJS.Timeout>();
	#isClosed = false;

	/**
	 * Calls once after the delay.
	 *
	 * @returns what takes the call back
	 */
	after(delayMs: number, callback: () => void): () => void {
		if (this.#isClosed) {
			return () => {};
		}
		const timeout = setTimeout(() => {
			this.#timeouts.delete(timeout);
			callback();
		}, delayMs);
		this.#timeouts.add(timeout);
		return () => {
			clearTimeout(timeout);
			this.#timeouts.delete(timeout);
		};
	}

	/** Takes back what is pending; later calls to `after` do nothing. */
	close(): void {
		this.#isClosed = true;
		for (const timeout of this.#timeouts) {
			clearTimeout(timeout);
		}
		this.#timeouts.clear();
	}
}
