// How loud a stretch of sound is to ears: the filters of ITU-R BS.1770-5.
import { type OpusLibrary, opusLibrary, type Pcm } from '../../media/opus/opus-library.js';

/** BS.1770-5, annex 1, equation 2. */
const OFFSET_DB = -0.691;

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
	readonly #library: OpusLibrary;
	readonly #filters: Uint8Array;

	/** @param library - default: the one of this thread */
	constructor(library = opusLibrary()) {
		this.#library = library;
		this.#filters = new Uint8Array(library.weightingBytes);
	}

	/**
	 * Weighs one frame.
	 *
	 * @param pcm - 960 samples a channel, interleaved, full scale 1
	 * @param isDualMono - both channels are the same, so one will do
	 * @returns mean square of the weighted samples, on the mean of both channels
	 */
	energy(pcm: Pcm, isDualMono: boolean): number {
		return this.#library.weigh(pcm, this.#filters, isDualMono);
	}
}
