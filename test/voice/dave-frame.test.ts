import { describe, expect, test } from 'vitest';
import { isDaveFrame } from '../../src/voice/receive/dave-frame.js';

const tag = [1, 2, 3, 4, 5, 6, 7, 8];

function trailer(values: number[], size = 8 + values.length + 3): number[] {
	return [...tag, ...values, size, 0xfa, 0xfa];
}

describe('isDaveFrame', () => {
	test.each([
		['a nonce of one byte', [9, 9, ...trailer([1])]],
		['a nonce of five bytes', [9, 9, ...trailer([0xff, 0xff, 0xff, 0xff, 0x0f])]],
		['an unencrypted range', [9, 9, ...trailer([1, 0, 2])]],
		['no ciphertext at all', trailer([1])],
	])('knows a frame with %s', (_what, bytes) => {
		expect(isDaveFrame(Uint8Array.from(bytes))).toBe(true);
	});

	test.each([
		['silence', [0xf8, 0xff, 0xfe]],
		['nothing', []],
		['the marker alone', [0xfa, 0xfa]],
		['another marker', [9, ...trailer([1]).slice(0, -1), 0xfb]],
		['a size beyond the frame', [9, ...trailer([1], 60)]],
		['a size that leaves no nonce', [9, ...trailer([1], 11)]],
		['a nonce of six bytes', [9, ...trailer([0x80, 0x80, 0x80, 0x80, 0x80, 1])]],
		['a nonce that does not end', [9, ...trailer([0x81])]],
		['half a range', [9, ...trailer([1, 0])]],
		['an Opus frame full of the marker byte', Array(60).fill(0xfa)],
	])('does not take %s for one', (_what, bytes) => {
		expect(isDaveFrame(Uint8Array.from(bytes))).toBe(false);
	});
});
