// What the bot's process holds at quiet points, and whether it holds more at the end.

/** One look at the process, when all listeners have left. */
export interface Figures {
	/** Bytes, after a garbage collection. */
	heapUsed: number;
	/** Bytes outside the heap that belong to objects in it. */
	external: number;
	/** Bytes of resident memory. */
	rss: number;
	/** Open file descriptors. */
	descriptors: number;
	/** Sockets, ports and the like that keep the process going. */
	handles: number;
	/** Timers that are set. */
	timers: number;
	/** Entries of all maps and sets together. */
	entries: number;
	threads: number;
}

/** How a figure is judged. */
interface Bound {
	what: string;
	/** The value is divided by it before it is shown. */
	unit: number;
	/** More than this must have come, however little there was. */
	floor: number;
}

/** One line of the table. */
export interface Verdict {
	what: string;
	early: number;
	late: number;
	/** What the late figure may be. */
	limit: number;
	isKept: boolean;
}

/** Of what there was after the first third. */
const GROWTH = 0.05;

const MB = 1e6;

/**
 * The floors are for what comes and goes by itself: connections of the bot that are kept open for
 * the next request, a worker that is not needed just then, code that is compiled late; resident memory
 * came by 13 MB more in two of the first minutes. Each listener that left one thing behind would leave
 * thousands.
 */
const BOUNDS: Readonly<Record<keyof Figures, Bound>> = {
	heapUsed: { what: 'heap after gc, MB', unit: MB, floor: 1.5 * MB },
	external: { what: 'memory outside the heap, MB', unit: MB, floor: 2 * MB },
	rss: { what: 'resident memory, MB', unit: MB, floor: 25 * MB },
	descriptors: { what: 'descriptors', unit: 1, floor: 10 },
	handles: { what: 'handles', unit: 1, floor: 10 },
	timers: { what: 'timers', unit: 1, floor: 20 },
	entries: { what: 'entries of maps and sets', unit: 1, floor: 500 },
	threads: { what: 'threads', unit: 1, floor: 2 },
};

/** At least so many quiet points make a run. */
export const LEAST_ROUNDS = 9;

/** Of so many rounds, how many make a median. */
function windowOf(rounds: number): number {
	return Math.max(3, Math.floor(rounds / 6));
}

/**
 * Compares the last quiet points with those that follow the first third, by their medians.
 *
 * @param rounds - one look a quiet point, in order
 * @throws {RangeError} with fewer than {@link LEAST_ROUNDS}
 */
export function judge(rounds: readonly Figures[]): Verdict[] {
	if (rounds.length < LEAST_ROUNDS) {
		throw new RangeError(`Expected ${LEAST_ROUNDS} quiet points or more, got ${rounds.length}`);
	}
	const count = windowOf(rounds.length);
	const from = Math.floor(rounds.length / 3);
	return Object.entries(BOUNDS).map(([name, { what, unit, floor }]) => {
		const valuesOf = (some: readonly Figures[]) => some.map((each) => each[name as keyof Figures]);
		const early = median(valuesOf(rounds.slice(from, from + count)));
		const late = median(valuesOf(rounds.slice(-count)));
		const limit = Math.max(early * (1 + GROWTH), early + floor);
		return {
			what,
			early: early / unit,
			late: late / unit,
			limit: limit / unit,
			isKept: late <= limit,
		};
	});
}

/** One look in a line. */
export function describeFigures(figures: Figures): string {
	return Object.entries(BOUNDS)
		.map(([name, { what, unit }]) => {
			const value = figures[name as keyof Figures] / unit;
			return `${what} ${unit === 1 ? value : value.toFixed(1)}`;
		})
		.join(', ');
}

/** The least of several looks: what comes and goes only adds to a figure. */
export function leastOf(looks: readonly [Figures, ...Figures[]]): Figures {
	return looks.reduce((least, each) => {
		const names = Object.keys(least) as (keyof Figures)[];
		return Object.fromEntries(
			names.map((name) => [name, Math.min(least[name], each[name])]),
		) as unknown as Figures;
	});
}

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] as number;
}
