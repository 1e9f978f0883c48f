// Short-term loudness of one member's voice, after ITU-R BS.1770-5 and EBU Tech 3341.
import type { Pcm } from '../../media/opus/opus-library.js';
import { FRAME_DURATION_MS } from '../../media/pcm.js';
import { KWeighting, toLufs } from './k-weighting.js';

/** What short-term loudness looks back on (EBU Tech 3341, 2.2): 3 s. */
const WINDOW_FRAMES = 3000 / FRAME_DURATION_MS;

/** Quieter frames are pauses; far above what a noise gate lets through, far below a whisper. */
const GATE_LUFS = -50;

/** Frames that much quieter than the voice itself are pauses too, in LU. */
const RELATIVE_GATE_LU = 20;

/**
 * Measures a voice as if it were mono: a voice on both channels counts once, as the usual figure
 * for spoken mono programmes (-19 LUFS) expects.
 */
export class LoudnessMeter {
	readonly #weighting = new KWeighting();
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
	add(pcm: Pcm, isDualMono: boolean): boolean {
		const energy = this.#weighting.energy(pcm, isDualMono);
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
}
