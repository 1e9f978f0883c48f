// What kept a podcast from being heard, in words for people in Discord.

import { isPodcastGone } from '../../client/podcast-listener.js';
import {
	ConnectionClosedError,
	PodcastError,
	ProtocolError,
	TimeoutError,
	UserError,
} from '../../errors.js';
import { CloseCode } from '../../protocol/close-codes.js';

/** What is said where there is no such podcast, or none that is open to whoever asks. */
export const NOT_TO_BE_HEARD =
	'There is no such podcast on air, or its link is an old one: ask whoever gave it to you for a new one.';

/** @returns an error whose text may be shown, for what kept us from connecting to a podcast */
export function explainListenFailure(error: unknown): unknown {
	if (isPodcastGone(error) || isClosedToUs(error)) {
		return new UserError(NOT_TO_BE_HEARD, { cause: error });
	}
	if (error instanceof TimeoutError || error instanceof ProtocolError) {
		return new UserError(`I cannot hear the podcast. ${error.message}.`, { cause: error });
	}
	return error instanceof PodcastError && !(error instanceof UserError)
		? new UserError(
				'The podcast server cannot be reached: try again in a moment; if this lasts, whoever runs it should look at it.',
				{ cause: error },
			)
		: error;
}

/** A sentence on why a podcast that was heard is heard no more. */
export function describeListenEnd(error: Error): string {
	if (isPodcastGone(error)) {
		return 'The podcast has ended.';
	}
	return isClosedToUs(error)
		? 'The link that it was opened with is not valid any more: ask for the new one.'
		: `The podcast could not be reached any more. ${error.message}.`;
}

function isClosedToUs(error: unknown): boolean {
	return (
		error instanceof ConnectionClosedError &&
		(error.closeCode === CloseCode.CREDENTIALS_MISSING ||
			error.closeCode === CloseCode.CREDENTIALS_WRONG)
	);
}
