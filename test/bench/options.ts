// What the bench is asked to do.
import { parseArgs } from 'node:util';

/** Parts of the bench. */
export const PARTS = [
	'fan-out',
	'sender',
	'growth',
	'delay',
	'mixing',
	'recorder',
	'render',
	'listeners',
	'hls',
	'attack',
	'relay',
	'memory',
	'episodes',
	'feed',
	'page',
] as const;

/** One part of the bench. */
export type Part = (typeof PARTS)[number];

/** What to measure, and how long. */
export interface BenchOptions {
	parts: readonly Part[];
	/** Rounds over all variants of fan-out and sender, and repetitions of the rest. */
	rounds: number;
	isQuick: boolean;
}

const DEFAULT_ROUNDS = 3;

/** Shown for `--help`. */
export const USAGE = `npm run bench -- [--quick] [--rounds N] [--only ${PARTS.join('|')}]

  --quick     one round with fewer variants, less than a minute; says little on a busy machine
  --rounds N  rounds, default ${DEFAULT_ROUNDS}
  --only P    one part only`;

/** @throws {RangeError | TypeError} if an argument is wrong; the message says which */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
	const { values } = parseArgs({
		args: [...args],
		options: {
			quick: { type: 'boolean', default: false },
			rounds: { type: 'string' },
			only: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		return 'help';
	}
	const rounds = Number(values.rounds ?? (values.quick ? 1 : DEFAULT_ROUNDS));
	if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) {
		throw new RangeError(`Expected --rounds to be 1 to 100, got ${values.rounds}`);
	}
	const parts = PARTS.filter((part) => values.only === undefined || part === values.only);
	if (parts.length === 0) {
		throw new RangeError(`Expected --only to be one of ${PARTS.join(', ')}, got ${values.only}`);
	}
	return { parts, rounds, isQuick: values.quick };
}
