// Where playing stands, in words for people.
import type { PlaybackState, WatchState } from './playback.js';

/** What is known of the podcast beside playing. */
export interface Situation {
	/** Whether the podcast's sender is connected. */
	isLive: boolean;
	/** Whether this browser has a network. */
	isOnline: boolean;
	watch: WatchState;
}

/** The line beside the play button; screen readers read it out when it changes. */
export function statusInWords(state: PlaybackState, situation: Situation): string {
	const { isLive, isOnline } = situation;
	switch (state.kind) {
		case 'stopped':
			return stoppedInWords(situation);
		case 'connecting':
			return 'Connecting…';
		case 'listening':
			return isLive
				? 'You are listening live.'
				: 'The show’s own connection dropped. It goes on when it is back.';
		case 'reconnecting':
			if (!isOnline) {
				return 'You are offline. Playing goes on when you are back.';
			}
			return waitingInWords(state);
		case 'over':
			return state.reason === 'ended'
				? 'The show has ended.'
				: 'This link does not open the podcast any more. Ask for a new one.';
		case 'failed':
			return state.message;
	}
}

function stoppedInWords({ isLive, isOnline, watch }: Situation): string {
	if (!isOnline) {
		return 'You are offline.';
	}
	if (watch === 'disconnected') {
		return NO_CONNECTION;
	}
	return isLive && watch === 'connected' ? 'Press play to listen.' : INTERRUPTED;
}

function waitingInWords({
	attempts,
	why,
}: Extract<PlaybackState, { kind: 'reconnecting' }>): string {
	switch (why) {
		case 'away':
			return NO_CONNECTION;
		case 'interrupted':
			return INTERRUPTED;
		case 'lost':
			return attempts < MANY_ATTEMPTS
				? 'Connection lost, reconnecting…'
				: 'Still no connection, trying again and again…';
	}
}

const NO_CONNECTION = 'No connection. Trying again…';
const INTERRUPTED = 'The show is interrupted. It continues here by itself.';

const MANY_ATTEMPTS = 3;

/** The word above the title. */
export function badgeInWords(state: PlaybackState, { isLive, watch }: Situation): string {
	if (state.kind === 'over') {
		return 'Off air';
	}
	if (watch === 'disconnected') {
		return 'Reconnecting…';
	}
	return isLive && watch === 'connected' ? 'On air' : 'Interrupted';
}

/** What the delay consists of, in milliseconds. */
export interface Delay {
	bufferMs: number;
	outputMs: number;
	/** Half a round trip to the server; undefined until it is known. */
	networkMs: number | undefined;
}

/** The delay as one number, such as `0.2 s`. */
export function delayInWords({ bufferMs, outputMs, networkMs = 0 }: Delay): string {
	return `${((bufferMs + outputMs + networkMs) / 1000).toFixed(1)} s`;
}

/** What the delay consists of. */
export function delayPartsInWords({ bufferMs, outputMs, networkMs }: Delay): string {
	const parts = [`buffer ${Math.round(bufferMs)} ms`, `loudspeaker ${Math.round(outputMs)} ms`];
	parts.push(
		networkMs === undefined ? 'network not known yet' : `network about ${Math.ceil(networkMs)} ms`,
	);
	return parts.join(', ');
}
