// Discord's transport encryption of received packets, in both of its modes.
import { createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { hchacha } from '@noble/ciphers/chacha.js';
import { readU32Be } from '../protocol/bytes.js';
import { TRANSPORT_NONCE_BYTES } from '../protocol/nonce.js';

/** Discord's two transport encryption modes. */
const TransportMode = {
	AES_256_GCM: 'aead_aes256_gcm_rtpsize',
	XCHACHA20_POLY1305: 'aead_xchacha20_poly1305_rtpsize',
} as const;

const TAG_BYTES = 16;
const VOICE_KEY_BYTES = 32;

/** Nonce length of AES-256-GCM and of ChaCha20-Poly1305 (RFC 5116, 5.2; RFC 8439, 2.8). */
const AEAD_NONCE_BYTES = 12;

/** The words of "expand 32-byte k" (RFC 8439, 2.3). */
const CHACHA_CONSTANTS = Uint32Array.of(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574);

/** Decrypts the packets of one voice session. */
export interface TransportDecryptor {
	/**
	 * @param datagram - whole packet: header in the clear, ciphertext, 16-byte tag, 4-byte nonce
	 * @param headerBytes - length of the clear header, which is authenticated along
	 * @returns the plaintext, or null where the packet is too short or not authentic
	 */
	decrypt(datagram: Buffer, headerBytes: number): Buffer | null;
}

/** @returns the packet's nonce, the four bytes read big-endian; the packet has at least four */
export function readTransportNonce(datagram: Uint8Array): number {
	return readU32Be(datagram, datagram.length - TRANSPORT_NONCE_BYTES);
}

/**
 * @param mode - as the voice server's Session Description names it
 * @param voiceKey - 32 bytes, from the same message
 * @throws {RangeError} if the mode is unknown or the key has another length
 * @see {@link https://docs.discord.com/developers/topics/voice-connections#transport-encryption-modes}
 */
export function createTransportDecryptor(mode: string, voiceKey: Uint8Array): TransportDecryptor {
	if (voiceKey.length !== VOICE_KEY_BYTES) {
		throw new RangeError(
			`Expected a voice key of ${VOICE_KEY_BYTES} bytes, got ${voiceKey.length}`,
		);
	}
	switch (mode) {
		case TransportMode.AES_256_GCM:
			return new AesGcmDecryptor(voiceKey);
		case TransportMode.XCHACHA20_POLY1305:
			return new XChaCha20Decryptor(voiceKey);
		default:
			throw new RangeError(`Expected a transport encryption mode of Discord, got ${mode}`);
	}
}

class AesGcmDecryptor implements TransportDecryptor {
	readonly #key: KeyObject;
	readonly #nonce = Buffer.alloc(AEAD_NONCE_BYTES);

	constructor(voiceKey: Uint8Array) {
		this.#key = createSecretKey(voiceKey);
	}

	decrypt(datagram: Buffer, headerBytes: number): Buffer | null {
		const nonceOffset = datagram.length - TRANSPORT_NONCE_BYTES;
		const tagOffset = nonceOffset - TAG_BYTES;
		if (tagOffset < headerBytes) {
			return null;
		}
		datagram.copy(this.#nonce, 0, nonceOffset);
		const decipher = createDecipheriv('aes-256-gcm', this.#key, this.#nonce);
		decipher.setAuthTag(datagram.subarray(tagOffset, nonceOffset));
		decipher.setAAD(datagram.subarray(0, headerBytes));
		const plaintext = decipher.update(datagram.subarray(headerBytes, tagOffset));
		try {
			decipher.final();
		} catch {
			return null;
		}
		return plaintext;
	}
}

/**
 * XChaCha20-Poly1305 is ChaCha20-Poly1305 with a key that HChaCha20 derives from the first 16
 * bytes of the nonce (draft-irtf-cfrg-xchacha, 2.3). Here the nonce is the 4-byte counter and 20
 * zeros, so that the inner nonce is all zero. OpenSSL does the stream, which is faster than all
 * of it in JavaScript.
 */
class XChaCha20Decryptor implements TransportDecryptor {
	readonly #keyWords: Uint32Array;
	readonly #noncePrefix = Buffer.alloc(16);
	readonly #noncePrefixWords = new Uint32Array(
		this.#noncePrefix.buffer,
		this.#noncePrefix.byteOffset,
		4,
	);
	readonly #subkeyWords = new Uint32Array(VOICE_KEY_BYTES / 4);
	readonly #subkey = Buffer.from(this.#subkeyWords.buffer);
	readonly #innerNonce = Buffer.alloc(AEAD_NONCE_BYTES);

	constructor(voiceKey: Uint8Array) {
		this.#keyWords = new Uint32Array(Uint8Array.from(voiceKey).buffer);
	}

	decrypt(datagram: Buffer, headerBytes: number): Buffer | null {
		const nonceOffset = datagram.length - TRANSPORT_NONCE_BYTES;
		const tagOffset = nonceOffset - TAG_BYTES;
		if (tagOffset < headerBytes) {
			return null;
		}
		datagram.copy(this.#noncePrefix, 0, nonceOffset);
		hchacha(CHACHA_CONSTANTS, this.#keyWords, this.#noncePrefixWords, this.#subkeyWords);
		const decipher = createDecipheriv('chacha20-poly1305', this.#subkey, this.#innerNonce, {
			authTagLength: TAG_BYTES,
		});
		decipher.setAuthTag(datagram.subarray(tagOffset, nonceOffset));
		decipher.setAAD(datagram.subarray(0, headerBytes), {
			plaintextLength: tagOffset - headerBytes,
		});
		const plaintext = decipher.update(datagram.subarray(headerBytes, tagOffset));
		try {
			decipher.final();
		} catch {
			return null;
		}
		return plaintext;
	}
}
