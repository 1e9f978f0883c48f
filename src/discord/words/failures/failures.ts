// What keeps the bot out of a voice channel, and what ends its stay there, in words for people.
import { TimeoutError, UserError } from '../../../errors.js';
import { VoiceEndedError, type VoiceEndReason } from '../../../voice/voice-reasons.js';

/** What a second process with the same bot token does to a channel. */
const TAKEN_OVER =
	'Another process that uses my bot token took my place in voice: whoever runs me has to stop one of the two.';

/** A sentence on why the bot has left a voice channel. */
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

/** @returns an error whose text may be shown, for what kept the bot out of a voice channel */
export function explainVoiceFailure(error: unknown, channelId: string): unknown {
	if (error instanceof TimeoutError) {
		return new UserError(
			`I could not get into <#${channelId}>. ${error.message}. Is it full, or do its permissions keep me out?`,
			{ cause: error },
		);
	}
	return error instanceof VoiceEndedError
		? endedWhileStarting(describeVoiceEnd(error.reason, channelId))
		: error;
}

/** That it ended before it was on air, and why. */
export function endedWhileStarting(reason: string): UserError {
	return new UserError(`The podcast ended before it was on air. ${reason}`);
}
