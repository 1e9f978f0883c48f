// What all listenings of this process did, ended ones included, so that no count ever goes back.

import type { PodcastListenerStats } from '../client/podcast-listener.js';
import { addDelays, NO_DELAYS } from '../counts/delay-histogram.js';
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
export class ListeningTotals {
	readonly #running = new Set<{ counts: ListeningCounts }>();
	#ended = NOTHING_HEARD;

	/** How many channels a podcast is played into. */
	get running(): number {
		return this.#running.size;
	}

	/** Totals since the process began. */
	get counts(): ListeningCounts {
		return [...this.#running].reduce((sum, { counts }) => addCounts(sum, counts), this.#ended);
	}

	/** Takes a listening in that has begun. */
	add(listening: { counts: ListeningCounts }): void {
		this.#running.add(listening);
	}

	/** Keeps the counts of one that has ended; harmless when repeated. */
	end(listening: { counts: ListeningCounts }): void {
		if (this.#running.delete(listening)) {
			this.#ended = addCounts(this.#ended, listening.counts);
		}
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
