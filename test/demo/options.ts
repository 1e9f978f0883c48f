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

/** @throws {TypeError} if a word is unknown or a number is none */
export function readOptions(words: readonly string[]): DemoOptions {
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
