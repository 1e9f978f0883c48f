// Words of the demo's command line.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** What the demo was asked for. */
export interface DemoOptions {
	/** Seconds after which it ends by itself; undefined until Ctrl-C. */
	seconds: number | undefined;
	/** Further machines that take listeners, all on this computer. */
	edges: number;
	/** Where the Ogg Opus file goes. */
	file: string;
}

/** Each is a process, on this computer. */
const MAX_EDGES = 8;

/** Prints what is wrong with the words, if anything, and exits with 1. */
export function readOptionsOrExit(words: readonly string[]): DemoOptions {
	try {
		return readOptions(words);
	} catch (error) {
		if (!(error instanceof TypeError)) {
			throw error;
		}
		console.error(error.message);
		console.error('The demo knows --seconds N, --file F and --edges N.');
		process.exit(1);
	}
}

/** @throws {TypeError} if a word is unknown or a number is none */
function readOptions(words: readonly string[]): DemoOptions {
	const { values } = parseArgs({
		args: [...words],
		options: {
			seconds: { type: 'string' },
			file: { type: 'string' },
			edges: { type: 'string', default: '0' },
		},
	});
	const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
	if (seconds !== undefined && !(seconds > 0)) {
		throw new TypeError(`Expected --seconds to be a positive number, got "${values.seconds}"`);
	}
	const edges = Number(values.edges);
	if (!Number.isInteger(edges) || edges < 0 || edges === 1 || edges > MAX_EDGES) {
		throw new TypeError(`Expected --edges to be 2 to ${MAX_EDGES}, got "${values.edges}"`);
	}
	return { seconds, edges, file: values.file ?? join(tmpdir(), `podcast-${Date.now()}.opus`) };
}
