// The box of an audio packet: NaCl secretbox (XSalsa20-Poly1305).
import nacl from 'tweetnacl';
import { PODCAST_NONCE_BYTES } from './nonce.js';
import { AUDIO_HEADER_BYTES } from './packet.js';
import { SECRET_KEY_BYTES } from './secret-key.js';

/** Length of the Poly1305 tag, which stands before the ciphertext. */
const TAG_BYTES = 16;

/** Bytes that an audio packet is longer than its Opus frame. */
export const SEAL_OVERHEAD_BYTES = AUDIO_HEADER_BYTES + TAG_BYTES;

/** Longest Opus packet there is: 3 frames of 1,275 bytes and 7 of framing (RFC 6716, 3.4). */
export const MAX_OPUS_FRAME_BYTES = 3 * 1275 + 7;

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
