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

const STATES_PER_CHANNEL = 4;

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

	/** @returns mean square of the weighted channel */
	#weigh(pcm: Float32Array, channel: number): number {
		const states = this.#filters;
		const base = channel * STATES_PER_CHANNEL;
		let s1 = states[base] as number;
		let s2 = states[base + 1] as number;
		let h1 = states[base + 2] as number;
		let h2 = states[base + 3] as number;
		let sum = 0;
		for (let index = channel; index < FRAME_SAMPLES * CHANNELS; index += CHANNELS) {
			const input = pcm[index] as number;
			const shelved = SHELF.b0 * input + s1;
			s1 = SHELF.b1 * input - SHELF.a1 * shelved + s2;
			s2 = SHELF.b2 * input - SHELF.a2 * shelved;
			const output = shelved + h1;
			h1 = HIGH_PASS.b1 * shelved - HIGH_PASS.a1 * output + h2;
			h2 = shelved - HIGH_PASS.a2 * output;
			sum += output * output;
		}
		// Digital silence would leave numbers behind that are slow to reckon with.
		states[base] = withoutDenormals(s1);
		states[base + 1] = withoutDenormals(s2);
		states[base + 2] = withoutDenormals(h1);
		states[base + 3] = withoutDenormals(h2);
		return sum / FRAME_SAMPLES;
	}
}

function withoutDenormals(value: number): number {
	return Math.abs(value) < 1e-20 ? 0 : value;
}
