// How long frames took: in buckets since the start, and one by one for the last of them.

/** Frames of a window: the last 10 s of one speaker. */
const WINDOW_FRAMES = 500;

/** Upper bounds of the buckets in milliseconds, from what a quiet machine takes to what is heard. */
export const DELAY_BOUNDS_MS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] as const;

/** Delays by bucket. */
export interface DelayCounts {
	/** Delays within each bound and above the one before; the last element is above all bounds. */
	buckets: readonly number[];
	/** All delays together, in milliseconds. */
	sumMs: number;
}

/** No delays at all. */
export const NO_DELAYS: DelayCounts = {
	buckets: [...DELAY_BOUNDS_MS.map(() => 0), 0],
	sumMs: 0,
};

/** Counts delays; adding one allocates nothing. */
export class DelayHistogram {
	readonly #buckets = new Float64Array(NO_DELAYS.buckets.length);
	#sumMs = 0;

	/** @param delayMs - milliseconds from the datagram to the podcast's socket */
	add(delayMs: number): void {
		let bucket = 0;
		while (bucket < DELAY_BOUNDS_MS.length && delayMs > (DELAY_BOUNDS_MS[bucket] as number)) {
			bucket += 1;
		}
		(this.#buckets[bucket] as number) += 1;
		this.#sumMs += delayMs;
	}

	/** A copy of the counts so far. */
	get counts(): DelayCounts {
		return { buckets: [...this.#buckets], sumMs: this.#sumMs };
	}
}

/** Both together, bucket by bucket. */
export function addDelays(first: DelayCounts, second: DelayCounts): DelayCounts {
	return {
		buckets: first.buckets.map((count, bucket) => count + (second.buckets[bucket] as number)),
		sumMs: first.sumMs + second.sumMs,
	};
}

/** Keeps the newest delays, for the percentiles that people are shown; adding one allocates nothing. */
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
