// What is told of a listening: why it was refused, what is wrong with it, and why it is over.
import { isPodcastGone } from '../client/podcast-listener.js';
import { ConnectionClosedError, ErrorCode, PodcastError } from '../errors.js';
import { CloseCode } from '../protocol/close-codes.js';
import type { SpeakingObstacle } from '../voice/speaking-right.js';
import type { VoiceEndReason } from '../voice/voice-reasons.js';
import type { PlayerObstacle } from './player-choice.js';

/** Why a podcast can no longer be heard, or never could. */
export type PodcastLoss =
	/** It does not exist, or has ended. */
	| 'over'
	/** Its server does not take the link, or no longer. */
	| 'closed to us'
	/** Whatever else kept us from it; the error tells. */
	| 'unreachable';

/** Why a listening is over. */
export type ListeningEnd =
	/** `byName`: the member who ended it, as they are called in the guild. */
	| { cause: 'stopped'; byName?: string }
	/** The program stops for good. */
	| { cause: 'shut down' }
	/** The program stops, and plays it again when it is back. */
	| { cause: 'restarting' }
	/** Discord has closed the account's connection for good: with a close code, or its token is void. */
	| { cause: 'account'; gateway: number | 'token' }
	/** Nobody was in the channel for too long. */
	| { cause: 'idle'; idleMs: number }
	/** The account was moved into the channel that the podcast comes from. */
	| { cause: 'moved to the source' }
	| { cause: 'voice'; reason: VoiceEndReason }
	| { cause: 'podcast'; loss: PodcastLoss; error: Error };

/** What keeps members from hearing it now. */
export type ListeningWarning =
	| { kind: 'not heard'; obstacle: SpeakingObstacle }
	| { kind: 'podcast away' };

/** Why nothing is played. */
export type ListeningRefusal =
	/** The program is being stopped. */
	| { kind: 'stopping' }
	/** An id of no podcast that the guild's members may hear. */
	| { kind: 'no such podcast' }
	/** An address of something else. */
	| { kind: 'no podcast address' }
	/** A link to a server that the bot may not connect to; with its host and port. */
	| { kind: 'server not allowed'; host: string }
	/** It comes from the very channel, and would hear itself. */
	| { kind: 'own channel'; channelId: string }
	| { kind: 'already played'; channelId: string }
	| { kind: 'no player'; channelId: string; obstacle: PlayerObstacle }
	| { kind: 'podcast'; loss: PodcastLoss; error: PodcastError }
	/** Discord, or its voice server, did not answer in time. */
	| { kind: 'not let in'; channelId: string; error: Error }
	/** Something ended it while it was being started. */
	| { kind: 'ended'; channelId: string; end: ListeningEnd };

/** Thrown where a podcast is not played. */
export class ListeningRefusedError extends PodcastError {
	override name = 'ListeningRefusedError';
	readonly refusal: ListeningRefusal;

	constructor(refusal: ListeningRefusal) {
		super(
			ErrorCode.INVALID_STATE,
			`Nothing is played: ${refusal.kind}`,
			'error' in refusal ? { cause: refusal.error } : {},
		);
		this.refusal = refusal;
	}
}

/** What an error of the podcast's connection means for whoever hears it. */
export function lossOf(error: unknown): PodcastLoss {
	if (isPodcastGone(error)) {
		return 'over';
	}
	const isClosedToUs =
		error instanceof ConnectionClosedError &&
		(error.closeCode === CloseCode.CREDENTIALS_MISSING ||
			error.closeCode === CloseCode.CREDENTIALS_WRONG);
	return isClosedToUs ? 'closed to us' : 'unreachable';
}
