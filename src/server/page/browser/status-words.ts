// Where playing stands, in words for people.
import type { PlaybackState } from './playback.js';

/** The line beside the play button; screen readers read it out when it changes. */
export function statusInWords(
	state: PlaybackState,
	{ isLive, isOnline }: { isLive: boolean; isOnline: boolean },
): string {
	switch (state.kind) {
		case 'stopped':
			return 'Press play to listen.';
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
			return state.attempts < MANY_ATTEMPTS
				? 'Connection lost, reconnecting…'
				: 'Still no connection, trying again and again…';
		case 'over':
			return state.reason === 'ended'
				? 'The show has ended.'
				: 'This link does not open the podcast any more. Ask for a new one.';
		case 'failed':
			return state.message;
	}
}

const MANY_ATTEMPTS = 3;

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
