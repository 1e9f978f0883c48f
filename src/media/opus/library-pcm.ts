// Samples that lie in libopus' memory, where it works on them without a copy.
import { CHANNELS } from '../pcm.js';

/** What a place for samples is. */
export interface LibraryPcmOptions {
	memory: WebAssembly.Memory;
	/** Of the first sample, in bytes of the memory. */
	address: number;
	/** Samples a channel that there is room for. */
	samples: number;
	/** Called once: another one may have the place. */
	onClosed: () => void;
}

/** Samples, interleaved, full scale 1. */
export class LibraryPcm {
	readonly #options: LibraryPcmOptions;
	#values: Float32Array;
	#isClosed = false;

	constructor(options: LibraryPcmOptions) {
		this.#options = options;
		this.#values = this.#view();
	}

	/** As an array; to be asked for each time, for the memory is another one when it has grown. */
	get values(): Float32Array {
		this.#assertOpen();
		if (this.#values.length === 0) {
			this.#values = this.#view();
		}
		return this.#values;
	}

	/**
	 * Where in the memory a sample is.
	 *
	 * @param samples - samples a channel that there has to be room for, from the offset on
	 * @throws {TypeError} if it is closed, or of another memory
	 * @throws {RangeError} if there is not as much room
	 */
	addressOf(memory: WebAssembly.Memory, offsetSamples: number, samples: number): number {
		this.#assertOpen();
		if (memory !== this.#options.memory) {
			throw new TypeError('Expected samples of this memory, got those of another one');
		}
		if (offsetSamples + samples > this.#options.samples) {
			throw new RangeError(
				`Expected room for ${samples} samples from ${offsetSamples} on, got ${this.#options.samples}`,
			);
		}
		return this.#options.address + offsetSamples * CHANNELS * Float32Array.BYTES_PER_ELEMENT;
	}

	/** Gives the place back; harmless when repeated. */
	close(): void {
		if (!this.#isClosed) {
			this.#isClosed = true;
			this.#options.onClosed();
		}
	}

	#assertOpen(): void {
		if (this.#isClosed) {
			throw new TypeError('Expected samples whose place was not given back');
		}
	}

	#view(): Float32Array {
		const { address, memory, samples } = this.#options;
		return new Float32Array(memory.buffer, address, samples * CHANNELS);
	}
}
