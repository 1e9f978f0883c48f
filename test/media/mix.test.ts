// What is done to samples in libopus' memory, in both codes, beside the same done plainly.
import { describe, expect, test } from 'vitest';
import { KWeighting, toLufs } from '../../src/audio/mix/k-weighting.js';
import { Limiter } from '../../src/audio/mix/limiter.js';
import { OpusLibrary } from '../../src/media/opus/opus-library.js';
import { OpusDecoder, OpusEncoder } from '../../src/media/opus.js';
import { CHANNELS, FRAME_SAMPLES, MAX_PACKET_SAMPLES } from '../../src/media/pcm.js';
import { encode, seededRandom, tone } from '../support/signal.js';
import { ReferenceLimiter, ReferenceWeighting, referenceAdd } from './reference-mix.js';

const FRAME_VALUES = FRAME_SAMPLES * CHANNELS;

/** Frames of noise at the levels in turn, each sample another number unless both channels are one. */
function noise(levels: readonly number[], isDualMono = false): Float32Array[] {
	const random = seededRandom(3);
	return levels.map((level) => {
		const pcm = new Float32Array(FRAME_VALUES);
		for (let index = 0; index < FRAME_VALUES; index += CHANNELS) {
			pcm[index] = level * (2 * random() - 1);
			pcm[index + 1] = isDualMono ? (pcm[index] as number) : level * (2 * random() - 1);
		}
		return pcm;
	});
}

/** Frames of a low and a high tone together. */
function tones(peaks: readonly number[]): Float32Array[] {
	return peaks.map((peak, frame) =>
		Float32Array.from({ length: FRAME_VALUES }, (_, index) => {
			const seconds = (frame * FRAME_SAMPLES + (index >> 1)) / 48_000;
			const low = Math.sin(2 * Math.PI * 60 * seconds);
			return (peak * (low + Math.sin(2 * Math.PI * 11_999 * seconds + 0.7))) / 2;
		}),
	);
}

/** The largest difference of any sample. */
function difference(some: Float32Array, others: Float32Array): number {
	return some.reduce(
		(largest, sample, index) => Math.max(largest, Math.abs(sample - (others[index] as number))),
		0,
	);
}

const ramp = Array.from({ length: 40 }, (_, frame) => 0.02 * frame);

