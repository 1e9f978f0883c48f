// The last seconds of a stream, for players that begin to listen.
import { SAMPLE_RATE_HZ } from '../../media/pcm.js';

/** What a player gets at once, so that it need not wait until it has enough: two seconds. */
export const BURST_SAMPLES = 2 * SAMPLE_RATE_HZ;

/** Keeps the newest items that together last as long as they have to. */
export class RecentAudio<Item> {
	readonly #minSamples: number;
	#entries: { item: Item; samples: number }[] = [];
	#samples = 0;

	/** @param minSamples - what is kept lasts so long, and less than one item longer */
	constructor(minSamples: number) {
		this.#minSamples = minSamples;
	}

	/** What all items last together. */
	get samples(): number {
		return this.#samples;
	}

	/** Oldest first. */
	get items(): Item[] {
		return this.#entries.map(({ item }) => item);
	}

	/** The newest that together last at least so long, as far as they are there; oldest first. */
	newest(samples: number): Item[] {
		let missing = samples;
		let start = this.#entries.length;
		while (start > 0 && missing > 0) {
			start--;
			missing -= this.#entries[start]?.samples ?? 0;
		}
		return this.items.slice(start);
	}

	/** Puts something else, which lasts as long, in the place of each item. */
	replace(other: (item: Item) => readonly { item: Item; samples: number }[]): void {
		this.#entries = this.#entries.flatMap(({ item }) => other(item));
	}

	/** Adds the newest, and forgets what is too old. */
	push(item: Item, samples: number): void {
		this.#entries.push({ item, samples });
		this.#samples += samples;
		for (;;) {
			const [oldest] = this.#entries;
			if (oldest === undefined || this.#samples - oldest.samples < this.#minSamples) {
				return;
			}
			this.#entries.shift();
			this.#samples -= oldest.samples;
		}
	}
}
