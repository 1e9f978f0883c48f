// Sealing Opus frames into audio packets and opening them: NaCl secretbox (XSalsa20-Poly1305).
import nacl from 'tweetnacl';
import { PODCAST_NONCE_BYTES, type PodcastNonceParts, writePodcastNonce } from './nonce.js';
import { AUDIO_HEADER_BYTES, PacketPrefix, PREFIX_BYTES } from './packet.js';
import { SECRET_KEY_BYTES } from './secret-key.js';

/** Length of the Poly1305 tag, which stands before the ciphertext. */
const TAG_BYTES = 16;

/** Bytes that an audio packet is longer than its Opus frame. */
export const SEAL_OVERHEAD_BYTES = AUDIO_HEADER_BYTES + TAG_BYTES;

/** Longest Opus packet there is: 3 frames of 1,275 bytes and 7 of framing (RFC 6716, 3.4). */
export const MAX_OPUS_FRAME_BYTES = 3 * 1275 + 7;

// NaCl's original interface wants 32 zero bytes before the plaintext, and leaves 16 before the
// tag: https://nacl.cr.yp.to/secretbox.html
const PLAINTEXT_PADDING_BYTES = 32;
const BOX_PADDING_BYTES = PLAINTEXT_PADDING_BYTES - TAG_BYTES;

// NOTE: tweetnacl exports its low-level functions but leaves them out of its type declarations
// (nacl-fast.js, `nacl.lowlevel`); they spare the two copies that nacl.secretbox makes.
const { crypto_secretbox: secretboxInto } = (
	nacl as unknown as {
		lowlevel: {
			crypto_secretbox(
				box: Uint8Array,
				plaintext: Uint8Array,
				plaintextBytes: number,
				nonce: Uint8Array,
				key: Uint8Array,
			): number;
		};
	}
).lowlevel;

/**
 * Seals frames under one podcast's key.
 *
 * One packet is one allocation: the plaintext is padded in an array that is kept, and the box is
 * written where it belongs in the packet, its 16 zero bytes under what becomes the nonce.
 */
export class PacketSealer {
	readonly #secretKey: Uint8Array;
	readonly #podcastNonce = new Uint8Array(PODCAST_NONCE_BYTES);
	readonly #plaintext = new Uint8Array(PLAINTEXT_PADDING_BYTES + MAX_OPUS_FRAME_BYTES);

	/**
	 * @param secretKey - 32 bytes, from the Hello event
	 * @throws {RangeError} if the key has another length
	 */
	constructor(secretKey: Uint8Array) {
		checkLength('secretKey', secretKey, SECRET_KEY_BYTES);
		this.#secretKey = Uint8Array.from(secretKey);
	}

	/**
	 * Seals one Opus frame into a packet: prefix 1, podcast nonce, tag, ciphertext.
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
		this.#plaintext.set(opus, PLAINTEXT_PADDING_BYTES);
		const packet = new Uint8Array(SEAL_OVERHEAD_BYTES + opus.length);
		secretboxInto(
			packet.subarray(AUDIO_HEADER_BYTES - BOX_PADDING_BYTES),
			this.#plaintext,
			PLAINTEXT_PADDING_BYTES + opus.length,
			this.#podcastNonce,
			this.#secretKey,
		);
		packet[0] = PacketPrefix.AUDIO;
		packet.set(this.#podcastNonce, PREFIX_BYTES);
		return packet;
	}
}

/**
 * Opens the box of an audio packet.
 *
 * @param box - 16-byte tag, then the ciphertext
 * @param podcastNonce - 24 bytes
 * @param secretKey - 32 bytes
 * @returns the Opus frame, or null where the box does not open with this nonce and key
 * @throws {RangeError} if nonce or key has another length
 */
export function openBox(
	box: Uint8Array,
	podcastNonce: Uint8Array,
	secretKey: Uint8Array,
): Uint8Array | null {
	checkLength('podcastNonce', podcastNonce, PODCAST_NONCE_BYTES);
	checkLength('secretKey', secretKey, SECRET_KEY_BYTES);
	return nacl.secretbox.open(box, podcastNonce, secretKey);
}

/** @throws {RangeError} if it is no Opus frame by its length */
export function checkOpusLength(opus: Uint8Array): void {
	if (opus.length === 0 || opus.length > MAX_OPUS_FRAME_BYTES) {
		throw new RangeError(
			`Expected an Opus frame of 1 to ${MAX_OPUS_FRAME_BYTES} bytes, got ${opus.length}`,
		);
	}
}

/** @throws {RangeError} if the bytes are not as many as expected */
export function checkLength(name: string, bytes: Uint8Array, expectedBytes: number): void {
	if (bytes.length !== expectedBytes) {
		throw new RangeError(`Expected ${name} to have ${expectedBytes} bytes, got ${bytes.length}`);
	}
}
