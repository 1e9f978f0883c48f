// What all podcasts of this process did, ended ones included, so that no count ever goes back.
import type { ProgrammeStats } from '../audio/programme.js';
import type { PodcastSenderStats } from '../client/podcast-sender.js';
import { addDelays, NO_DELAYS } from '../counts/delay-histogram.js';
import type { VoiceSessionStats } from '../voice/voice-session.js';
import type { OnAir } from './on-air.js';

/** Running totals of one podcast's way, or of several. */
export interface OnAirCounts {
	voice: VoiceSessionStats;
	programme: Pick<ProgrammeStats, 'passed' | 'mixed' | 'concealed' | 'dropped'>;
	sender: Pick<PodcastSenderStats, 'sent' | 'sentBytes' | 'dropped' | 'delays' | 'reconnects'>;
}

/** The totals of nothing. */
export const NO_COUNTS: OnAirCounts = {
	voice: { heard: 0, dropped: new Map(), reconnects: new Map(), remedies: new Map() },
	programme: { passed: 0, mixed: 0, concealed: 0, dropped: new Map() },
	sender: { sent: 0, sentBytes: 0, dropped: new Map(), delays: NO_DELAYS, reconnects: 0 },
};

/** Adds up podcasts for as long as the process lives. */
export class OnAirTotals {
	readonly #running = new Set<OnAir>();
	#ended = NO_COUNTS;

	/** How many podcasts are on air, which is one a guild. */
	get running(): number {
		return this.#running.size;
	}

	/** Bytes that wait in the podcasts' sockets. */
	get bufferedBytes(): number {
		return [...this.#running].reduce((sum, { bufferedBytes }) => sum + bufferedBytes, 0);
	}

	/** Totals since the process began. */
	get counts(): OnAirCounts {
		return [...this.#running].reduce((sum, { counts }) => addCounts(sum, counts), this.#ended);
	}

	/** Takes a podcast in that is on air. */
	add(onAir: OnAir): void {
		this.#running.add(onAir);
	}

	/** Keeps the counts of a podcast that has ended, and nothing else of it; harmless when repeated. */
	end(onAir: OnAir): void {
		if (this.#running.delete(onAir)) {
			this.#ended = addCounts(this.#ended, onAir.counts);
		}
	}
}

function addCounts(first: OnAirCounts, second: OnAirCounts): OnAirCounts {
	return {
		voice: {
			heard: first.voice.heard + second.voice.heard,
			dropped: addReasons(first.voice.dropped, second.voice.dropped),
			reconnects: addReasons(first.voice.reconnects, second.voice.reconnects),
			remedies: addReasons(first.voice.remedies, second.voice.remedies),
		},
		programme: {
			passed: first.programme.passed + second.programme.passed,
			mixed: first.programme.mixed + second.programme.mixed,
			concealed: first.programme.concealed + second.programme.concealed,
			dropped: addReasons(first.programme.dropped, second.programme.dropped),
		},
		sender: {
			sent: first.sender.sent + second.sender.sent,
			sentBytes: first.sender.sentBytes + second.sender.sentBytes,
			dropped: addReasons(first.sender.dropped, second.sender.dropped),
			delays: addDelays(first.sender.delays, second.sender.delays),
			reconnects: first.sender.reconnects + second.sender.reconnects,
		},
	};
}

function addReasons<Reason>(
	first: ReadonlyMap<Reason, number>,
	second: ReadonlyMap<Reason, number>,
): Map<Reason, number> {
	const sum = new Map(first);
	for (const [reason, count] of second) {
		sum.set(reason, (sum.get(reason) ?? 0) + count);
	}
	return sum;
}
