// Numbers at random that are the same each time, for one seed.

/** A stream of numbers that a seed decides (mulberry32). */
export class Random {
	#state: number;

	/** @param seed - any integer; its lowest 32 bits count */
	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** An unsigned 32-bit integer. */
	u32(): number {
		this.#state = (this.#state + 0x6d2b_79f5) >>> 0;
		let value = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
		return (value ^ (value >>> 14)) >>> 0;
	}

	/** An integer from 0 to one below the limit; 0 where the limit is 0. */
	below(limit: number): number {
		return limit > 0 ? this.u32() % limit : 0;
	}

	/** Mostly small, now and then as large as the limit lets it be. */
	small(limit: number): number {
		return this.below(Math.min(limit, 1 << this.below(17)) + 1);
	}

	/** True once in so many times. */
	oneIn(times: number): boolean {
		return this.below(times) === 0;
	}

	/** One of the items, of which there is at least one. */
	pick<Item>(items: readonly Item[]): Item {
		return items[this.below(items.length)] as Item;
	}

	/** So many bytes. */
	bytes(count: number): Uint8Array {
		return Uint8Array.from({ length: count }, () => this.below(256));
	}
}
