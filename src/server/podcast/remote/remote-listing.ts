// What listeners here are told of a podcast of another server, which alone decides who may hear it.
import { NO_RIGHT, nameOfRight, type Right, rightOfKey } from '../../../cluster/podcast-words.js';
import type { PodcastDetails } from '../../../protocol/podcast-details.js';
import type { HeardListing } from '../../access/listing.js';

/** Guests who came with the same, and what ends it for each. */
interface Guests {
	readonly right: Right;
	readonly cuts: Set<() => void>;
}

/** What somebody without credentials has come with. */
export function rightOfListenKey(listenKey: string | undefined): Right {
	return listenKey === undefined ? NO_RIGHT : rightOfKey(listenKey);
}

/** A podcast's entry as its origin tells it. */
export class RemoteListing implements HeardListing {
	/** What is told now. */
	details: Readonly<PodcastDetails>;
	/** By the names of their rights. */
	readonly #guests = new Map<string, Guests>();

	constructor(details: Readonly<PodcastDetails>) {
		this.details = details;
	}

	/** What those came with who are guests now. */
	get rights(): Right[] {
		return [...this.#guests.values()].map(({ right }) => right);
	}

	/** Calls back once, as soon as the origin says that the podcast is not open to a guest any more. */
	whileOpenTo(listenKey: string | undefined, cut: () => void): () => void {
		const right = rightOfListenKey(listenKey);
		const name = nameOfRight(right);
		const guests = this.#guests.get(name) ?? { right, cuts: new Set() };
		this.#guests.set(name, guests);
		guests.cuts.add(cut);
		return () => {
			guests.cuts.delete(cut);
			if (guests.cuts.size === 0 && this.#guests.get(name) === guests) {
				this.#guests.delete(name);
			}
		};
	}

	/** Cuts all who came with this. */
	cut(right: Right): void {
		const name = nameOfRight(right);
		const guests = this.#guests.get(name);
		this.#guests.delete(name);
		for (const cut of guests?.cuts ?? []) {
			cut();
		}
	}
}
