// Discord's transport encryption of received packets, in both of its modes.
import { createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import sodium from 'libsodium-wrappers-sumo';
import { readU32Be } from '../../protocol/bytes.js';
import { TRANSPORT_NONCE_BYTES } from '../../protocol/nonce.js';

/** Discord's two transport encryption modes. */
const TransportMode = {
	AES_256_GCM: 'aead_aes256_gcm_rtpsize',
	XCHACHA20_POLY1305: 'aead_xchacha20_poly1305_rtpsize',
} as const;

const TAG_BYTES = 16;
const VOICE_KEY_BYTES = 32;

/** Nonce length of AES-256-GCM (RFC 5116, 5.1). */
const GCM_NONCE_BYTES = 12;

// Its WebAssembly is ready within some milliseconds, before anything asks for it.
await sodium.ready;

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
	readonly #nonce = Buffer.alloc(GCM_NONCE_BYTES);

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

/** Nonce length of XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha, 2). */
const XCHACHA20_NONCE_BYTES = 24;

/**
 * Node's OpenSSL has no XChaCha20, so it is libsodium's.
 *
 * NOTE: of libsodium's packages it must be this one. `@discordjs/voice` looks for
 * `libsodium-wrappers` and `sodium-native` and, where it finds them, cannot use them any more.
 */
class XChaCha20Decryptor implements TransportDecryptor {
	readonly #key: Uint8Array;
	readonly #nonce = Buffer.alloc(XCHACHA20_NONCE_BYTES);

	constructor(voiceKey: Uint8Array) {
		this.#key = Uint8Array.from(voiceKey);
	}

	decrypt(datagram: Buffer, headerBytes: number): Buffer | null {
		const nonceOffset = datagram.length - TRANSPORT_NONCE_BYTES;
		if (nonceOffset - TAG_BYTES < headerBytes) {
			return null;
		}
		datagram.copy(this.#nonce, 0, nonceOffset);
		try {
			const plaintext = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
				null,
				datagram.subarray(headerBytes, nonceOffset),
				datagram.subarray(0, headerBytes),
				this.#nonce,
				this.#key,
			);
			return Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.length);
		} catch {
			return null;
		}
	}
}
