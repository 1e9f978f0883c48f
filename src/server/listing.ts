// What listeners are told of a podcast, and who of them may hear it.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * `public`: listed, and heard by whoever knows the id. `unlisted`: heard by whoever has the listen
 * key. `private`: heard by clients with credentials only.
 */
export const VISIBILITIES = ['public', 'unlisted', 'private'] as const;

/** Who may hear a podcast. */
export type Visibility = (typeof VISIBILITIES)[number];

/** What the sender's side tells of its podcast; all texts are a member's, and never markup. */
export interface PodcastDetails {
	visibility: Visibility;
	/** Up to 100 characters; empty where none was given. */
	title: string;
	/** Name of the Discord server that it comes from; up to 100 characters, may be empty. */
	serverName: string;
	/** Display name of who put it on air; up to 100 characters, may be empty. */
	hostName: string;
	/** Display names of the members who are speaking now, in the order in which they began. */
	speakers: readonly string[];
}

/** Random bytes of a listen key: 128 bits, as many as anything else that cannot be guessed. */
const LISTEN_KEY_BYTES = 16;

/** A podcast's entry, from its creation to its end. */
export class Listing {
	#details: PodcastDetails = {
		visibility: 'unlisted',
		title: '',
		serverName: '',
		hostName: '',
		speakers: [],
	};
	#listenKey = makeListenKey();
	readonly #watchers = new Set<() => void>();

	/** What is told now. */
	get details(): Readonly<PodcastDetails> {
		return this.#details;
	}

	/** What a link of this podcast carries; 22 characters of `A-Za-z0-9-_`. */
	get listenKey(): string {
		return this.#listenKey;
	}

	/** Replaces what is given, and tells those who watch. */
	update(changes: Partial<PodcastDetails>): void {
		this.#details = { ...this.#details, ...changes };
		for (const watcher of this.#watchers) {
			watcher();
		}
	}

	/** Makes a new listen key; the old one opens nothing any more. */
	renewListenKey(): void {
		this.#listenKey = makeListenKey();
	}

	/** Calls back after each update, until the returned function is called. */
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
				return listenKey !== undefined && isEqual(listenKey, this.#listenKey);
			case 'private':
				return false;
		}
	}
}

function makeListenKey(): string {
	return randomBytes(LISTEN_KEY_BYTES).toString('base64url');
}

/** Hashed first, so that the comparison takes the same time whatever the lengths are. */
function isEqual(given: string, expected: string): boolean {
	return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
