// The two `rtpsize` transport encryption modes of Discord's voice servers.
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';

/** Name of a mode, as in ops 1, 2 and 4 of the voice gateway. */
export type TransportMode = 'aead_aes256_gcm_rtpsize' | 'aead_xchacha20_poly1305_rtpsize';

/** Bytes of the counter that each packet carries at its end. */
export const TRANSPORT_NONCE_BYTES = 4;
/** Authentication tag of both modes. */
export const TAG_BYTES = 16;
const AES_NONCE_BYTES = 12;
const XCHACHA_NONCE_BYTES = 24;

/** Seals and opens the encrypted part of a packet. */
export interface TransportCipher {
	/**
	 * @param nonce - the 4 bytes the packet carries
	 * @returns ciphertext, then the 16-byte tag
	 */
	seal(aad: Uint8Array, plaintext: Uint8Array, nonce: Uint8Array): Uint8Array;
	/** @returns undefined if the tag does not fit */
	open(aad: Uint8Array, sealed: Uint8Array, nonce: Uint8Array): Uint8Array | undefined;
}

/** The 4 bytes of a packet, then zeros up to the length. */
export function padNonce(nonce: Uint8Array, length: number = XCHACHA_NONCE_BYTES): Uint8Array {
	const padded = new Uint8Array(length);
	padded.set(nonce);
	return padded;
}

/** @param key - 32 bytes */
export function createTransportCipher(mode: TransportMode, key: Uint8Array): TransportCipher {
	return mode === 'aead_aes256_gcm_rtpsize' ? aesCipher(key) : xchachaCipher(key);
}

function aesCipher(key: Uint8Array): TransportCipher {
	return {
		seal(aad, plaintext, nonce) {
			const cipher = createCipheriv('aes-256-gcm', key, padNonce(nonce, AES_NONCE_BYTES));
			cipher.setAAD(aad);
			return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
		},
		open(aad, sealed, nonce) {
			const decipher = createDecipheriv('aes-256-gcm', key, padNonce(nonce, AES_NONCE_BYTES));
			decipher.setAAD(aad);
			decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
			try {
				return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
			} catch {
				return undefined;
			}
		},
	};
}

function xchachaCipher(key: Uint8Array): TransportCipher {
	return {
		seal: (aad, plaintext, nonce) =>
			xchacha20poly1305(key, padNonce(nonce), aad).encrypt(plaintext),
		open(aad, sealed, nonce) {
			try {
				return xchacha20poly1305(key, padNonce(nonce), aad).decrypt(sealed);
			} catch {
				return undefined;
			}
		},
	};
}
