// Advice for whoever runs the bot when its podcast server fails, by name of the setting.
import { ConnectionClosedError, PodcastApiError } from '../../../errors.js';
import { CloseCode } from '../../../protocol/close-codes.js';
import { escapeMessage, escapeText } from '../markdown.js';

const CHECK_CREDENTIALS = 'check PODCAST_CLIENT_ID and PODCAST_TOKEN';

const CLOSE_ADVICE: Readonly<Record<number, string>> = {
	[CloseCode.CREDENTIALS_MISSING]: 'set PODCAST_CLIENT_ID and PODCAST_TOKEN',
	[CloseCode.CREDENTIALS_WRONG]: CHECK_CREDENTIALS,
	[CloseCode.INVALID_PAYLOAD]: 'is it of a compatible version?',
	[CloseCode.SENDER_ALREADY_CONNECTED]: 'does a second bot use the same credentials?',
};

/**
 * Only for the server that the bot sends to: it is of no use to who has opened a link of another.
 *
 * @returns what follows a colon, without a full stop; undefined where there is nothing to do
 */
export function adviseOperator(error: unknown): string | undefined {
	if (error instanceof ConnectionClosedError) {
		return CLOSE_ADVICE[error.closeCode] ?? adviseOnHandshake(error.status);
	}
	if (!(error instanceof PodcastApiError)) {
		return undefined;
	}
	switch (error.problem) {
		case 'unreachable':
			return 'check PODCAST_API_URL, and that the server is running';
		case 'name unknown':
			return 'check PODCAST_API_URL, and the network';
		case 'other host':
			return 'PODCAST_WEBSOCKET_HOSTS can allow it';
		case 'answered':
			return adviseOnStatus(error.status);
	}
}

/**
 * A failure of the server that the bot sends to, and what to do, without a full stop; what the
 * server itself says is no markup.
 */
export function describeServerFailure(error: Error): string {
	const advice = adviseOperator(error);
	if (advice === undefined) {
		return escapeMessage(error);
	}
	return error instanceof PodcastApiError
		? `${escapeText(error.fact)}: ${advice}${escapeText(error.details)}`
		: `${escapeMessage(error)}: ${advice}`;
}

function adviseOnHandshake(status: number | undefined): string | undefined {
	if (status === undefined) {
		return undefined;
	}
	return status === 401 || status === 403
		? CHECK_CREDENTIALS
		: 'check PODCAST_API_URL, and what stands between';
}

function adviseOnStatus(status = 0): string | undefined {
	switch (status) {
		case 400:
			return 'is PODCAST_API_URL the server of a compatible version?';
		case 401:
		case 403:
			return CHECK_CREDENTIALS;
		case 404:
			return 'check PODCAST_API_URL';
		default:
			return status >= 300 && status < 400 ? 'set PODCAST_API_URL to its final address' : undefined;
	}
}
