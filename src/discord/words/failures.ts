// What went wrong, in words for people in Discord.
import {
	ConnectionClosedError,
	InvalidStateError,
	PodcastApiError,
	ProtocolError,
	TimeoutError,
	UserError,
} from '../../errors.js';
import type { VoiceEndReason } from '../../voice/voice-reasons.js';
import { describeServerFailure } from './server-advice.js';

/** What a second process with the same bot token does to a channel. */
const TAKEN_OVER =
	'Another process that uses my bot token took my place in voice: whoever runs me has to stop one of the two.';

/** Why a guild is off air again. */
export type OnAirEnd =
	/** `reason`: a sentence on who or what stopped it. */
	| { cause: 'stopped'; reason?: string }
	/** Nobody was in the channel for too long. */
	| { cause: 'idle' }
	| { cause: 'voice'; reason: VoiceEndReason }
	| { cause: 'podcast server'; error: Error };

/** A sentence on why a podcast ended by itself. */
export function describeEnd(end: OnAirEnd, channelId: string): string {
	switch (end.cause) {
		case 'stopped':
			return end.reason ?? 'It was stopped.';
		case 'idle':
			return 'Nobody else was in the channel for too long.';
		case 'podcast server':
			return `${describeServerFailure(end.error)}.`;
		case 'voice':
			return describeVoiceEnd(end.reason, channelId);
	}
}

/** A sentence on why the bot is in a voice channel no more. */
export function describeVoiceEnd(reason: VoiceEndReason, channelId: string): string {
	switch (reason) {
		case 'left':
			return 'It was stopped.';
		case 'disconnected':
			return `Somebody disconnected me from <#${channelId}>.`;
		case 'channel deleted':
			return 'The voice channel was deleted.';
		case 'guild gone':
			return 'I was removed from the server.';
		case 'refused':
			return `The voice server of <#${channelId}> refuses me: an update of this bot may be needed.`;
		case 'connection lost':
			return `The voice connection to <#${channelId}> was lost and did not come back.`;
		case 'gateway closed':
			return 'Discord has closed my connection for good: whoever runs me finds the reason in the log.';
		case 'taken over':
			return TAKEN_OVER;
	}
}

/** What something else ended while it was being started. */
export function endedWhileStarting(end: OnAirEnd, channelId: string): UserError {
	return new UserError(`The podcast ended before it was on air. ${describeEnd(end, channelId)}`);
}

/** @returns an error whose text may be shown, for what kept the bot out of a voice channel */
export function explainVoiceFailure(error: unknown, channelId: string): unknown {
	if (error instanceof TimeoutError) {
		return new UserError(
			`I could not get into <#${channelId}>. ${error.message}. Is it full, or do its permissions keep me out?`,
			{ cause: error },
		);
	}
	return error instanceof InvalidStateError
		? endedWhileStarting({ cause: 'voice', reason: error.state as VoiceEndReason }, channelId)
		: error;
}

/** @returns an error whose text may be shown, for what kept a podcast from starting */
export function explainPodcastFailure(error: unknown): unknown {
	return error instanceof PodcastApiError ||
		error instanceof ConnectionClosedError ||
		error instanceof ProtocolError ||
		error instanceof TimeoutError
		? new UserError(`No podcast could be started. ${describeServerFailure(error)}.`, {
				cause: error,
			})
		: error;
}
