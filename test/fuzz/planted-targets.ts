// Targets that break their promises on purpose, so that it shows that they are found out.
import { bytesOf, type FuzzTarget, must } from './fuzz-target.js';

/** Read by name, in the thread that fuzzes. */
export const TARGETS: readonly FuzzTarget[] = [
	{
		name: 'planted-failure',
		seeds: [bytesOf('a b c d'), bytesOf('FU')],
		dictionary: ['Z'],
		testRuns: 0,
		open: () => ({
			check(input) {
				must(!Buffer.from(input).includes('FUZ'), 'FUZ is in it');
			},
		}),
	},
	{
		name: 'planted-standstill',
		seeds: [bytesOf('go on')],
		testRuns: 0,
		open: () => ({
			check(input) {
				while (input[0] !== 0x67) {
					// Nothing ends this but whoever watches from another thread.
				}
			},
		}),
	},
	{
		name: 'planted-promise',
		seeds: [bytesOf('all is well')],
		testRuns: 0,
		open: () => ({ check: () => {} }),
	},
];
