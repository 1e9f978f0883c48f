// Snowflakes from a counter, so that a run gives the same ids each time.

/** Milliseconds between the Unix epoch and Discord's (2015-01-01). */
const DISCORD_EPOCH_MS = 1_420_070_400_000n;
const FIRST_MS = 1_760_000_000_000n;

/** Gives out ids of 19 digits, one simulated millisecond apart. */
export class Snowflakes {
	#count = 0n;

	/** @param shard - of the guild whose id it is; default any */
	next([shard, count]: readonly [id: number, count: number] = [0, 1]): string {
		do {
			this.#count += 1n;
		} while (this.#ms % BigInt(count) !== BigInt(shard));
		return String(this.#ms << 22n);
	}

	get #ms(): bigint {
		return FIRST_MS - DISCORD_EPOCH_MS + this.#count;
	}
}
