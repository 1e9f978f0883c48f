// What packets of all lengths and layouts say of themselves, against libopus.
import { describe, expect, test } from 'vitest';
import {
	framesOf,
	isWellFormed,
	joinPackets,
	packetSamples,
	packFrames,
} from '../../src/media/opus-packet.js';
import { concatenate, correlation, decode, encode, tone } from '../support/signal.js';

const DURATIONS_MS = [2.5, 5, 10, 20, 40, 60, 80, 100, 120];

describe('how long a packet lasts', () => {
	test.each(DURATIONS_MS)('is what libopus decodes: %d ms', (frameMs) => {
		for (const packet of encode(tone({ hz: 440, peak: 0.3, durationMs: 600 }), { frameMs })) {
			expect(packetSamples(packet)).toBe(frameMs * 48);
			expect(isWellFormed(packet)).toBe(true);
		}
	});

	test.each([
		// RFC 6716, table 2: one configuration of each row, in milliseconds of a frame.
		[0, 10],
		[1, 20],
		[2, 40],
		[3, 60],
		[7, 60],
		[11, 60],
		[12, 10],
		[15, 20],
		[16, 2.5],
		[21, 5],
		[26, 10],
		[31, 20],
	])('configuration %i has frames of %d ms', (configuration, frameMs) => {
		for (const stereo of [0, 4]) {
			const toc = (configuration << 3) | stereo;
			expect(packetSamples(Uint8Array.of(toc, 1))).toBe(frameMs * 48);
			expect(packetSamples(Uint8Array.of(toc | 1, 1, 1))).toBe(2 * frameMs * 48);
			expect(packetSamples(Uint8Array.of(toc | 3, 0x42))).toBe(2 * frameMs * 48);
		}
	});
});

describe('the frames of a packet', () => {
	const frames = [1, 2, 252, 253, 600, 0].map((length, index) =>
		new Uint8Array(length).fill(index + 1),
	);

	test.each([1, 2, 3, 4, 5, 6])('are the %i that went in', (count) => {
		const some = frames.slice(0, count);
		expect(framesOf(packFrames(0xf8, some))).toEqual(some);
		const alike = Array.from({ length: count }, () => new Uint8Array(300).fill(9));
		expect(framesOf(packFrames(0xf8, alike))).toEqual(alike);
	});

	test('are found before padding', () => {
		const packed = packFrames(0xf8, frames.slice(0, 3));
		const [toc, layout, ...rest] = packed;
		const padded = Uint8Array.of(
			toc ?? 0,
			(layout ?? 0) | 0x40,
			255,
			2,
			...rest,
			...Array(256).fill(0),
		);
		expect(framesOf(padded)).toEqual(frames.slice(0, 3));
	});

	test.each([
		['nothing', []],
		['two equal frames of an odd number of bytes', [0xf9, 1]],
		['a first frame that is longer than the packet', [0xfa, 3, 1, 1]],
		['a length without its second byte', [0xfa, 252]],
		['no length', [0xfa]],
		['no count', [0xfb]],
		['a count of none', [0xfb, 0]],
		['more than 120 ms', [0xfb, 7, 1, 1, 1, 1, 1, 1, 1]],
		['four frames of 40 ms', [0x13, 4, 1, 1, 1, 1]],
		['equal frames that do not come out even', [0xfb, 3, 1, 1]],
		['padding that is longer than the packet', [0xfb, 0x41, 9, 1]],
		['padding without an end', [0xfb, 0x41, 255, 255]],
		['lengths that are longer than the packet', [0xfb, 0x83, 2, 3, 1, 1, 1]],
	])('are not there: %s', (_name, bytes) => {
		expect(framesOf(Uint8Array.from(bytes))).toBeUndefined();
		expect(isWellFormed(Uint8Array.from(bytes))).toBe(false);
	});
});

test.each([
	[2.5, 8],
	[5, 4],
	[10, 2],
	[20, 3],
	[40, 3],
])('packets of %d ms are the same to the ear, %i in one', (frameMs, count) => {
	const signal = tone({ hz: 440, peak: 0.3, durationMs: 960 });
	const packets = encode(signal, { frameMs, mode: 'celt' });
	const joined = Array.from({ length: packets.length / count }, (_, index) => {
		const packet = joinPackets(packets.slice(index * count, (index + 1) * count)) as Uint8Array;
		expect(packetSamples(packet)).toBe(frameMs * 48 * count);
		return packet;
	});
	const apart = concatenate(decode(packets));
	expect(correlation(apart, concatenate(decode(joined)))).toBeGreaterThan(0.9999);
});

test('packets of different configurations, or too many of them, are not joined', () => {
	const silence = Uint8Array.of(0xf8, 0xff, 0xfe);
	expect(joinPackets([silence, Uint8Array.of(0xf0, 1)])).toBeUndefined();
	expect(joinPackets([silence, Uint8Array.of(0xfc, 1)])).toBeUndefined();
	expect(joinPackets(Array(7).fill(silence))).toBeUndefined();
	expect(joinPackets([])).toBeUndefined();
});

function packet(bodyBytes: number, ...head: number[]): Uint8Array {
	return Uint8Array.of(...head, ...new Uint8Array(bodyBytes));
}

describe('what is laid out as a packet', () => {
	// RFC 6716, 3.2: the two low bits of the first byte say how many frames follow, and how.
	test.each([
		['one frame', packet(60, 0x78), true],
		['one frame of no bytes', packet(0, 0x78), true],
		['one frame that is too long', packet(1276, 0x78), false],
		['one frame as long as can be', packet(1275, 0x78), true],
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
		['two frames, the last too long', packet(1276, 0x7a, 0), false],
		['three frames that are too long', packet(3 * 1276, 0x7b, 3), false],
		['nothing', new Uint8Array(0), false],
	])('is told of %s', (_what, bytes, isSound) => {
		expect(isWellFormed(bytes)).toBe(isSound);
	});
});
