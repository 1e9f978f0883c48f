// Strict use of the MLS codec: whole inputs only, in their one valid form.
import type { Decoder } from 'ts-mls';
import { DaveInputError, RefusalReason } from './dave-input-error.js';
import { equalBytes } from './mls-signature.js';

/** Upper limit of what a client may send in one message; 20 members need about 6 KiB. */
const MAX_INPUT_BYTES = 256 * 1024;

/** How one MLS structure is read and written. */
export interface Structure<T> {
	/** Named in errors. */
	name: string;
	decode: Decoder<T>;
	encode: (value: T) => Uint8Array;
}

/**
 * Reads a structure at the beginning of the input.
 *
 * The codec takes lengths in any form, where RFC 9420 (2.1.2) allows the shortest alone; so what
 * was read is written again and compared.
 *
 * @returns the value and the bytes it was read from
 * @throws {DaveInputError} if the input is too short, too long, or not in its canonical form
 */
export function decodeStructure<T>(
	structure: Structure<T>,
	input: Uint8Array,
): { value: T; bytes: Uint8Array } {
	if (input.length > MAX_INPUT_BYTES) {
		throw malformed(structure.name, `is ${input.length} bytes, over ${MAX_INPUT_BYTES}`);
	}
	// NOTE: The decoders of ts-mls read through the underlying buffer, so they get their own.
	const copy = new Uint8Array(input);
	let decoded: [T, number] | undefined;
	let encoded: Uint8Array | undefined;
	try {
		decoded = structure.decode(copy, 0);
		encoded = decoded && structure.encode(decoded[0]);
	} catch (error) {
		throw malformed(structure.name, 'cannot be read', error);
	}
	if (!decoded || !encoded) {
		throw malformed(structure.name, 'cannot be read');
	}
	const [value, length] = decoded;
	const bytes = copy.subarray(0, length);
	if (!equalBytes(bytes, encoded)) {
		throw malformed(structure.name, 'is not in its canonical form');
	}
	return { value, bytes };
}

/**
 * Reads a structure that fills the input.
 *
 * @throws {DaveInputError} if the input is anything else or has bytes left over
 */
export function decodeWhole<T>(structure: Structure<T>, input: Uint8Array): T {
	const { value, bytes } = decodeStructure(structure, input);
	if (bytes.length !== input.length) {
		throw malformed(structure.name, `has ${input.length - bytes.length} bytes left over`);
	}
	return value;
}

function malformed(name: string, problem: string, cause?: unknown): DaveInputError {
	return new DaveInputError(RefusalReason.MALFORMED, `${name} ${problem}`, { cause });
}
