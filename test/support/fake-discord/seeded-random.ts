// Randomness that repeats: the same seed gives the same run.

/** A small generator (mulberry32); good enough to shape a network, not for secrets. */
export class SeededRandom {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** At least 0, below 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = this.#state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
	}

	/** A whole number, at least 0, below the limit. */
	below(limit: number): number {
		return Math.floor(this.next() * limit);
	}

	bytes(length: number): Uint8Array {
		return Uint8Array.from({ length }, () => this.below(256));
	}

	hex(bytes: number): string {
		return Buffer.from(this.bytes(bytes)).toString('hex');
	}
}
