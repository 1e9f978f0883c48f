// Short-term loudness of one member's voice, after ITU-R BS.1770-5 and EBU Tech 3341.
import { CHANNELS, FRAME_DURATION_MS, FRAME_SAMPLES } from '../../media/pcm.js';

/** What short-term loudness looks back on (EBU Tech 3341, 2.2): 3 s. */
const WINDOW_FRAMES = 3000 / FRAME_DURATION_MS;

/** Quieter frames are pauses; far above what a noise gate lets through, far below a whisper. */
const GATE_LUFS = -50;

/** Frames that much quieter than the voice itself are pauses too, in LU. */
const RELATIVE_GATE_LU = 20;

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

/**
 * Measures a voice as if it were mono: a voice on both channels counts once, as the usual figure
 * for spoken mono programmes (-19 LUFS) expects.
 */
export class LoudnessMeter {
	readonly #filters = new Float64Array(CHANNELS * STATES_PER_CHANNEL);
	readonly #energies = new Float64Array(WINDOW_FRAMES);
	#count = 0;
	#sum = 0;

	/** Frames of voice that were measured, pauses left out. */
	get frames(): number {
		return this.#count;
	}

	/** Loudness of the last three seconds of voice, in LUFS. */
	get shortTermLufs(): number {
		return toLufs(this.#sum / Math.min(this.#count, WINDOW_FRAMES));
	}

	/**
	 * Measures one frame.
	 *
	 * @param pcm - 960 samples a channel, interleaved, full scale 1
	 * @param isDualMono - both channels are the same, so one will do
	 * @returns whether it counts; a pause does not
	 */
	add(pcm: Float32Array, isDualMono: boolean): boolean {
		let energy = this.#weigh(pcm, 0);
		if (isDualMono) {
			this.#filters.copyWithin(STATES_PER_CHANNEL, 0, STATES_PER_CHANNEL);
		} else {
			energy = (energy + this.#weigh(pcm, 1)) / 2;
		}
		const lufs = toLufs(energy);
		if (lufs < GATE_LUFS || (this.#count > 0 && lufs < this.shortTermLufs - RELATIVE_GATE_LU)) {
			return false;
		}
		const place = this.#count % WINDOW_FRAMES;
		this.#energies[place] = energy;
		this.#count += 1;
		this.#sum = 0;
		for (let index = 0; index < Math.min(this.#count, WINDOW_FRAMES); index++) {
			this.#sum += this.#energies[index] as number;
		}
		return true;
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

function toLufs(energy: number): number {
	return OFFSET_DB + 10 * Math.log10(energy);
}

function withoutDenormals(value: number): number {
	return Math.abs(value) < 1e-20 ? 0 : value;
}
