// What listeners are told of a podcast, and who of them may hear it.
import { randomBytes } from 'node:crypto';
import type { PodcastDetails } from '../../protocol/podcast-details.js';
import { isSameSecret } from './constant-time.js';

/** Random bytes of a listen key: 128 bits, which nobody guesses. */
const LISTEN_KEY_BYTES = 16;

/** Somebody who came without credentials, and what ends it. */
interface Guest {
	readonly listenKey: string | undefined;
	readonly cut: () => void;
}

const UNTOLD: PodcastDetails = {
	visibility: 'unlisted',
	title: '',
	serverName: '',
	hostName: '',
	speakers: [],
};

/** A podcast's entry, from its creation to its end. */
export class Listing {
	#details: PodcastDetails;
	#listenKey: string;
	readonly #watchers = new Set<() => void>();
	readonly #guests = new Set<Guest>();

	/** @param kept - what was told before a restart, where there was one */
	constructor(kept?: { details: PodcastDetails; listenKey: string }) {
		this.#details = kept?.details ?? UNTOLD;
		this.#listenKey = kept?.listenKey ?? makeListenKey();
	}

	/** What is told now. */
	get details(): Readonly<PodcastDetails> {
		return this.#details;
	}

	/** What a link of this podcast carries; 22 characters of `A-Za-z0-9-_`. */
	get listenKey(): string {
		return this.#listenKey;
	}

	/** Replaces what is given, cuts guests who may not hear it any more, and tells those who watch. */
	update(changes: Partial<PodcastDetails>): void {
		const { visibility } = this.#details;
		this.#details = { ...this.#details, ...changes };
		if (this.#details.visibility !== visibility) {
			this.#cutGuests();
		}
		this.tell();
	}

	/** Makes a new listen key; the old one opens nothing any more, and who came by it is cut. */
	renewListenKey(): void {
		this.#listenKey = makeListenKey();
		this.#cutGuests();
		this.tell();
	}

	/**
	 * Tells those who watch; also called when what is told beside the details has changed: who
	 * hears the podcast, whether it is live, that it has ended.
	 */
	tell(): void {
		for (const watcher of this.#watchers) {
			watcher();
		}
	}

	/** Calls back after each change, until the returned function is called. */
	watch(watcher: () => void): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	/** Whether somebody without credentials may hear the podcast with this key, or without one. */
	isOpenTo(listenKey: string | undefined): boolean {
		switch (this.#details.visibility) {
			case 'public':
				return true;
			case 'unlisted':
				return listenKey !== undefined && isSameSecret(listenKey, this.#listenKey);
			case 'private':
				return false;
		}
	}

	/**
	 * Calls back once, as soon as the podcast is not open any more to a guest, who came without
	 * credentials; not after the returned function was called.
	 */
	whileOpenTo(listenKey: string | undefined, cut: () => void): () => void {
		const guest = { listenKey, cut };
		this.#guests.add(guest);
		return () => this.#guests.delete(guest);
	}

	#cutGuests(): void {
		for (const guest of this.#guests) {
			if (!this.isOpenTo(guest.listenKey)) {
				this.#guests.delete(guest);
				guest.cut();
			}
		}
	}
}

function makeListenKey(): string {
	return randomBytes(LISTEN_KEY_BYTES).toString('base64url');
}
