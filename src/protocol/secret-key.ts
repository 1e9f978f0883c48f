// The podcast's 32-byte key in all the forms that servers write it in.
import { randomBytes } from 'node:crypto';
import { ProtocolError } from '../errors.js';

/** Length of a NaCl secretbox key. */
export const SECRET_KEY_BYTES = 32;

const HEX_KEY = /^[0-9a-fA-F]{64}$/;
const BASE64_KEY = /^[A-Za-z0-9+/]{43}=?$/;
const BASE64URL_KEY = /^[A-Za-z0-9_-]{43}=?$/;

/** A new random key. */
export function generateSecretKey(): Uint8Array {
	return new Uint8Array(randomBytes(SECRET_KEY_BYTES));
}

/**
 * Reads the key of a Hello event.
 *
 * @param value - 32 signed (-128..127) or unsigned (0..255) bytes as an array, or a string: hex,
 * base64 (either alphabet, padded or not), or 32 Latin-1 characters. The lengths of the strings
 * (64, 43 or 44, 32) tell them apart.
 * @returns a copy, 32 bytes
 * @throws {ProtocolError} if the value does not give exactly 32 bytes; the message never quotes it
 */
export function decodeSecretKey(value: unknown): Uint8Array {
	if (Array.isArray(value)) {
		return decodeArray(value);
	}
	if (typeof value === 'string') {
		return decodeString(value);
	}
	throw new ProtocolError(
		`Expected secretKey to be an array of ${SECRET_KEY_BYTES} bytes or a string, got ${value === null ? 'null' : typeof value}`,
	);
}

/** The key as a JSON array of 32 signed bytes, the way the original server writes it. */
export function encodeSecretKey(secretKey: Uint8Array): number[] {
	return Array.from(new Int8Array(secretKey));
}

function decodeArray(value: unknown[]): Uint8Array {
	if (value.length !== SECRET_KEY_BYTES) {
		throw new ProtocolError(
			`Expected secretKey to have ${SECRET_KEY_BYTES} bytes, got ${value.length}`,
		);
	}
	return Uint8Array.from(value, (byte, index) => {
		if (typeof byte !== 'number' || !Number.isInteger(byte) || byte < -128 || byte > 255) {
			throw new ProtocolError(`Expected secretKey[${index}] to be a byte (-128..255)`);
		}
		return byte;
	});
}

function decodeString(value: string): Uint8Array {
	if (HEX_KEY.test(value)) {
		return new Uint8Array(Buffer.from(value, 'hex'));
	}
	if (BASE64_KEY.test(value)) {
		return new Uint8Array(Buffer.from(value, 'base64'));
	}
	if (BASE64URL_KEY.test(value)) {
		return new Uint8Array(Buffer.from(value, 'base64url'));
	}
	if (value.length === SECRET_KEY_BYTES) {
		return Uint8Array.from(value, (character) => {
			const code = character.charCodeAt(0);
			if (code > 0xff) {
				throw new ProtocolError('Expected secretKey to have Latin-1 characters only');
			}
			return code;
		});
	}
	throw new ProtocolError(
		`Expected secretKey to be hex, base64 or ${SECRET_KEY_BYTES} Latin-1 characters, got a string of ${value.length} characters`,
	);
}
