// What `npm run fuzz` is asked to do.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

/** What to fuzz, and for how long. */
export interface FuzzOptions {
	/** In all, shared out among the targets; what starting them takes comes on top. */
	minutes: number;
	seed: number;
	/** Names; empty for all of them. */
	targetNames: readonly string[];
	/** A file of the corpus that is to run once, and nothing else. */
	input: string | undefined;
}

/** Shown for `--help`. */
export const USAGE = `npm run fuzz -- [--minutes N] [--seed S] [--target T] [--input FILE]

  --minutes N   how long in all, default 1; a second for each target comes on top
  --seed S      the same inputs again, as far as time allows; default another one each time
  --target T    one target alone; may be repeated
  --input FILE  runs one file of the corpus, and nothing else

A failure is written into test/fuzz/corpus, and makes the exit code 1.`;

const DEFAULT_MINUTES = 1;
const MAX_MINUTES = 7 * 24 * 60;

/** @throws {RangeError | TypeError} if an argument is wrong; the message says which */
export function readOptions(
	args: readonly string[],
	knownTargets: readonly string[],
): FuzzOptions | 'help' {
	const { values } = parseArgs({
		args: [...args],
		options: {
			minutes: { type: 'string' },
			seed: { type: 'string' },
			target: { type: 'string', multiple: true, default: [] },
			input: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		return 'help';
	}
	const minutes = Number(values.minutes ?? DEFAULT_MINUTES);
	if (!(minutes > 0 && minutes <= MAX_MINUTES)) {
		throw new RangeError(
			`Expected --minutes to be above 0, up to ${MAX_MINUTES}, got ${values.minutes}`,
		);
	}
	const seed = Number(values.seed ?? randomInt(2 ** 31));
	if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
		throw new RangeError(`Expected --seed to be an unsigned 32-bit integer, got ${values.seed}`);
	}
	const unknown = values.target.find((name) => !knownTargets.includes(name));
	if (unknown !== undefined) {
		throw new RangeError(
			`Expected --target to be one of ${knownTargets.join(', ')}, got ${unknown}`,
		);
	}
	return { minutes, seed, targetNames: values.target, input: values.input };
}
