// What a fuzz target is: code that takes bytes of others, and what it promises for any of them.
import { AssertionError } from 'node:assert/strict';

/** A target that is open, and takes one input after the other. */
export interface OpenTarget {
	/**
	 * Hands an input to the code, and checks what came of it.
	 *
	 * @throws where a promise was broken; the message says which
	 */
	check(input: Uint8Array): void | Promise<void>;
	/** Gives back what was opened. */
	close?(): Promise<void>;
}

/** Code that takes bytes of others. */
export interface FuzzTarget {
	/** Also the name of its folder in the corpus. */
	name: string;
	/** What mutations begin with; well-formed, but for one or two. */
	seeds: readonly Uint8Array[];
	/** Whether inputs are JSON, and mutated as such. */
	isJson?: boolean;
	/** Pieces that a mutation puts in. */
	dictionary?: readonly string[];
	/** Mutated inputs that `npm test` runs. */
	testRuns: number;
	open(): OpenTarget | Promise<OpenTarget>;
}

/** Longest input; what costs more than it brings is not tried. */
export const MAX_INPUT_BYTES = 64 * 1024;

/**
 * Runs one input, and checks what holds for every target: the bytes that were handed in are as they
 * were, and no object has got anything from them.
 *
 * @throws what the target throws
 */
export async function checkInput(target: OpenTarget, input: Uint8Array): Promise<void> {
	const handed = Buffer.from(input);
	await target.check(handed);
	must(handed.equals(input), 'The bytes that were handed in were modified');
	for (const key in {}) {
		delete (Object.prototype as Record<string, unknown>)[key];
		must(false, `Object.prototype has got ${key}`);
	}
}

/**
 * What a target promises.
 *
 * NOTE: `assert.ok` without a message makes one of the source's own text, which takes seconds where
 * tsx has put all of it into one line.
 *
 * @throws {AssertionError} with the message, if it does not hold
 */
export function must(holds: boolean, message: string): asserts holds {
	if (!holds) {
		throw new AssertionError({ message, stackStartFn: must });
	}
}

/**
 * That an error is one of ours. Stacks are made only where they are read: one takes milliseconds.
 *
 * @throws {AssertionError} with its stack, if it is another one
 */
export function mustBe<Kind extends Error>(
	error: unknown,
	kind: abstract new (...args: never[]) => Kind,
): asserts error is Kind {
	if (!(error instanceof kind)) {
		const words = error instanceof Error ? error.stack : String(error);
		throw new AssertionError({ message: `Thrown: ${words}`, stackStartFn: mustBe });
	}
}

/** UTF-8. */
export function bytesOf(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

/** Reads an input as decisions, one after the other; behind its end they are all 0. */
export class Choices {
	readonly #input: Uint8Array;
	#offset = 0;

	constructor(input: Uint8Array) {
		this.#input = input;
	}

	/** Whether the input has been read to its end. */
	get isDone(): boolean {
		return this.#offset >= this.#input.length;
	}

	u8(): number {
		return this.#input[this.#offset++] ?? 0;
	}

	u16(): number {
		return (this.u8() << 8) | this.u8();
	}

	/** As many bytes as there are, up to this number. */
	bytes(count: number): Uint8Array {
		const bytes = Uint8Array.from(this.#input.subarray(this.#offset, this.#offset + count));
		this.#offset += count;
		return bytes;
	}

	/** All that is left. */
	rest(): Uint8Array {
		return this.bytes(this.#input.length);
	}
}
