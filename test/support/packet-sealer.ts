// Audio packets as protocol.md has them, made of nacl.secretbox alone: what ours are compared with.
import nacl from 'tweetnacl';
import {
	PODCAST_NONCE_BYTES,
	type PodcastNonceParts,
	writePodcastNonce,
} from '../../src/protocol/nonce.js';
import { PacketPrefix } from '../../src/protocol/packet.js';

/** Seals Opus frames under one podcast's key. */
export class PacketSealer {
	readonly #secretKey: Uint8Array;

	/** @param secretKey - 32 bytes, from the Hello event */
	constructor(secretKey: Uint8Array) {
		this.#secretKey = Uint8Array.from(secretKey);
	}

	/** One frame's packet: prefix 1, podcast nonce, tag, ciphertext. */
	seal(opus: Uint8Array, parts: PodcastNonceParts): Uint8Array {
		const nonce = new Uint8Array(PODCAST_NONCE_BYTES);
		writePodcastNonce(nonce, parts);
		const box = nacl.secretbox(opus, nonce, this.#secretKey);
		return Uint8Array.from([PacketPrefix.AUDIO, ...nonce, ...box]);
	}
}
