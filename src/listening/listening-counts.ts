// What all listenings of this process did, ended ones included, so that no count ever goes back.

import type { PodcastListenerStats } from '../client/podcast-listener.js';
import { addDelays, NO_DELAYS } from '../counts/delays.js';
import { RunningTotals } from '../counts/running-totals.js';
import type { PlayoutStats } from './playout.js';

/** Running totals of one listening, or of several. */
export interface ListeningCounts {
	playout: Omit<PlayoutStats, 'delayP99Ms'>;
	podcast: PodcastListenerStats;
}

/** The totals of nothing. */
export const NOTHING_HEARD: ListeningCounts = {
	playout: { played: 0, underruns: 0, late: 0, adjusted: 0, unsent: 0, delays: NO_DELAYS },
	podcast: { opened: 0, unusable: 0, reconnects: 0 },
};

/** Adds up listenings for as long as the process lives. */
export class ListeningTotals extends RunningTotals<ListeningCounts> {
	constructor() {
		super({ nothing: NOTHING_HEARD, add: addCounts });
	}
}

function addCounts(first: ListeningCounts, second: ListeningCounts): ListeningCounts {
	return {
		playout: {
			played: first.playout.played + second.playout.played,
			underruns: first.playout.underruns + second.playout.underruns,
			late: first.playout.late + second.playout.late,
			adjusted: first.playout.adjusted + second.playout.adjusted,
			unsent: first.playout.unsent + second.playout.unsent,
			delays: addDelays(first.playout.delays, second.playout.delays),
		},
		podcast: {
			opened: first.podcast.opened + second.podcast.opened,
			unusable: first.podcast.unusable + second.podcast.unusable,
			reconnects: first.podcast.reconnects + second.podcast.reconnects,
		},
	};
}
