// What the soak takes for growth, and what for noise.
import { describe, expect, test } from 'vitest';
import { type Figures, judge, leastOf } from './figures.js';

const QUIET: Figures = {
	heapUsed: 38_000_000,
	external: 27_000_000,
	rss: 160_000_000,
	descriptors: 50,
	handles: 28,
	timers: 55,
	entries: 5400,
	threads: 14,
};

/** A run whose figures are those of a quiet process, plus what each round adds. */
function run(added: (round: number) => Partial<Figures>, rounds = 9): Figures[] {
	return Array.from({ length: rounds }, (_, round) => {
		const more = added(round);
		const sums = Object.entries(QUIET).map(([name, value]) => [
			name,
			value + (more[name as keyof Figures] ?? 0),
		]);
		return Object.fromEntries(sums) as Figures;
	});
}

/** What left its bound. */
function leftOf(rounds: readonly Figures[]): string[] {
	return judge(rounds)
		.filter(({ isKept }) => !isKept)
		.map(({ what }) => what);
}

describe('a run', () => {
	test('is well while nothing grows', () => {
		expect(leftOf(run(() => ({})))).toEqual([]);
	});

	test('is well though it warms up in the first third, and a look is off now and then', () => {
		const early = run((round) => ({ heapUsed: round < 3 ? round * -2e6 : 0 }));
		expect(leftOf(early)).toEqual([]);
		const uneven = run((round) => ({
			rss: round === 7 ? 80e6 : 0,
			descriptors: round % 2 === 0 ? 6 : 0,
		}));
		expect(leftOf(uneven)).toEqual([]);
	});

	test.each([
		['heap after gc, MB', 'heapUsed', 700_000],
		['memory outside the heap, MB', 'external', 700_000],
		['resident memory, MB', 'rss', 10_000_000],
		['descriptors', 'descriptors', 4],
		['handles', 'handles', 4],
		['timers', 'timers', 8],
		['entries of maps and sets', 'entries', 200],
		['threads', 'threads', 1],
	] as const)('is not well with more %s each round', (what, name, more) => {
		expect(leftOf(run((round) => ({ [name]: round * more })))).toEqual([what]);
	});

	test('has three windows of its length, each with a median of its own', () => {
		// Of 30 rounds those of 10 to 14 and of 25 to 29 count.
		const late = run((round) => ({ timers: round < 27 ? 0 : 100 }), 30);
		expect(leftOf(late)).toEqual(['timers']);
		const tooLate = run((round) => ({ timers: round < 28 ? 0 : 100 }), 30);
		expect(leftOf(tooLate)).toEqual([]);
	});

	test('of too few rounds is no run', () => {
		expect(() => judge(run(() => ({}), 8))).toThrow('Expected 9 quiet points or more, got 8');
	});
});

test('several looks at one quiet point are the least that was seen', () => {
	const looks = run((round) => ({ descriptors: 3 - round, timers: round }), 3);
	expect(leastOf(looks as [Figures, ...Figures[]])).toEqual({ ...QUIET, descriptors: 51 });
});
