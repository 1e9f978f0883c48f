// Keeps the sum of voices below full scale, between the samples too.
import { type OpusLibrary, opusLibrary, type Pcm } from '../../media/opus/opus-library.js';

/**
 * A limiter without delay: it knows a frame as a whole, so it turns down before a peak comes; only
 * for a peak in a frame's first 1.25 ms it is late, and bends that one. mix.c has its figures.
 */
export class Limiter {
	readonly #library: OpusLibrary;
	/** The end of the frame before. */
	readonly #tail: Uint8Array;
	#gain = 1;

	/** @param library - default: the one of this thread */
	constructor(library = opusLibrary()) {
		this.#library = library;
		this.#tail = new Uint8Array(library.tailBytes);
	}

	/** Whether it leaves the signal alone. */
	get isIdle(): boolean {
		return this.#gain === 1;
	}

	/** @param pcm - 960 samples a channel, interleaved; changed in place */
	process(pcm: Pcm): void {
		this.#gain = this.#library.limit(pcm, this.#tail, this.#gain);
	}
}
