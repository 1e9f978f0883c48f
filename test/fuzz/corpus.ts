// Inputs that failed once, a file each: text as it is, everything else as hex.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The corpus of this repository: a folder for each target. */
export const CORPUS_FOLDER = join(import.meta.dirname, 'corpus');

/** One input of the corpus. */
export interface CorpusInput {
	path: string;
	input: Uint8Array;
}

/** What editors and Git leave as it is. */
const PLAIN_TEXT = /^[\x20-\x7e\n]*$/;

/** All inputs of a target, in the order of their names. */
export function readCorpus(targetName: string, folder = CORPUS_FOLDER): CorpusInput[] {
	const target = join(folder, targetName);
	if (!existsSync(target)) {
		return [];
	}
	return readdirSync(target)
		.sort()
		.map((name) => ({ path: join(target, name), input: readInput(join(target, name)) }));
}

/** Reads one file of a corpus. */
export function readInput(path: string): Uint8Array {
	const bytes = readFileSync(path);
	return path.endsWith('.hex')
		? new Uint8Array(Buffer.from(bytes.toString().replace(/\s/g, ''), 'hex'))
		: new Uint8Array(bytes);
}

/** The target that a file is an input of. */
export function targetOf(path: string): string {
	return basename(dirname(path));
}

/** Writes an input; the name may be changed for one that says what it is. */
export function writeInput(targetName: string, input: Uint8Array, folder = CORPUS_FOLDER): string {
	const text = Buffer.from(input).toString('latin1');
	const name = createHash('sha256').update(input).digest('hex').slice(0, 12);
	const isText = PLAIN_TEXT.test(text);
	const path = join(folder, targetName, `${name}.${isText ? 'txt' : 'hex'}`);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(
		path,
		isText
			? text
			: Buffer.from(input)
					.toString('hex')
					.replace(/.{1,80}/g, '$&\n'),
	);
	return path;
}
