// The fastest way that a member's frames have taken of late.

/** How far it looks back. */
const WINDOW_MS = 10_000;

/** Arrivals of one second are remembered as one. */
const BUCKET_MS = 1000;

const BUCKETS = WINDOW_MS / BUCKET_MS;

/** The smallest transit of the last ten seconds: all other frames were late by something. */
export class ShortestTransit {
	readonly #bucketsMs = new Float64Array(BUCKETS).fill(Number.POSITIVE_INFINITY);
	#newest = Number.NEGATIVE_INFINITY;

	/** Infinite before the first frame. */
	get ms(): number {
		let shortestMs = Number.POSITIVE_INFINITY;
		for (const bucketMs of this.#bucketsMs) {
			shortestMs = Math.min(shortestMs, bucketMs);
		}
		return shortestMs;
	}

	/** @param transitMs - time of arrival less RTP timestamp, both in milliseconds */
	add(transitMs: number, atMs: number): void {
		const bucket = Math.floor(atMs / BUCKET_MS);
		if (bucket - this.#newest >= BUCKETS) {
			this.reset();
			this.#newest = bucket;
		}
		for (; this.#newest < bucket; this.#newest++) {
			this.#bucketsMs[placeOf(this.#newest + 1)] = Number.POSITIVE_INFINITY;
		}
		const place = placeOf(this.#newest);
		if (transitMs < (this.#bucketsMs[place] as number)) {
			this.#bucketsMs[place] = transitMs;
		}
	}

	/** Forgets all: the sender's clock jumped, or the network is another one. */
	reset(): void {
		this.#bucketsMs.fill(Number.POSITIVE_INFINITY);
	}
}

function placeOf(bucket: number): number {
	return ((bucket % BUCKETS) + BUCKETS) % BUCKETS;
}
