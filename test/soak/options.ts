// What the soak is asked to do.
import { parseArgs } from 'node:util';

/** How long, and with what. */
export interface SoakOptions {
	minutes: number;
	/** Of faults, of who comes when, and of what members do. */
	seed: number;
	/** How many listen at one time. */
	listeners: number;
	/** Tells each fault and what the bot logs. */
	isVerbose: boolean;
}

const DEFAULTS = { minutes: 30, seed: 20_261_127, listeners: 500 } as const;
const LIMITS = { minutes: [1, 24 * 60], seed: [0, 2 ** 32 - 1], listeners: [1, 5000] } as const;

/** Shown for `--help`. */
export const USAGE = `npm run soak -- [--minutes N] [--seed N] [--listeners N] [--verbose]

  --minutes N    how long, default ${DEFAULTS.minutes}
  --seed N       another order of faults and listeners, default ${DEFAULTS.seed}
  --listeners N  how many listen at one time, default ${DEFAULTS.listeners}
  --verbose      tell each fault, and what the bot logs`;

/** @throws {RangeError | TypeError} if an argument is wrong; the message says which */
export function readOptions(args: readonly string[]): SoakOptions | 'help' {
	const text = { type: 'string' } as const;
	const { values } = parseArgs({
		args: [...args],
		options: {
			minutes: text,
			seed: text,
			listeners: text,
			verbose: { type: 'boolean', default: false },
			help: { type: 'boolean' },
		},
	});
	const read = (name: keyof typeof DEFAULTS) => {
		const [least, most] = LIMITS[name];
		const value = Number(values[name] ?? DEFAULTS[name]);
		if (!Number.isInteger(value) || value < least || value > most) {
			throw new RangeError(`Expected --${name} to be ${least} to ${most}, got ${values[name]}`);
		}
		return value;
	};
	return values.help
		? 'help'
		: {
				minutes: read('minutes'),
				seed: read('seed'),
				listeners: read('listeners'),
				isVerbose: values.verbose,
			};
}
