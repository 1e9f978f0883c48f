// What mix.c does, written as plainly as the recommendations have it: to compare with.
import { CHANNELS, FRAME_SAMPLES } from '../../src/media/pcm.js';

/** The K-weighting's two filters at 48 kHz (BS.1770-5, annex 1, tables 1 and 2). */
const SHELF = {
	b0: 1.53512485958697,
	b1: -2.69169618940638,
	b2: 1.19839281085285,
	a1: -1.69065929318241,
	a2: 0.73248077421585,
} as const;
const HIGH_PASS = { b1: -2, a1: -1.99004745483398, a2: 0.99007225036621 } as const;

/** Of input, of what the shelf made of it, and of output: the last two. */
const STATES_PER_CHANNEL = 6;

/** Weighs the frames of one voice, one after another. */
export class ReferenceWeighting {
	readonly #filters = new Float64Array(CHANNELS * STATES_PER_CHANNEL);

	/**
	 * Weighs one frame.
	 *
	 * @param pcm - 960 samples a channel, interleaved, full scale 1
	 * @param isDualMono - both channels are the same, so one will do
	 * @returns mean square of the weighted samples, on the mean of both channels
	 */
	energy(pcm: Float32Array, isDualMono: boolean): number {
		const energy = this.#weigh(pcm, 0);
		if (isDualMono) {
			this.#filters.copyWithin(STATES_PER_CHANNEL, 0, STATES_PER_CHANNEL);
			return energy;
		}
		return (energy + this.#weigh(pcm, 1)) / 2;
	}

	/**
	 * Both filters as the recommendation writes them (direct form I): of what a sample needs, only one
	 * product has to wait for the sample before it.
	 *
	 * @returns mean square of the weighted channel
	 */
	#weigh(pcm: Float32Array, channel: number): number {
		const states = this.#filters;
		const base = channel * STATES_PER_CHANNEL;
		let input1 = states[base] as number;
		let input2 = states[base + 1] as number;
		let shelved1 = states[base + 2] as number;
		let shelved2 = states[base + 3] as number;
		let output1 = states[base + 4] as number;
		let output2 = states[base + 5] as number;
		let sum = 0;
		for (let index = channel; index < FRAME_SAMPLES * CHANNELS; index += CHANNELS) {
			const input = pcm[index] as number;
			const shelved =
				SHELF.b0 * input +
				SHELF.b1 * input1 +
				SHELF.b2 * input2 -
				SHELF.a2 * shelved2 -
				SHELF.a1 * shelved1;
			const output =
				shelved +
				HIGH_PASS.b1 * shelved1 +
				shelved2 -
				HIGH_PASS.a2 * output2 -
				HIGH_PASS.a1 * output1;
			input2 = input1;
			input1 = input;
			shelved2 = shelved1;
			shelved1 = shelved;
			output2 = output1;
			output1 = output;
			sum += output * output;
		}
		// Digital silence would leave numbers behind that are slow to reckon with.
		states[base] = withoutDenormals(input1);
		states[base + 1] = withoutDenormals(input2);
		states[base + 2] = withoutDenormals(shelved1);
		states[base + 3] = withoutDenormals(shelved2);
		states[base + 4] = withoutDenormals(output1);
		states[base + 5] = withoutDenormals(output2);
		return sum / FRAME_SAMPLES;
	}
}

function withoutDenormals(value: number): number {
	return Math.abs(value) < 1e-20 ? 0 : value;
}
/**
 * Highest true peak of what is encoded, in dBFS. What is heard has to stay below -1 dBFS, and the
 * codec adds to peaks: up to 1 dB where voices just reach the ceiling, 2.5 dB where many shout at
 * once and the sum is as dense as noise. So the ceiling is the lower the higher the sum is.
 */
const CEILING_DB = -2;
const LOWEST_CEILING_DB = -4;

/** From this sum on, in dBFS, the ceiling is the lowest; at 0 it is the highest. */
const DENSE_DB = 8;

const CEILING = 10 ** (CEILING_DB / 20);

/** The frame is looked at in pieces of 1.25 ms; the gain is a line from each border to the next. */
const BLOCKS = 16;
const BLOCK_SAMPLES = FRAME_SAMPLES / BLOCKS;

/** A true peak is seldom above its samples by more than this (3.5 dB). */
const BETWEEN_SAMPLES = 1.5;

/** Way down before a peak, by a block: 1.5 dB. */
const ATTACK = 10 ** (1.5 / 20);

/** Way back up, by a block: 25 dB a second, too slow to be heard as distortion. */
const RELEASE = 10 ** ((25 * 0.001_25) / 20);

/** Above this share of the ceiling, what the gain could not catch in time is bent, not cut. */
const KNEE = 0.95;

/** Half-sample interpolation, 8 taps (ITU-T H.265, table 8-11, the half position), over 64. */
const MIDPOINT = [-1 / 64, 4 / 64, -11 / 64, 40 / 64] as const;

/** Samples on either side that a midpoint needs. */
const REACH_SAMPLES = 4;

/**
 * A limiter without delay: it knows a frame as a whole, so it turns down before a peak comes; only
 * for a peak in a frame's first 1.25 ms it is late, and bends that one.
 */
export class ReferenceLimiter {
	/** Of each channel, the samples before the frame and the frame. */
	readonly #line = new Float32Array((REACH_SAMPLES + FRAME_SAMPLES) * CHANNELS);
	/** The end of the frame before. */
	readonly #tail = new Float32Array(REACH_SAMPLES * CHANNELS);
	readonly #allowed = new Float64Array(BLOCKS);
	readonly #ceilings = new Float64Array(BLOCKS);
	readonly #gains = new Float64Array(BLOCKS + 1);
	#gain = 1;

