// Sound for tests: made by formula, encoded and decoded by libopus.
import { type CodecOptions, decodePackets, encodePackets } from '../audio/opus-codec.js';

/** Samples a channel of a frame, at 48 kHz. */
export const FRAME_SAMPLES = 960;

const SAMPLE_RATE_HZ = 48_000;

/** @returns a number in 0..1 from a seed, the same row for the same seed (mulberry32) */
export function seededRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Mono samples, full scale 1. */
export function tone(options: { hz: number; peak: number; durationMs: number }): Float32Array {
	const samples = new Float32Array(samplesOf(options.durationMs));
	for (let index = 0; index < samples.length; index++) {
		samples[index] = options.peak * Math.sin((2 * Math.PI * options.hz * index) / SAMPLE_RATE_HZ);
	}
	return samples;
}

/** Samples a channel of a duration. */
export function samplesOf(durationMs: number): number {
	return Math.round((durationMs * SAMPLE_RATE_HZ) / 1000);
}

/** How a client encodes. */
export interface EncodeOptions extends CodecOptions {
	/** What a packet lasts, or what the packets last in turn; default 20. */
	frameMs?: number | readonly number[];
}

/** Encodes mono samples as a desktop client does: stereo, 64 kbit/s, frames of 20 ms. */
export function encode(mono: Float32Array, options: EncodeOptions = {}): Uint8Array[] {
	const { frameMs = 20, ...codec } = options;
	return encodePackets(mono, [frameMs].flat().map(samplesOf), codec);
}

/** Decodes frames with one decoder, as a receiver does; left channel, one array a frame. */
export function decode(frames: readonly Uint8Array[]): Float32Array[] {
	return decodePackets(frames);
}

/** Arrays one after another. */
export function concatenate(parts: readonly Float32Array[]): Float32Array {
	const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
	let offset = 0;
	for (const part of parts) {
		whole.set(part, offset);
		offset += part.length;
	}
	return whole;
}

/**
 * Peak of one frequency in samples, as that of a sine with this amplitude (Goertzel). Wave and window
 * are turned on from sample to sample: to reckon each anew takes many times as long.
 */
export function amplitudeAt(hz: number, samples: Float32Array): number {
	const angle = (2 * Math.PI * hz) / SAMPLE_RATE_HZ;
	const [stepCos, stepSin] = [Math.cos(angle), Math.sin(angle)];
	const windowAngle = (2 * Math.PI) / samples.length;
	const [windowStepCos, windowStepSin] = [Math.cos(windowAngle), Math.sin(windowAngle)];
	let [cos, sin, windowCos, windowSin] = [1, 0, 1, 0];
	let real = 0;
	let imaginary = 0;
	let weights = 0;
	for (let index = 0; index < samples.length; index++) {
		const weight = 0.5 - 0.5 * windowCos;
		const weighed = weight * (samples[index] as number);
		real += weighed * cos;
		imaginary += weighed * sin;
		weights += weight;
		const nextCos = cos * stepCos - sin * stepSin;
		sin = cos * stepSin + sin * stepCos;
		cos = nextCos;
		const nextWindowCos = windowCos * windowStepCos - windowSin * windowStepSin;
		windowSin = windowCos * windowStepSin + windowSin * windowStepCos;
		windowCos = nextWindowCos;
	}
	return (2 * Math.hypot(real, imaginary)) / weights;
}

/** Mean square, as decibels of full scale. */
export function levelDb(samples: Float32Array): number {
	return (
		10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
	);
}

/** Decibels of a factor. */
export function toDb(factor: number): number {
	return 20 * Math.log10(factor);
}

/** Correlation of two stretches, 1 for the same but for a factor. */
export function correlation(a: Float32Array, b: Float32Array): number {
	let product = 0;
	let squareA = 0;
	let squareB = 0;
	for (let index = 0; index < a.length; index++) {
		const left = a[index] as number;
		const right = b[index] ?? 0;
		product += left * right;
		squareA += left * left;
		squareB += right * right;
	}
	return product / Math.sqrt(squareA * squareB);
}

/**
 * Highest peak between the samples too, found with 8 times as many (BS.1770-5, annex 2, asks for
 * 4 times).
 */
export function truePeak(samples: Float32Array): number {
	const phases = 8;
	const reach = 16;
	let peak = 0;
	for (let phase = 0; phase < phases; phase++) {
		const taps = Array.from({ length: 2 * reach }, (_, tap) => {
			const place = tap - reach + 1 - phase / phases;
			const sinc = place === 0 ? 1 : Math.sin(Math.PI * place) / (Math.PI * place);
			return sinc * Math.cos((Math.PI * place) / (2 * reach + 1)) ** 2;
		});
		for (let start = 0; start + taps.length <= samples.length; start++) {
			let sum = 0;
			for (let tap = 0; tap < taps.length; tap++) {
				sum += (taps[tap] as number) * (samples[start + tap] as number);
			}
			peak = Math.max(peak, Math.abs(sum));
		}
	}
	return peak;
}

/** How loud a tone is where it is loudest: where a busy machine has left nothing out for 200 ms. */
export function loudestAt(hz: number, pcm: Float32Array): number {
	const windowSamples = samplesOf(200);
	const windows = Array.from({ length: Math.floor(pcm.length / windowSamples) }, (_, index) =>
		pcm.subarray(windowSamples * index, windowSamples * (index + 1)),
	);
	return Math.max(...windows.map((window) => amplitudeAt(hz, window)));
}
