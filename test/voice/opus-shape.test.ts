import { describe, expect, test } from 'vitest';
import { isOpusShaped } from '../../src/voice/receive/opus-shape.js';
import { encode, tone } from '../support/signal.js';

function packet(bodyBytes: number, ...head: number[]): Uint8Array {
	return Uint8Array.of(...head, ...new Uint8Array(bodyBytes));
}

describe('isOpusShaped', () => {
	test('is so for what an encoder makes', () => {
		const frames = encode(tone({ hz: 440, peak: 0.3, durationMs: 500 }));
		expect(frames.every((frame) => isOpusShaped(frame))).toBe(true);
	});

	// RFC 6716, 3.2: the two low bits of the first byte say how many frames follow, and how.
	test.each([
		['one frame', packet(60, 0x78), true],
		['one frame of no bytes', packet(0, 0x78), true],
		['one frame that is too long', packet(1276, 0x78), false],
		['two frames of one length', packet(60, 0x79), true],
		['two frames of an odd length in all', packet(61, 0x79), false],
		['two frames, the first of 50 bytes', packet(80, 0x7a, 50), true],
		['two frames, the first longer than all', packet(20, 0x7a, 50), false],
		['two frames, the first of 252 + 4 bytes', packet(300, 0x7a, 252, 1), true],
		['no count of frames', packet(0, 0x7b), false],
		['no frames', packet(60, 0x7b, 0), false],
		['49 frames', packet(49, 0x7b, 49), false],
		['three frames of one length', packet(60, 0x7b, 3), true],
		['three frames that do not fit', packet(61, 0x7b, 3), false],
		['three frames and padding', packet(64, 0x7b, 0x43, 4), true],
		['more padding than there is', packet(3, 0x7b, 0x43, 255, 10), false],
		['three frames, two with their lengths', packet(30, 0x7b, 0x83, 10, 10), true],
		['three frames, longer than all', packet(15, 0x7b, 0x83, 10, 10), false],
		['nothing', new Uint8Array(0), false],
	])('of %s', (_what, bytes, isShaped) => {
		expect(isOpusShaped(bytes)).toBe(isShaped);
	});
});
