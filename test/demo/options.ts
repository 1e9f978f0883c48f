// Words of the demo's command line.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** What the demo was asked for. */
export interface DemoOptions {
	/** Seconds after which it ends by itself; undefined until Ctrl-C. */
	seconds: number | undefined;
	/** Where the Ogg Opus file goes. */
	file: string;
}

/** Prints what is wrong with the words, if anything, and exits with 1. */
export function readOptionsOrExit(words: readonly string[]): DemoOptions {
	try {
		return readOptions(words);
	} catch (error) {
		if (!(error instanceof TypeError)) {
			throw error;
		}
		console.error(error.message);
		console.error('The demo knows --seconds N and --file F.');
		process.exit(1);
	}
}

/** @throws {TypeError} if a word is unknown or a number is none */
function readOptions(words: readonly string[]): DemoOptions {
	const { values } = parseArgs({
		args: [...words],
		options: { seconds: { type: 'string' }, file: { type: 'string' } },
	});
	const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
	if (seconds !== undefined && !(seconds > 0)) {
		throw new TypeError(`Expected --seconds to be a positive number, got "${values.seconds}"`);
	}
	return { seconds, file: values.file ?? join(tmpdir(), `podcast-${Date.now()}.opus`) };
}
