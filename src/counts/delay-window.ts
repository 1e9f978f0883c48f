// Delays of the last frames, for the percentiles that people are shown.

/** Frames that count: the last 10 s of one speaker. */
const WINDOW_FRAMES = 500;

/** Keeps the newest delays; adding one allocates nothing. */
export class DelayWindow {
	readonly #delaysMs = new Float64Array(WINDOW_FRAMES);
	#count = 0;

	/** @param delayMs - milliseconds from the datagram to the podcast's socket */
	add(delayMs: number): void {
		this.#delaysMs[this.#count % WINDOW_FRAMES] = delayMs;
		this.#count += 1;
	}

	/**
	 * @param fraction - 0..1, such as 0.99
	 * @returns milliseconds that this fraction of the frames stays within, or undefined without any
	 */
	percentile(fraction: number): number | undefined {
		const kept = this.#delaysMs.slice(0, Math.min(this.#count, WINDOW_FRAMES)).sort();
		return kept[Math.max(0, Math.ceil(kept.length * fraction) - 1)];
	}
}
