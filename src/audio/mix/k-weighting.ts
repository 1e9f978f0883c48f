// How loud a stretch of sound is to ears: the filters of ITU-R BS.1770-5.
import { CHANNELS, FRAME_SAMPLES } from '../../media/pcm.js';

/** BS.1770-5, annex 1, equation 2. */
const OFFSET_DB = -0.691;

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

/** Loudness of a mean square of weighted samples, all channels together, in LUFS. */
export function toLufs(energy: number): number {
	return OFFSET_DB + 10 * Math.log10(energy);
}

/** The other way round. */
export function toEnergy(lufs: number): number {
	return 10 ** ((lufs - OFFSET_DB) / 10);
}

/** Weighs the frames of one voice, one after another. */
export class KWeighting {
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
