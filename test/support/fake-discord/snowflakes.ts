// Snowflakes from a counter, so that a run gives the same ids each time.

/** Milliseconds between the Unix epoch and Discord's (2015-01-01). */
const DISCORD_EPOCH_MS = 1_420_070_400_000n;
const FIRST_MS = 1_760_000_000_000n;

/** Gives out ids of 19 digits, one simulated millisecond apart. */
export class Snowflakes {
	#count = 0n;

	next(): string {
		this.#count += 1n;
		return String((FIRST_MS - DISCORD_EPOCH_MS + this.#count) << 22n);
	}
}
