// What listener processes did since the start, as far as it only grows.
import { addTotals, NO_TOTALS, type PodcastTotals } from '../podcast/podcast-totals.js';
import type { PodcastServerStats } from '../podcast-server-stats.js';

/** What listener processes did, added up. */
export interface ServedTotals {
	podcasts: PodcastTotals;
	/** Packets that never came to them: lost on the way, or left out since they were too slow. */
	packetsLost: number;
}

/** Those of none. */
export const NOTHING_SERVED: ServedTotals = { podcasts: NO_TOTALS, packetsLost: 0 };

/** Both together. */
export function addServed(first: ServedTotals, second: ServedTotals): ServedTotals {
	return {
		podcasts: addTotals(first.podcasts, second.podcasts),
		packetsLost: first.packetsLost + second.packetsLost,
	};
}

/** What a process has said of itself, as totals. */
export function servedBy({ relay, totals }: PodcastServerStats): ServedTotals {
	return { podcasts: totals, packetsLost: relay?.totals.packetsLost ?? 0 };
}
