// Where playing stands, in words for people.
import type { PlaybackState, WatchState } from './sound/playback.js';
import type { PageWords } from './words/en.js';

/** What is known of the podcast beside playing. */
export interface Situation {
	/** Whether the podcast's sender is connected. */
	isLive: boolean;
	/** Whether this browser has a network. */
	isOnline: boolean;
	watch: WatchState;
}

/** The line beside the play button; screen readers read it out when it changes. */
export function statusInWords(
	state: PlaybackState,
	situation: Situation,
	words: PageWords,
): string {
	const { isLive, isOnline } = situation;
	switch (state.kind) {
		case 'stopped':
			return stoppedInWords(situation, words);
		case 'connecting':
			return words.connecting;
		case 'listening':
			return isLive ? words.listeningLive : words.interrupted;
		case 'reconnecting':
			return isOnline ? waitingInWords(state, words) : words.offlinePlaying;
		case 'over':
			return state.reason === 'ended' ? words.showEnded : words.linkClosed;
		case 'failed':
			return state.reason === 'press again' ? words.pressAgain : words.cannotPlay;
	}
}

function stoppedInWords({ isLive, isOnline, watch }: Situation, words: PageWords): string {
	if (!isOnline) {
		return words.offline;
	}
	if (watch === 'disconnected') {
		return words.noConnection;
	}
	return isLive && watch === 'connected' ? words.pressPlay : words.interrupted;
}

function waitingInWords(
	{ attempts, why }: Extract<PlaybackState, { kind: 'reconnecting' }>,
	words: PageWords,
): string {
	switch (why) {
		case 'away':
			return words.noConnection;
		case 'interrupted':
			return words.interrupted;
		case 'lost':
			return attempts < MANY_ATTEMPTS ? words.connectionLost : words.stillNoConnection;
	}
}

const MANY_ATTEMPTS = 3;

/** How a show's sign looks. */
export type Sign = 'live' | 'interrupted' | 'reconnecting' | 'off';

/** What a show's sign says. */
export function signOf(state: PlaybackState, { isLive, watch }: Situation): Sign {
	if (state.kind === 'over') {
		return 'off';
	}
	if (watch === 'disconnected') {
		return 'reconnecting';
	}
	return isLive && watch === 'connected' ? 'live' : 'interrupted';
}

/** The word of a sign. */
export function signInWords(sign: Sign, words: PageWords): string {
	switch (sign) {
		case 'live':
			return words.live;
		case 'interrupted':
			return words.interruptedSign;
		case 'reconnecting':
			return words.reconnectingSign;
		case 'off':
			return words.offAirSign;
	}
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
export function delayPartsInWords(
	{ bufferMs, outputMs, networkMs }: Delay,
	words: PageWords,
): string {
	const parts = [
		`${words.buffer} ${Math.round(bufferMs)} ms`,
		`${words.loudspeaker} ${Math.round(outputMs)} ms`,
	];
	parts.push(
		networkMs === undefined ? words.networkUnknown : `${words.network} ${Math.ceil(networkMs)} ms`,
	);
	return parts.join(', ');
}
