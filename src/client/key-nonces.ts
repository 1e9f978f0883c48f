// Which nonces a sender has used under which key, over all its podcasts.
import { createHash } from 'node:crypto';
import type { PodcastNonceParts } from '../protocol/nonce.js';
import { PodcastNonces, type PodcastNoncesOptions } from './podcast-nonces.js';

/**
 * Sees to it that no nonce is used twice under one key, whatever a server does with its keys: it
 * may change a podcast's key, and give a new podcast an old one.
 */
export class KeyNonces {
	/** The first voice session that is free under a key which was left, by the key's hash. */
	readonly #freeSessions = new Map<string, number>();
	#nonces = new PodcastNonces();
	#keyHash: string | undefined;

	/** Counts the voice sessions of another podcast, whose key `useKey` will tell. */
	beginPodcast(options?: PodcastNoncesOptions): void {
		this.#leaveKey();
		this.#nonces = new PodcastNonces(options);
	}

	/** As {@link PodcastNonces.isExhausted}. */
	get isExhausted(): boolean {
		return this.#nonces.isExhausted;
	}

	/** Says under which key the next nonces are used; harmless when repeated. */
	useKey(secretKey: Uint8Array): void {
		const keyHash = createHash('sha256').update(secretKey).digest('hex');
		if (keyHash !== this.#keyHash) {
			this.#leaveKey();
			this.#keyHash = keyHash;
			this.#nonces.skipTo(this.#freeSessions.get(keyHash) ?? 0);
		}
	}

	/** As {@link PodcastNonces.take}. */
	take(frame: PodcastNonceParts): Readonly<PodcastNonceParts> | null {
		return this.#nonces.take(frame);
	}

	#leaveKey(): void {
		if (this.#keyHash !== undefined) {
			this.#freeSessions.set(this.#keyHash, this.#nonces.nextVoiceSession);
			this.#keyHash = undefined;
		}
	}
}
