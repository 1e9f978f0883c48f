// What became of an edit of a message, and which of Discord's refusals mean what.
import { DiscordAPIError, RateLimitError, RESTJSONErrorCodes } from 'discord.js';

/** What became of an edit. */
export type EditOutcome =
	| 'shown'
	/** The message or its channel was deleted: there is nothing to edit any more. */
	| 'gone'
	/** Discord does not let the bot: not now, and not before something there changes. */
	| 'refused'
	/** It may work when tried again. */
	| 'failed';

const GONE_CODES: ReadonlySet<unknown> = new Set([
	RESTJSONErrorCodes.UnknownMessage,
	RESTJSONErrorCodes.UnknownChannel,
]);

/** @returns what an edit that threw this has come to */
export function classifyEditError(error: unknown): Exclude<EditOutcome, 'shown'> {
	if (error instanceof DiscordAPIError) {
		if (GONE_CODES.has(error.code)) {
			return 'gone';
		}
		return error.status < 500 && error.status !== 429 ? 'refused' : 'failed';
	}
	return isTokenMissing(error) ? 'refused' : 'failed';
}

/** Whether the message stands in a thread that is archived, which a post there would open. */
export function isThreadArchived(error: unknown): boolean {
	return (
		error instanceof DiscordAPIError &&
		error.code === RESTJSONErrorCodes.InvalidActionOnArchivedThread
	);
}

/** How long Discord wants to be left alone, in milliseconds; 0 where it does not say. */
export function waitOf(error: unknown): number {
	return error instanceof RateLimitError ? Math.max(error.retryAfter, error.sublimitTimeout, 0) : 0;
}

/** The client forgets its token at the first 401, and throws this from then on. */
function isTokenMissing(error: unknown): boolean {
	return error instanceof Error && error.message.startsWith('Expected token to be set');
}
