// Sealing Opus frames into what a sender writes: audio packet and websocket frame in one step.
import { PODCAST_NONCE_BYTES, type PodcastNonceParts, writePodcastNonce } from './nonce.js';
import { AUDIO_HEADER_BYTES, PacketPrefix, PREFIX_BYTES } from './packet.js';
import { SECRET_KEY_BYTES } from './secret-key.js';
import {
	checkLength,
	checkOpusLength,
	MAX_OPUS_FRAME_BYTES,
	SEAL_OVERHEAD_BYTES,
} from './secretbox.js';
import { keepSodiumMemory, secretboxEasy, sodiumBytes, sodiumWords } from './sodium.js';
import { frameMaskedWords } from './websocket-frame.js';

/** Where a call's arguments stand; the packet begins with a word. */
const PACKET = keepSodiumMemory(SEAL_OVERHEAD_BYTES + MAX_OPUS_FRAME_BYTES + 4);
const PLAINTEXT = keepSodiumMemory(MAX_OPUS_FRAME_BYTES);
const KEY = keepSodiumMemory(SECRET_KEY_BYTES);

const NONCE = PACKET + PREFIX_BYTES;
const BOX = PACKET + AUDIO_HEADER_BYTES;

/** Seals frames under one podcast's key, for a sender's websocket. */
export class FrameSealer {
	readonly #secretKey: Uint8Array;
	readonly #podcastNonce = new Uint8Array(PODCAST_NONCE_BYTES);

	/**
	 * @param secretKey - 32 bytes, from the Hello event
	 * @throws {RangeError} if the key has another length
	 */
	constructor(secretKey: Uint8Array) {
		checkLength('secretKey', secretKey, SECRET_KEY_BYTES);
		this.#secretKey = Uint8Array.from(secretKey);
	}

	/**
	 * Seals one Opus frame into a masked websocket frame with one packet: prefix 1, podcast nonce,
	 * tag, ciphertext. Between the frame that comes in and the one that goes out nothing is
	 * allocated.
	 *
	 * @param opus - 1 to 3,832 bytes
	 * @param nonce - the parts of the podcast nonce; the caller answers for its never being used
	 * twice under this key
	 * @throws {RangeError} if the frame or a part of the nonce is out of range
	 * @see {@link https://nacl.cr.yp.to/secretbox.html}
	 */
	seal(opus: Uint8Array, nonce: PodcastNonceParts): Uint8Array {
		checkOpusLength(opus);
		writePodcastNonce(this.#podcastNonce, nonce);
		const memory = sodiumBytes();
		memory[PACKET] = PacketPrefix.AUDIO;
		memory.set(this.#podcastNonce, NONCE);
		memory.set(opus, PLAINTEXT);
		memory.set(this.#secretKey, KEY);
		secretboxEasy(BOX, PLAINTEXT, opus.length, 0, NONCE, KEY);
		return frameMaskedWords(sodiumWords(), PACKET / 4, SEAL_OVERHEAD_BYTES + opus.length);
	}
}
