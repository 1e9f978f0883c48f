// libopus as we compile it, in both codes, beside another build of it.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { OpusLibrary } from '../../src/media/opus/opus-library.js';
import { OpusDecoder, OpusEncoder } from '../../src/media/opus.js';
import { CHANNELS, FRAME_SAMPLES, MAX_PACKET_SAMPLES } from '../../src/media/pcm.js';
import { decodePackets, encodePackets } from '../audio/opus-codec.js';
import { seededRandom, tone } from '../support/signal.js';

const FRAME_VALUES = FRAME_SAMPLES * CHANNELS;

const voice = tone({ hz: 300, peak: 0.4, durationMs: 1000 });

afterEach(() => {
	vi.unstubAllEnvs();
	vi.resetModules();
});

/** Left channel of all packets. */
function decodeAll(library: OpusLibrary, packets: readonly Uint8Array[]): Float32Array[] {
	const decoder = new OpusDecoder(library);
	const pcm = new Float32Array(MAX_PACKET_SAMPLES * CHANNELS);
	const decoded = packets.map((packet) => {
		const samples = decoder.decode(packet, pcm, 0);
		return Float32Array.from({ length: samples }, (_, index) => pcm[index * CHANNELS] as number);
	});
	decoder.close();
	return decoded;
}

function randomBytes(length: number, random: () => number): Uint8Array {
	return Uint8Array.from({ length }, () => random() * 256);
}

/** The largest difference of any sample. */
function difference(some: readonly Float32Array[], others: readonly Float32Array[]): number {
	expect(some.map(({ length }) => length)).toEqual(others.map(({ length }) => length));
	let largest = 0;
	some.forEach((pcm, packet) => {
		pcm.forEach((sample, index) => {
			const other = (others[packet] as Float32Array)[index] as number;
			largest = Math.max(largest, Math.abs(sample - other));
		});
	});
	return largest;
}

function encodeTone(library: OpusLibrary, isIndependent = false): Uint8Array[] {
	const encoder = new OpusEncoder(96_000, { library });
	const frames: Uint8Array[] = [];
	for (let start = 0; start + FRAME_SAMPLES <= voice.length; start += FRAME_SAMPLES) {
		const pcm = Float32Array.from(
			{ length: FRAME_VALUES },
			(_, index) => voice[start + (index >> 1)] as number,
		);
		frames.push(encoder.encode(pcm, isIndependent));
	}
	encoder.close();
	return frames;
}

describe.each(['simd', 'plain'] as const)('libopus, %s', (code) => {
	const library = new OpusLibrary(code);

	test('says what it is', () => {
		expect(library.name).toBe(`libopus 1.5.2, ${code === 'simd' ? 'SIMD' : 'no SIMD'}`);
	});

	test.each(['silk', 'hybrid', 'celt'] as const)('decodes %s as another build does', (mode) => {
		const turns = mode === 'silk' ? [960, 2880, 480] : [960, 480];
		const packets = encodePackets(voice, turns, { mode });
		const theirs = decodePackets(packets);
		expect(difference(decodeAll(library, packets), theirs)).toBeLessThan(4 / 32_768);
	});

	test('encodes what another build decodes to what went in', () => {
		const heard = decodePackets(encodeTone(library));
		const power = heard.slice(5).reduce((sum, pcm) => sum + pcm.reduce((a, b) => a + b * b, 0), 0);
		const level = Math.sqrt(power / ((heard.length - 5) * FRAME_SAMPLES));
		expect(level).toBeCloseTo(0.4 / Math.SQRT2, 2);
	});

	test('a frame for decoders that come later does not hang on those before it', () => {
		const [first, second] = [false, true].map((isIndependent) =>
			encodeTone(library, isIndependent).slice(20),
		);
		const clean = decodeAll(library, encodeTone(library)).slice(20)[0] as Float32Array;
		const [late, independent] = [first, second].map(
			(frames) => decodeAll(library, frames as Uint8Array[])[0] as Float32Array,
		);
		const end = (pcm: Float32Array | undefined) => [pcm?.subarray(480) as Float32Array];
		expect(difference(end(independent), end(clean))).toBeLessThan(
			difference(end(late), end(clean)),
		);
	});

	test('softens what is above full scale', () => {
		const square = Float32Array.from({ length: 48_000 }, (_, index) => (index & 64 ? 1 : -1));
		const decoded = decodeAll(library, encodePackets(square, [960], { bitrateBps: 24_000 }));
		const peaks = decoded.map((pcm) => pcm.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0));
		expect(Math.max(...peaks)).toBeGreaterThan(0.9);
		expect(Math.max(...peaks)).toBeLessThanOrEqual(1);
	});

	test('a hundred codecs at once hear nothing of each other', () => {
		const expected = decodeAll(library, encodeTone(library));
		const others = Array.from({ length: 100 }, () => ({
			decoder: new OpusDecoder(library),
			encoder: new OpusEncoder(96_000, { library }),
		}));
		const pcm = new Float32Array(MAX_PACKET_SAMPLES * CHANNELS);
		const noise = randomBytes(80, seededRandom(1));
		for (const { decoder, encoder } of others) {
			decoder.decode(noise, pcm, 0);
			encoder.encode(pcm.subarray(0, FRAME_VALUES));
		}
		expect(difference(decodeAll(library, encodeTone(library)), expected)).toBe(0);
		for (const { decoder, encoder } of others) {
			decoder.close();
			encoder.close();
		}
	});

	test('whatever comes in, what comes out is of full scale at most', () => {
		const random = seededRandom(7);
		const decoder = new OpusDecoder(library);
		const pcm = new Float32Array(MAX_PACKET_SAMPLES * CHANNELS);
		let hasFailed = false;
		for (let count = 0; count < 2000; count++) {
			const packet = randomBytes(1 + Math.floor(random() * 200), random);
			const samples = decoder.decode(packet, pcm, 0);
			const decoded = pcm.subarray(0, samples * CHANNELS);
			hasFailed ||= samples % 120 !== 0 || decoded.some((sample) => !(Math.abs(sample) <= 1));
		}
		expect(hasFailed).toBe(false);
		decoder.close();
	});

	test('a codec that was given back is not used again', () => {
		const decoder = new OpusDecoder(library);
		decoder.close();
		decoder.close();
		expect(() => decoder.decode(new Uint8Array(3), new Float32Array(11_520), 0)).toThrow(TypeError);
		expect(() => new OpusEncoder(96_000, { library, complexity: 11 })).toThrow(/got 96000 and 11/);
	});
});

test.each([
	['hybrid', 1 / 32_768],
	// Whole numbers, so there is no rounding: not a bit may differ.
	['silk', Number.MIN_VALUE],
] as const)('both codes hear the same of %s', (mode, tolerance) => {
	const packets = encodePackets(voice, [960], { mode });
	const [simd, plain] = (['simd', 'plain'] as const).map((code) =>
		decodeAll(new OpusLibrary(code), packets),
	);
	expect(difference(simd ?? [], plain ?? [])).toBeLessThan(tolerance);
});

test('SIMD is used, unless it is forbidden', async () => {
	vi.stubEnv('OPUS_PLAIN', undefined);
	const chosen = await import('../../src/media/opus/opus-library.js');
	expect(chosen.opusLibrary().code).toBe('simd');
	expect(chosen.opusLibrary()).toBe(chosen.opusLibrary());
	vi.resetModules();
	vi.stubEnv('OPUS_PLAIN', '1');
	const forbidden = await import('../../src/media/opus/opus-library.js');
	expect(forbidden.opusLibrary().code).toBe('plain');
});
