// Tells a podcast that is gone for good from one whose server has only just started.

/** A server that has just started may not know its podcasts yet, or their keys. */
const PATIENCE_MS = 30_000;

/** Counts for how long a server that answers has not known the podcast. */
export class Absence {
	#sinceMs: number | undefined;

	/** The podcast was there, or there was no answer: whatever was missed begins anew. */
	end(): void {
		this.#sinceMs = undefined;
	}

	/**
	 * The server answered, and did not know the podcast.
	 *
	 * @param nowMs - on a clock that only goes forward
	 * @returns whether that has been so for long enough to be the end
	 */
	isFinal(nowMs: number): boolean {
		this.#sinceMs ??= nowMs;
		return nowMs - this.#sinceMs >= PATIENCE_MS;
	}
}
