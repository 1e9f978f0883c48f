// A podcast server that fails: plain words for members, and the setting for whoever runs the bot.
import { referenceOf } from '../../../error-reference.js';
import { adviseOnCertificate, errorCode } from '../../../error-text.js';
import { ConnectionClosedError, PodcastApiError, TimeoutError } from '../../../errors.js';
import type { Language } from '../../../languages.js';
import { CloseCode } from '../../../protocol/close-codes.js';
import { oneLine } from '../../../protocol/member-text.js';
import type { FailureTexts } from '../languages/en/failure.js';
import { textsIn } from '../languages/texts.js';
import { escapeText } from '../markdown.js';

type ServerTexts = FailureTexts['server'];

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
		return CLOSE_ADVICE[error.closeCode] ?? adviseOnHandshake(error.status) ?? adviseOnCause(error);
	}
	if (!(error instanceof PodcastApiError)) {
		return undefined;
	}
	switch (error.problem) {
		case 'unreachable':
			return adviseOnCause(error) ?? 'check PODCAST_API_URL, and that the server is running';
		case 'name unknown':
			return 'check PODCAST_API_URL, and the network';
		case 'other host':
			return 'PODCAST_WEBSOCKET_HOSTS can allow it';
		case 'answered':
			return adviseOnStatus(error.status);
	}
}

/**
 * A failure of the server that the bot sends to, for members: nothing that they could do anything
 * about, and a code by which whoever runs the bot finds the rest in the log. No full stop.
 */
export function describeServerFailure(error: Error, language: Language = 'en'): string {
	const { server } = textsIn(language).failure;
	return server.failed(describePlainly(error, server), {
		code: `\`${referenceOf(error)}\``,
		quote: quote(error, server),
	});
}

/** Its own words, and when it may be asked again, are of use to members too. */
function quote(error: Error, { says }: ServerTexts): string {
	if (error instanceof PodcastApiError) {
		return escapeText(error.details);
	}
	return error instanceof ConnectionClosedError && error.reason !== ''
		? says(escapeText(error.reason))
		: '';
}

function describePlainly(error: Error, server: ServerTexts): string {
	if (error instanceof TimeoutError) {
		return server.noAnswer;
	}
	if (error instanceof ConnectionClosedError) {
		const isRefused =
			error.closeCode === CloseCode.CREDENTIALS_MISSING ||
			error.closeCode === CloseCode.CREDENTIALS_WRONG;
		return isRefused || isForbidden(error.status)
			? server.notLetIn
			: server.closed(error.closeCode);
	}
	if (!(error instanceof PodcastApiError)) {
		return server.notUnderstood;
	}
	switch (error.problem) {
		case 'unreachable':
		case 'name unknown':
			return server.unreachable;
		case 'other host':
			return escapeText(error.fact);
		case 'answered':
			return describeStatus(error.status, server);
	}
}

function describeStatus(status: number | undefined, server: ServerTexts): string {
	if (isForbidden(status)) {
		return server.notLetIn;
	}
	return status !== undefined && (status === 429 || status >= 500)
		? server.busy
		: server.notUnderstood;
}

function isForbidden(status: number | undefined): boolean {
	return status === 401 || status === 403;
}

/**
 * The same for whoever runs the bot, in a terminal: what happened, and what to do, without a full
 * stop.
 */
export function describeForOperator(error: Error): string {
	const advice = adviseOperator(error);
	if (advice === undefined) {
		return oneLine(error.message);
	}
	return error instanceof PodcastApiError
		? oneLine(`${error.fact}: ${advice}${error.details}`)
		: oneLine(`${error.message}: ${advice}`);
}

function adviseOnCause({ cause }: Error): string | undefined {
	return adviseOnCertificate(errorCode(cause));
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
