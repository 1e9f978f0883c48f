// The input that is running, where another thread can read it when this one cannot tell any more.
import { MAX_INPUT_BYTES } from './fuzz-target.js';

const HEADER_BYTES = 8;
const PLACE = { COUNT: 0, LENGTH: 1 } as const;

/** Two threads' view of the input that is running. */
export class SharedInput {
	readonly buffer: SharedArrayBuffer;
	readonly #header: Int32Array;
	readonly #bytes: Uint8Array;

	constructor(buffer = new SharedArrayBuffer(HEADER_BYTES + MAX_INPUT_BYTES)) {
		this.buffer = buffer;
		this.#header = new Int32Array(buffer, 0, 2);
		this.#bytes = new Uint8Array(buffer, HEADER_BYTES);
	}

	/** Inputs that have begun. */
	get count(): number {
		return Atomics.load(this.#header, PLACE.COUNT);
	}

	/** The one that began last; undefined where none is running. */
	get input(): Uint8Array | undefined {
		const length = Atomics.load(this.#header, PLACE.LENGTH);
		return length < 0 || this.count === 0
			? undefined
			: Uint8Array.from(this.#bytes.subarray(0, length));
	}

	/** An input begins. */
	write(input: Uint8Array): void {
		const bytes = input.subarray(0, MAX_INPUT_BYTES);
		this.#bytes.set(bytes);
		Atomics.store(this.#header, PLACE.LENGTH, bytes.length);
		Atomics.add(this.#header, PLACE.COUNT, 1);
	}

	/** None is running. */
	rest(): void {
		Atomics.store(this.#header, PLACE.LENGTH, -1);
	}
}
