// What all podcasts of this process did, ended ones included, so that no count ever goes back.
import type { ProgrammeStats } from '../audio/programme.js';
import type { PodcastSenderStats } from '../client/podcast-sender.js';
import { addDelays, NO_DELAYS } from '../counts/delays.js';
import { addReasons, type Counted, RunningTotals } from '../counts/running-totals.js';
import type { VoiceSessionStats } from '../voice/voice-session.js';

/** Running totals of one podcast's way, or of several. */
export interface ShowCounts {
	voice: VoiceSessionStats;
	programme: Pick<ProgrammeStats, 'passed' | 'mixed' | 'concealed' | 'dropped'>;
	sender: Pick<PodcastSenderStats, 'sent' | 'sentBytes' | 'dropped' | 'delays' | 'reconnects'>;
}

/** The totals of nothing. */
export const NO_COUNTS: ShowCounts = {
	voice: { heard: 0, dropped: new Map(), reconnects: new Map(), remedies: new Map() },
	programme: { passed: 0, mixed: 0, concealed: 0, dropped: new Map() },
	sender: { sent: 0, sentBytes: 0, dropped: new Map(), delays: NO_DELAYS, reconnects: 0 },
};

/** A show on air, as far as it is counted. */
interface CountedShow extends Counted<ShowCounts> {
	/** Bytes that wait in the podcast's socket. */
	readonly bufferedBytes: number;
}

/** Adds up podcasts for as long as the process lives; one runs a guild. */
export class ShowTotals extends RunningTotals<ShowCounts, CountedShow> {
	constructor() {
		super({ nothing: NO_COUNTS, add: addCounts });
	}

	/** Bytes that wait in the podcasts' sockets. */
	get bufferedBytes(): number {
		return [...this.parts].reduce((sum, { bufferedBytes }) => sum + bufferedBytes, 0);
	}
}

function addCounts(first: ShowCounts, second: ShowCounts): ShowCounts {
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
