// What the page may ask of either way to play a podcast, and what it is told.

/** Where playing stands. */
export type PlaybackState =
	| { kind: 'stopped' }
	| { kind: 'connecting' }
	| { kind: 'listening' }
	/** There is no connection, and it is tried again; the attempts since then. */
	| { kind: 'reconnecting'; attempts: number; why: WaitingReason }
	/** The podcast is over, or the link does not open it any more. */
	| { kind: 'over'; reason: 'ended' | 'not open' }
	/** This browser cannot play it, for what it says, or wants another press of play first. */
	| { kind: 'failed'; reason: 'no sound' | 'press again'; detail?: string };

/**
 * Why there is nothing to hear: no connection could be made at all, there was one, or the server
 * said that it comes back, or is back and does not know the podcast yet.
 */
export type WaitingReason = 'away' | 'lost' | 'interrupted';

/**
 * Whether what the page shows is what is: the server tells of each change, or cannot be reached,
 * or does not know the podcast, maybe because it has only just started.
 */
export type WatchState = 'connected' | 'disconnected' | 'absent';

/** What the technical details show. */
export interface PlaybackFacts {
	/** What decodes the sound; undefined while nothing does. */
	decoder: DecoderName | undefined;
	/** Sound that waits to be played, and what the way to the loudspeaker adds. */
	bufferedMs: number;
	outputMs: number;
	/** Undefined where the browser keeps such things to itself. */
	frames: FrameCounts | undefined;
	reconnects: number;
}

/** What makes sound of what comes. */
export type DecoderName = 'webcodecs' | 'wasm' | 'mp3';

/** What has become of the podcast's sound. */
export interface FrameCounts {
	received: number;
	/** What the key did not open, or the decoder did not take. */
	unreadable: number;
	/** Times that sound was missing in the middle of talk. */
	underruns: number;
	/** Sound that was left out to catch up. */
	skippedMs: number;
}

/** One time of playing, from play to pause. */
export interface Playback {
	/**
	 * How loud what is heard now is, before the volume: root mean square, full scale 1; undefined
	 * where the browser does not tell.
	 */
	readonly level: number | undefined;
	readonly facts: PlaybackFacts;
	/** Whether the browser wants a press of play before anything is heard. */
	readonly isBlocked: boolean;
	/** 0 to 1. */
	volume: number;
	/** Connects anew where the connection seems dead, though it says otherwise. */
	checkConnection(isSomebodySpeaking: boolean): void;
	/** Plays nothing of what came until now. */
	silence(): void;
	/** Ends playing; no state is told any more. */
	stop(): void;
}

/** What each way to play is made of. */
export interface PlaybackOptions {
	volume: number;
	onState: (state: PlaybackState) => void;
}
