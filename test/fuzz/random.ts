// Numbers at random as fuzzing wants them: the same each time, for one seed.
import { SeededRandom } from '../support/fake-discord/seeded-random.js';

/** A stream of numbers that a seed decides. */
export class Random extends SeededRandom {
	/** An unsigned 32-bit integer. */
	u32(): number {
		return this.below(2 ** 32);
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
}
