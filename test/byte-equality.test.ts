// Bytes are compared as bytes, and differ in any one of them or in how many there are.
import { expect, test } from 'vitest';

const BYTES = Uint8Array.of(1, 2, 3);

test('the same bytes are equal, in a Buffer too, and deep within', () => {
	expect(Uint8Array.of(1, 2, 3)).toEqual(BYTES);
	expect(Buffer.of(1, 2, 3)).toEqual(BYTES);
	expect([{ opus: Buffer.of(0, 1, 2, 3).subarray(1) }]).toEqual([{ opus: BYTES }]);
	expect({ opus: BYTES, nonce: 1 }).toMatchObject({ opus: Uint8Array.of(1, 2, 3) });
});

test.each([
	['one that differs', Uint8Array.of(1, 2, 4)],
	['one too few', Uint8Array.of(1, 2)],
	['one too many', Buffer.of(1, 2, 3, 0)],
	['none', new Uint8Array()],
	['an array', [1, 2, 3]],
	['wider numbers', Uint16Array.of(1, 2, 3)],
])('%s is not equal', (_what, other) => {
	expect(other).not.toEqual(BYTES);
	expect([{ opus: other }]).not.toEqual([{ opus: BYTES }]);
});
