// What keeps the bot out of a voice channel, and what ends its stay there, in words for people.
import { TimeoutError, UserError } from '../../../errors.js';
import type { Language, Sentence } from '../../../languages.js';
import { VoiceEndedError, type VoiceEndReason } from '../../../voice/voice-reasons.js';
import { textsIn } from '../languages/texts.js';

/** A sentence on why the bot has left a voice channel. */
export function describeVoiceEnd(
	reason: VoiceEndReason,
	channelId: string,
	language: Language = 'en',
): string {
	return textsIn(language).failure.voiceEnd[reason](`<#${channelId}>`);
}

/** @returns an error whose text may be shown, for what kept the bot out of a voice channel */
export function explainVoiceFailure(error: unknown, channelId: string): unknown {
	if (error instanceof TimeoutError) {
		return new UserError(
			(language) => textsIn(language).failure.couldNotEnter(`<#${channelId}>`, error.message),
			{ cause: error },
		);
	}
	return error instanceof VoiceEndedError
		? endedWhileStarting((language) => describeVoiceEnd(error.reason, channelId, language))
		: error;
}

/** That it ended before it was on air, and why. */
export function endedWhileStarting(reason: Sentence): UserError {
	return new UserError((language) =>
		textsIn(language).failure.endedWhileStarting(reason(language)),
	);
}
