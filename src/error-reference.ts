// A short code by which what people are told is found in the log.
import { randomInt } from 'node:crypto';

/** Without letters and digits that are taken for each other. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const LENGTH = 5;

const references = new WeakMap<Error, string>();

/** The code of an error, the same one for as long as it is there. */
export function referenceOf(error: Error): string {
	let reference = references.get(error);
	if (reference === undefined) {
		const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]);
		reference = letters.join('');
		references.set(error, reference);
	}
	return reference;
}
