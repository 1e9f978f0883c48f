import { describe, expect, test } from 'vitest';
import { NonceWindow, writePodcastNonce } from '../../src/protocol/nonce.js';

function littleEndian(counter: number): number {
	return new DataView(new Uint8Array(Uint32Array.of(counter).buffer).buffer).getUint32(0, false);
}

function taken(window: NonceWindow, nonces: number[]): boolean[] {
	return nonces.map((nonce) => window.take(nonce));
}

describe('writePodcastNonce', () => {
	test('is the zero-padded transport nonce in the first voice session', () => {
		const nonce = new Uint8Array(24);
		writePodcastNonce(nonce, { transportNonce: 0xdeadbeef, voiceSession: 0 });
		expect(Buffer.from(nonce).toString('hex')).toBe(`deadbeef${'00'.repeat(20)}`);
	});

	test('carries the voice session big-endian in bytes 20 to 23', () => {
		const nonce = new Uint8Array(24);
		writePodcastNonce(nonce, { transportNonce: 1, voiceSession: 0x01020304 });
		expect(Buffer.from(nonce).toString('hex')).toBe(`00000001${'00'.repeat(16)}01020304`);
	});
});

describe('NonceWindow', () => {
	test.each([
		['big-endian', (counter: number) => counter],
		['little-endian', littleEndian],
	])('takes each %s counter once, in order or not', (_order, encode) => {
		const window = new NonceWindow();
		const counters = [5, 6, 9, 7, 8, 5, 6, 7, 8, 9, 10].map(encode);
		const expected = [true, true, true, true, true, false, false, false, false, false, true];
		expect(taken(window, counters)).toEqual(expected);
	});

	test.each([
		['big-endian', (counter: number) => counter],
		['little-endian', littleEndian],
	])('goes on when a %s counter wraps around', (_order, encode) => {
		const window = new NonceWindow();
		const counters = Array.from({ length: 40 }, (_, index) => encode((0xffff_ffec + index) >>> 0));
		expect(taken(window, counters).every(Boolean)).toBe(true);
		expect(taken(window, counters).some(Boolean)).toBe(false);
	});

	test('refuses the first nonce when it is repeated at once', () => {
		expect(taken(new NonceWindow(), [3, 3, 4, 3])).toEqual([true, false, true, false]);
	});

	test('takes the second packet before the first', () => {
		expect(taken(new NonceWindow(), [2, 1, 2, 1, 3])).toEqual([true, true, false, false, true]);
	});

	test('counts what is older than the window as used', () => {
		const window = new NonceWindow();
		expect(taken(window, [1, 2, 70_000, 3, 4465, 4464])).toEqual([
			true,
			true,
			true,
			false,
			true,
			false,
		]);
	});

	test('never takes a nonce twice over a long, lossy, reordered run', () => {
		const window = new NonceWindow();
		const used = new Set<number>();
		let state = 1;
		const random = () => {
			state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
			return state / 2 ** 32;
		};
		let counter = 0xffff_0000;
		let repeated = false;
		for (let step = 0; step < 300_000; step++) {
			counter = (counter + 1) >>> 0;
			const nonce = (counter - Math.floor(random() ** 8 * 90_000)) >>> 0;
			if (window.take(nonce)) {
				repeated ||= used.has(nonce);
				used.add(nonce);
			}
		}
		expect(repeated).toBe(false);
		expect(used.size).toBeGreaterThan(100_000);
	});
});
