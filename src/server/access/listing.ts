// What listeners are told of a podcast, and who of them may hear it.
import { randomBytes } from 'node:crypto';
import type { PodcastDetails } from '../../protocol/podcast-details.js';
import { isSameDigest, sha256 } from './constant-time.js';

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

/** What listeners are told of a podcast, and whether it stays open to them. */
export interface HeardListing {
	/** What is told now. */
	readonly details: Readonly<PodcastDetails>;
	/**
	 * Calls back once, as soon as the podcast is not open any more to a guest, who came without
	 * credentials; not after the returned function was called.
	 */
	whileOpenTo(listenKey: string | undefined, cut: () => void): () => void;
}

/** A podcast's entry, from its creation to its end. */
export class Listing implements HeardListing {
	#details: PodcastDetails;
	#listenKey: string;
	/** Of the listen key; it is asked for more often than the key changes. */
	#digest: Uint8Array;
	readonly #onChanged: () => void;
	readonly #guests = new Set<Guest>();

	/**
	 * @param onChanged - called when the details or the listen key are others than before
	 * @param kept - what was told before a restart, where there was one
	 */
	constructor(onChanged: () => void, kept?: { details: PodcastDetails; listenKey: string }) {
		this.#onChanged = onChanged;
		this.#details = kept?.details ?? UNTOLD;
		this.#listenKey = kept?.listenKey ?? makeListenKey();
		this.#digest = sha256(this.#listenKey);
	}

	/** What is told now. */
	get details(): Readonly<PodcastDetails> {
		return this.#details;
	}

	/** What a link of this podcast carries; 22 characters of `A-Za-z0-9-_`. */
	get listenKey(): string {
		return this.#listenKey;
	}

	/** Replaces what is given, and cuts guests who may not hear it any more. */
	update(changes: Partial<PodcastDetails>): void {
		const { visibility } = this.#details;
		this.#details = { ...this.#details, ...changes };
		if (this.#details.visibility !== visibility) {
			this.#cutGuests();
		}
		this.#onChanged();
	}

	/** Makes a new listen key; the old one opens nothing any more, and who came by it is cut. */
	renewListenKey(): void {
		this.#listenKey = makeListenKey();
		this.#digest = sha256(this.#listenKey);
		this.#cutGuests();
		this.#onChanged();
	}

	/** Whether somebody without credentials may hear the podcast with this key, or without one. */
	isOpenTo(listenKey: string | undefined): boolean {
		const isAsked = listenKey !== undefined && this.#details.visibility === 'unlisted';
		return this.isOpenToDigest(isAsked ? sha256(listenKey) : undefined);
	}

	/** The same for somebody at another server, who has brought the key there. */
	isOpenToDigest(ofListenKey: Uint8Array | undefined): boolean {
		switch (this.#details.visibility) {
			case 'public':
				return true;
			case 'unlisted':
				return ofListenKey !== undefined && isSameDigest(ofListenKey, this.#digest);
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
