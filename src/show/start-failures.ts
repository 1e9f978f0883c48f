// Why a show did not begin, as facts; others put them into words.
import { ErrorCode, PodcastError } from '../errors.js';
import type { SeatHolder } from '../voice/voice-seats.js';
import type { ShowParting } from './show-events.js';

/** What kept a show from going on air. */
export type StartFailure =
	/** It was ended while it was being started. */
	| { at: 'ended'; end: ShowParting; channelId: string }
	/** The voice channel was not entered; the cause says why. */
	| { at: 'voice'; channelId: string }
	/** No podcast was made; the cause says why. */
	| { at: 'podcast server' };

/** A show that did not get on air; nothing of it is left behind. */
export class ShowStartError extends PodcastError {
	override name = 'ShowStartError';
	readonly failure: StartFailure;

	constructor(failure: StartFailure, cause?: unknown) {
		const code = cause instanceof PodcastError ? cause.code : ErrorCode.INVALID_STATE;
		super(code, `The show did not begin (${failure.at})`, { cause });
		this.failure = failure;
	}
}

/** What keeps a guild from beginning a show at all. */
export type StartObstacle =
	/** The program is stopping. */
	| { kind: 'closing' }
	/** One is being started there. */
	| { kind: 'starting'; channelId: string }
	/** One is on air there. */
	| { kind: 'on air'; channelId: string }
	/** Other processes have not told yet who has opted out. */
	| { kind: 'choices unheard' }
	/** The account is in voice there for something else, or another process is. */
	| { kind: 'seat taken'; holder: SeatHolder };

/** A show that was not even tried. */
export class ShowRefusedError extends PodcastError {
	override name = 'ShowRefusedError';
	readonly obstacle: StartObstacle;

	constructor(obstacle: StartObstacle) {
		super(ErrorCode.INVALID_STATE, `No show can begin here (${obstacle.kind})`);
		this.obstacle = obstacle;
	}
}