	/** Whether it leaves the signal alone. */
	get isIdle(): boolean {
		return this.#gain === 1;
	}

	/** @param pcm - 960 samples a channel, interleaved; changed in place */
	process(pcm: Float32Array): void {
		if (this.#gain < 1 || highest(pcm, 0, pcm.length) * BETWEEN_SAMPLES > CEILING) {
			this.#line.set(this.#tail);
			this.#line.set(pcm, this.#tail.length);
			this.#limit(pcm);
		} else {
			this.#tail.set(pcm.subarray(-this.#tail.length));
		}
	}

	#limit(pcm: Float32Array): void {
		this.#tail.set(pcm.subarray(-this.#tail.length));
		if (this.#measure(pcm) || this.#gain < 1) {
			this.#planGains();
			this.#apply(pcm);
		}
	}

	/** Finds what gain each block allows. @returns whether any is below 1 */
	#measure(pcm: Float32Array): boolean {
		let isLoud = false;
		for (let block = 0; block < BLOCKS; block++) {
			const start = block * BLOCK_SAMPLES * CHANNELS;
			let peak = highest(pcm, start, start + BLOCK_SAMPLES * CHANNELS);
			if (peak * BETWEEN_SAMPLES > CEILING) {
				peak = Math.max(peak, this.#peakBetweenSamples(start));
			}
			const ceiling = ceilingOf(peak);
			this.#ceilings[block] = ceiling;
			this.#allowed[block] = Math.min(1, ceiling / peak);
			isLoud ||= peak > CEILING;
		}
		return isLoud;
	}

	/** The midpoints that end in this block, as far as their neighbours are known. */
	#peakBetweenSamples(start: number): number {
		const line = this.#line;
		const end = Math.min(start + BLOCK_SAMPLES * CHANNELS, FRAME_SAMPLES * CHANNELS - 8);
		let peak = 0;
		// Place i of the line is REACH_SAMPLES before place i of the frame.
		for (let index = start; index < end; index++) {
			const middle =
				MIDPOINT[0] * ((line[index] as number) + (line[index + 14] as number)) +
				MIDPOINT[1] * ((line[index + 2] as number) + (line[index + 12] as number)) +
				MIDPOINT[2] * ((line[index + 4] as number) + (line[index + 10] as number)) +
				MIDPOINT[3] * ((line[index + 6] as number) + (line[index + 8] as number));
			peak = Math.max(peak, Math.abs(middle));
		}
		return peak;
	}

	#planGains(): void {
		const gains = this.#gains;
		gains[0] = this.#gain;
		for (let border = 1; border <= BLOCKS; border++) {
			const released = Math.min(1, (gains[border - 1] as number) * RELEASE);
			const before = this.#allowed[border - 1] as number;
			const after = border < BLOCKS ? (this.#allowed[border] as number) : 1;
			gains[border] = Math.min(released, before, after);
		}
		for (let border = BLOCKS - 1; border > 0; border--) {
			gains[border] = Math.min(gains[border] as number, (gains[border + 1] as number) * ATTACK);
		}
		this.#gain = gains[BLOCKS] as number;
	}

	#apply(pcm: Float32Array): void {
		for (let block = 0; block < BLOCKS; block++) {
			const ceiling = this.#ceilings[block] as number;
			let gain = this.#gains[block] as number;
			const step = ((this.#gains[block + 1] as number) - gain) / BLOCK_SAMPLES;
			let index = block * BLOCK_SAMPLES * CHANNELS;
			for (let sample = 0; sample < BLOCK_SAMPLES; sample++) {
				gain += step;
				pcm[index] = bend((pcm[index] as number) * gain, ceiling);
				pcm[index + 1] = bend((pcm[index + 1] as number) * gain, ceiling);
				index += CHANNELS;
			}
		}
	}
}

/** Adds a frame to a sum, at a gain that goes in a line. @returns energy of its left channel */
export function referenceAdd(
	sum: Float32Array,
	pcm: Float32Array,
	gains: { from: number; to: number },
): number {
	let energy = 0;
	for (let index = 0; index < FRAME_SAMPLES * CHANNELS; index++) {
		const place = Math.floor(index / CHANNELS) + 1;
		const gain = gains.from + ((gains.to - gains.from) * place) / FRAME_SAMPLES;
		const sample = pcm[index] as number;
		sum[index] = (sum[index] as number) + sample * gain;
		energy += index % CHANNELS === 0 ? sample * sample : 0;
	}
	return energy;
}

/** Size of the largest value. */
function highest(values: Float32Array, start: number, end: number): number {
	let peak = 0;
	for (let index = start; index < end; index++) {
		const size = Math.abs(values[index] as number);
		if (size > peak) {
			peak = size;
		}
	}
	return peak;
}

function ceilingOf(peak: number): number {
	if (peak <= 1) {
		return CEILING;
	}
	const density = Math.min(1, (20 * Math.log10(peak)) / DENSE_DB);
	return 10 ** ((CEILING_DB + density * (LOWEST_CEILING_DB - CEILING_DB)) / 20);
}

function bend(sample: number, ceiling: number): number {
	const size = Math.abs(sample);
	if (size <= ceiling * KNEE) {
		return sample;
	}
	const bent = KNEE + (1 - KNEE) * Math.tanh((size / ceiling - KNEE) / (1 - KNEE));
	return Math.sign(sample) * ceiling * bent;
}
