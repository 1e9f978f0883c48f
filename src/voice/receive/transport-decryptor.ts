// Discord's transport encryption of received packets, in both of its modes.
import { Buffer } from 'node:buffer';
import { readU32Be } from '../../protocol/bytes.js';
import { TRANSPORT_NONCE_BYTES } from '../../protocol/nonce.js';
import { keepSodiumMemory, sodiumBytes, xchacha20Poly1305Decrypt } from '../../protocol/sodium.js';
import { aesGcmLibrary } from '../aes-gcm/aes-gcm-library.js';

/** Discord's two transport encryption modes. */
const TransportMode = {
	AES_256_GCM: 'aead_aes256_gcm_rtpsize',
	XCHACHA20_POLY1305: 'aead_xchacha20_poly1305_rtpsize',
} as const;

const TAG_BYTES = 16;
const VOICE_KEY_BYTES = 32;

/** Decrypts the packets of one voice session. */
export interface TransportDecryptor {
	/**
	 * @param datagram - whole packet: header in the clear, ciphertext, 16-byte tag, 4-byte nonce
	 * @param headerBytes - length of the clear header, which is authenticated along
	 * @param skippedBytes - so many of the plaintext's first bytes are left out; default none
	 * @returns the plaintext, or null where the packet is too short or not authentic
	 */
	decrypt(datagram: Buffer, headerBytes: number, skippedBytes?: number): Buffer | null;
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

/** The longest datagram that there is. */
const MAX_DATAGRAM_BYTES = 0xffff;

/** BearSSL's: Node's OpenSSL makes a new cipher for each packet. */
class AesGcmDecryptor implements TransportDecryptor {
	readonly #library = aesGcmLibrary();
	readonly #key: Uint8Array;

	constructor(voiceKey: Uint8Array) {
		this.#key = this.#library.makeKey(voiceKey);
	}

	decrypt(datagram: Buffer, headerBytes: number, skippedBytes = 0): Buffer | null {
		const length = datagram.length - TRANSPORT_NONCE_BYTES - TAG_BYTES - headerBytes;
		if (length < 0 || datagram.length > MAX_DATAGRAM_BYTES) {
			return null;
		}
		const { memory, datagramAddress } = this.#library;
		memory.set(datagram, datagramAddress);
		this.#library.useKey(this.#key);
		return this.#library.openDatagram(headerBytes, length) === 0
			? copyPlaintext(memory, datagramAddress + headerBytes + skippedBytes, length - skippedBytes)
			: null;
	}
}

/** Nonce length of XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha, 2). */
const XCHACHA20_NONCE_BYTES = 24;

/** Where a call's arguments stand; all but the first four bytes of the nonce stay 0. */
const DATAGRAM = keepSodiumMemory(MAX_DATAGRAM_BYTES);
const KEY = keepSodiumMemory(VOICE_KEY_BYTES);
const NONCE = keepSodiumMemory(XCHACHA20_NONCE_BYTES);
sodiumBytes().fill(0, NONCE, NONCE + XCHACHA20_NONCE_BYTES);

/** Node's OpenSSL has no XChaCha20, so it is libsodium's. */
class XChaCha20Decryptor implements TransportDecryptor {
	readonly #key: Uint8Array;

	constructor(voiceKey: Uint8Array) {
		this.#key = Uint8Array.from(voiceKey);
	}

	decrypt(datagram: Buffer, headerBytes: number, skippedBytes = 0): Buffer | null {
		const nonceOffset = datagram.length - TRANSPORT_NONCE_BYTES;
		const length = nonceOffset - TAG_BYTES - headerBytes;
		if (length < 0 || datagram.length > MAX_DATAGRAM_BYTES) {
			return null;
		}
		const memory = sodiumBytes();
		const text = DATAGRAM + headerBytes;
		memory.set(datagram, DATAGRAM);
		memory.set(this.#key, KEY);
		memory.copyWithin(NONCE, DATAGRAM + nonceOffset, DATAGRAM + datagram.length);
		const refused = xchacha20Poly1305Decrypt(
			text,
			0,
			0,
			text,
			length + TAG_BYTES,
			0,
			DATAGRAM,
			headerBytes,
			0,
			NONCE,
			KEY,
		);
		return refused === 0 ? copyPlaintext(memory, text + skippedBytes, length - skippedBytes) : null;
	}
}

/** By a loop: for the length of a voice frame it is cheaper than a view and a call. */
function copyPlaintext(memory: Uint8Array, address: number, lengthBytes: number): Buffer {
	const plaintext = Buffer.allocUnsafe(Math.max(0, lengthBytes));
	for (let index = 0; index < plaintext.length; index++) {
		plaintext[index] = memory[address + index] as number;
	}
	return plaintext;
}