describe.each(['simd', 'plain'] as const)('mixing, %s', (code) => {
	const library = new OpusLibrary(code);

	test.each([
		['noise on both channels', noise(ramp, true), true],
		['noise of two channels', noise(ramp), false],
		['tones', tones(ramp), true],
		['a voice that stops', [...noise(ramp, true), ...noise(Array(200).fill(0), true)], true],
	])('weighs %s as the recommendation does', (_, frames, isDualMono) => {
		const weighting = new KWeighting(library);
		const reference = new ReferenceWeighting();
		for (const pcm of frames) {
			const expected = reference.energy(pcm, isDualMono);
			const energy = weighting.energy(pcm, isDualMono);
			expect(Math.abs(energy - expected)).toBeLessThanOrEqual(1e-9 * expected + 1e-24);
		}
	});

	test('weighs a channel that goes its own way from some frame on', () => {
		const weighting = new KWeighting(library);
		const reference = new ReferenceWeighting();
		const frames = [...noise([0.3, 0.3], true), ...noise([0.3, 0.1]), ...noise([0.2], true)];
		frames.forEach((pcm, index) => {
			const isDualMono = index < 2 || index === 4;
			const expected = reference.energy(pcm, isDualMono);
			expect(weighting.energy(pcm, isDualMono) / expected).toBeCloseTo(1, 9);
		});
	});

	test('a sine of 997 Hz at full scale has -3.01 LUFS (BS.1770-5, annex 1)', () => {
		const weighting = new KWeighting(library);
		const samples = tone({ hz: 997, peak: 1, durationMs: 1000 });
		let energy = 0;
		for (let frame = 0; frame < 50; frame++) {
			const pcm = Float32Array.from(
				{ length: FRAME_VALUES },
				(_, index) => samples[frame * FRAME_SAMPLES + (index >> 1)] as number,
			);
			energy += weighting.energy(pcm, true) / 50;
		}
		expect(toLufs(energy)).toBeCloseTo(-3.01, 2);
	});

	test.each([
		['what is quiet', noise([0, 0.1, 0.2, 0.5])],
		['one loud frame among quiet ones', noise([0.2, 0.2, 1, 0.2, 0.2, 0.2])],
		['a peak in the first millisecond', tones([0, 3, 0.1, 0.1])],
		['many that shout', noise([0.5, 2, 4, 6, 4, 2, ...Array(60).fill(0.3)])],
		['peaks between the samples', tones([0.9, 0.9, 0.9, 0.85, 0.8, 0.5, 0.5])],
		['what gets louder', tones(ramp.map((level) => 3 * level))],
	])('limits %s', (_, frames) => {
		const limiter = new Limiter(library);
		const reference = new ReferenceLimiter();
		for (const pcm of frames) {
			const expected = pcm.slice();
			reference.process(expected);
			const limited = pcm.slice();
			limiter.process(limited);
			expect(difference(limited, expected)).toBeLessThan(1e-6);
			expect(limiter.isIdle).toBe(reference.isIdle);
		}
	});

	test.each([
		[1, 1],
		[0, 1],
		[0.5, 4],
		[2, 0.25],
	])('adds a frame at a gain that goes from %d to %d', (from, to) => {
		const [pcm, others] = noise([0.4, 0.7]) as [Float32Array, Float32Array];
		const place = library.takePcm(FRAME_SAMPLES);
		const sum = library.takePcm(FRAME_SAMPLES);
		place.values.set(pcm);
		sum.values.set(others);
		const energy = library.add(sum, place, from, to);
		const expected = others.slice();
		expect(energy / referenceAdd(expected, pcm, { from, to })).toBeCloseTo(1, 5);
		expect(difference(sum.values, expected)).toBeLessThan(2e-6);
		expect(place.values).toEqual(pcm);
		place.close();
		sum.close();
	});

	test('what lies in the library is decoded, limited and encoded as what lies elsewhere', () => {
		const packets = encode(tone({ hz: 300, peak: 0.9, durationMs: 400 }), { frameMs: [20, 60] });
		const hear = (pcm: Float32Array | ReturnType<OpusLibrary['takePcm']>) => {
			const values = () => (pcm instanceof Float32Array ? pcm : pcm.values);
			const decoder = new OpusDecoder(library);
			const encoder = new OpusEncoder(96_000, { library });
			const weighting = new KWeighting(library);
			const limiter = new Limiter(library);
			const heard = packets.map((packet) => {
				const samples = decoder.decode(packet, pcm, FRAME_SAMPLES);
				const concealed = decoder.conceal(pcm, 0);
				const energy = weighting.energy(pcm, true);
				limiter.process(pcm);
				const limited = values().slice(0, (FRAME_SAMPLES + samples) * CHANNELS);
				return { concealed, energy, limited, opus: encoder.encode(pcm) };
			});
			decoder.close();
			encoder.close();
			return heard;
		};
		const samples = FRAME_SAMPLES + MAX_PACKET_SAMPLES;
		const place = library.takePcm(samples);
		expect(hear(place)).toEqual(hear(new Float32Array(samples * CHANNELS)));
		place.close();
	});

	test('samples stay when the memory grows', () => {
		const place = library.takePcm(FRAME_SAMPLES);
		const [pcm] = noise([0.5]) as [Float32Array];
		place.values.set(pcm);
		const before = place.values;
		const others = Array.from({ length: 100 }, () => library.takePcm(FRAME_SAMPLES));
		expect(before.length).toBe(0);
		expect(place.values).toEqual(pcm);
		for (const taken of [place, ...others]) {
			taken.close();
		}
	});

	test('nothing is left of a voice where the next one lies', () => {
		const first = library.takePcm(1234);
		first.values.fill(0.5);
		const { buffer, byteOffset } = first.values;
		first.close();
		first.close();
		const [second, third] = [library.takePcm(1234), library.takePcm(1234)];
		expect(second.values.buffer).toBe(buffer);
		expect([second, third].map(({ values }) => values.byteOffset)).toContain(byteOffset);
		expect(third.values.byteOffset).not.toBe(second.values.byteOffset);
		expect(second.values.every((sample) => sample === 0)).toBe(true);
		second.close();
		third.close();
	});

	test('refuses samples that were given back, that are elsewhere, or too few', () => {
		const place = library.takePcm(FRAME_SAMPLES);
		const decoder = new OpusDecoder(library);
		const packet = Uint8Array.of(0xf8, 0xff, 0xfe);
		expect(() => decoder.decode(packet, place, 0)).toThrow(RangeError);
		const other = new OpusLibrary(code).takePcm(FRAME_SAMPLES);
		expect(() => library.add(place, other, 1, 1)).toThrow(TypeError);
		place.close();
		expect(() => place.values).toThrow(TypeError);
		expect(() => library.add(place, place, 1, 1)).toThrow(TypeError);
		decoder.close();
	});
});
