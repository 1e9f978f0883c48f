import { describe, expect, test } from 'vitest';
import { ProtocolError } from '../../src/errors.js';
import {
	decodeSecretKey,
	encodeSecretKey,
	generateSecretKey,
} from '../../src/protocol/secret-key.js';

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 200) % 256);
const buffer = Buffer.from(secretKey);

describe('decodeSecretKey', () => {
	test.each([
		['signed bytes', Array.from(new Int8Array(secretKey))],
		['unsigned bytes', Array.from(secretKey)],
		['hex', buffer.toString('hex')],
		['hex in upper case', buffer.toString('hex').toUpperCase()],
		['base64', buffer.toString('base64')],
		['base64 without padding', buffer.toString('base64').replace('=', '')],
		['base64url', buffer.toString('base64url')],
		['Latin-1 characters', buffer.toString('latin1')],
	])('takes %s', (_form, value) => {
		expect(decodeSecretKey(value)).toEqual(secretKey);
	});

	test.each([
		['nothing', undefined, /got undefined/],
		['null', null, /got null/],
		['an object', {}, /got object/],
		['31 bytes', Array(31).fill(0), /32 bytes, got 31/],
		['33 bytes', Array(33).fill(0), /32 bytes, got 33/],
		['a byte of 256', [...Array(31).fill(0), 256], /secretKey\[31\]/],
		['a byte of -129', [-129, ...Array(31).fill(0)], /secretKey\[0\]/],
		['a fraction', [0.5, ...Array(31).fill(0)], /secretKey\[0\]/],
		['a string as a byte', ['1', ...Array(31).fill(0)], /secretKey\[0\]/],
		['a hole', new Array(32), /secretKey\[0\]/],
		['62 hex digits', 'ab'.repeat(31), /62 characters/],
		['an empty string', '', /0 characters/],
		['32 characters beyond Latin-1', '\u0100'.repeat(32), /Latin-1/],
	])('refuses %s', (_form, value, message) => {
		expect(() => decodeSecretKey(value)).toThrow(ProtocolError);
		expect(() => decodeSecretKey(value)).toThrow(message);
	});

	test('never quotes what it refuses', () => {
		const almost = `${buffer.toString('hex')}ff`;
		expect(() => decodeSecretKey(almost)).not.toThrow(almost.slice(0, 8));
	});
});

test('a generated key survives encoding as signed bytes', () => {
	const key = generateSecretKey();
	const encoded = encodeSecretKey(key);
	expect(encoded.every((byte) => byte >= -128 && byte <= 127)).toBe(true);
	expect(decodeSecretKey(encoded)).toEqual(key);
});
