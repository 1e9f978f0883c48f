// One call of a podcast server's REST: bounded in time and size, and what came of it as a fact.
import { type Clock, withTimeout } from '../clock.js';
import { PodcastApiError, PodcastError, ProtocolError, TimeoutError } from '../errors.js';
import { type Asked, quoteForeign } from './foreign-words.js';
import { parseRetryAfter } from './retry-after.js';

/** One call, and what bounds it. */
export interface RestCall {
	/** May carry a key, so errors name its host alone. */
	url: URL;
	/** Default `GET`. */
	method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Beside those that say what is sent and what is taken. */
	headers?: Record<string, string>;
	/** Sent as JSON. */
	body?: object | undefined;
	clock: Clock;
	timeoutMs: number;
	/** Longest answer that is read. */
	maxAnswerBytes: number;
	signal?: AbortSignal | undefined;
}

/** A server's answer that is no error. */
export interface RestAnswer {
	headers: Headers;
	/** Parsed JSON; undefined where the server says that there is none. */
	body: unknown;
}

const NO_CONTENT = 204;

/** A code that programs could tell apart; what else stands in its place is none. */
const API_CODE = /^[\w.-]{1,64}$/;

/**
 * Calls, and reads the answer. Redirects are not followed: credentials and keys go to the server
 * that was meant, and to no other.
 *
 * @throws {PodcastApiError} if the server cannot be reached or answers an error
 * @throws {TimeoutError} if it does not answer in time
 * @throws {ProtocolError} if its answer is too long, or no JSON
 */
export async function callRest(call: RestCall): Promise<RestAnswer> {
	const { clock, signal, timeoutMs, url } = call;
	const late = () =>
		new TimeoutError(
			`The podcast server at ${url.host} did not answer within ${timeoutMs} ms`,
			timeoutMs,
		);
	try {
		return await withTimeout({ clock, timeoutMs, signal, late }, (limit) => request(call, limit));
	} catch (error) {
		if (signal?.aborted) {
			throw signal.reason;
		}
		throw error instanceof PodcastError ? error : unreachableError(url, error);
	}
}

async function request(call: RestCall, signal: AbortSignal): Promise<RestAnswer> {
	const { body, clock, headers, maxAnswerBytes, method = 'GET', url } = call;
	const response = await fetch(url, {
		method,
		headers: {
			...headers,
			accept: 'application/json',
			...(body && { 'content-type': 'application/json' }),
		},
		...(body && { body: JSON.stringify(body) }),
		redirect: 'manual',
		signal,
	});
	const text = await readText(response, maxAnswerBytes);
	if (!response.ok) {
		throw answerError(response, readErrorBody(text, call), clock.epochMs());
	}
	const isEmpty = response.status === NO_CONTENT;
	return { headers: response.headers, body: isEmpty ? undefined : parseJson(text) };
}

async function readText(response: Response, maxBytes: number): Promise<string> {
	if (!response.body) {
		return '';
	}
	const decoder = new TextDecoder();
	let text = '';
	let lengthBytes = 0;
	for await (const bytes of response.body) {
		lengthBytes += bytes.byteLength;
		if (lengthBytes > maxBytes) {
			throw new ProtocolError(
				`Expected an answer of at most ${maxBytes} bytes from the podcast server`,
			);
		}
		text += decoder.decode(bytes, { stream: true });
	}
	return text + decoder.decode();
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new ProtocolError('Expected the podcast server to answer JSON', { cause: error });
	}
}

function unreachableError(url: URL, error: unknown): PodcastApiError {
	const cause = error instanceof Error && error.cause ? error.cause : error;
	const code = (cause as NodeJS.ErrnoException | undefined)?.code;
	return new PodcastApiError(
		`The podcast server at ${url.host} cannot be reached${code ? ` (${code})` : ''}`,
		{ problem: 'unreachable', cause, retryable: true },
	);
}

function answerError(
	response: Response,
	{ apiCode, message }: ErrorBody,
	nowEpochMs: number,
): PodcastApiError {
	const { status } = response;
	const retryAfterMs = parseRetryAfter(
		response.headers.get('retry-after') ?? undefined,
		nowEpochMs,
	);
	const wait =
		retryAfterMs === undefined ? '' : `; try again in ${Math.ceil(retryAfterMs / 1000)} s`;
	const words = message ? `; it says: ${message}` : '';
	return new PodcastApiError(describeStatus(status), {
		problem: 'answered',
		details: `${wait}${words}`,
		status,
		apiCode,
		retryAfterMs,
		retryable: status === 408 || status === 429 || status >= 500,
	});
}

function describeStatus(status: number): string {
	switch (status) {
		case 400:
			return 'The podcast server refuses the request (400)';
		case 401:
		case 403:
			return `The podcast server refuses the credentials (${status})`;
		case 404:
			return 'The podcast server does not know the address (404)';
		case 429:
			return 'The podcast server asks to wait, it has had too many requests (429)';
		default:
			if (status >= 500) {
				return `The podcast server has a fault of its own (${status})`;
			}
			return status >= 300 && status < 400
				? `The podcast server redirects (${status})`
				: `The podcast server answers status ${status}`;
	}
}

interface ErrorBody {
	apiCode: string | undefined;
	/** Empty where there is none. */
	message: string;
}

/** Takes our own error body, `{ error: { code, message } }`, or plain text as the original's. */
function readErrorBody(text: string, asked: Asked): ErrorBody {
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		const words = text.trimStart().startsWith('<') ? '' : text;
		return { apiCode: undefined, message: quoteForeign(words, asked) };
	}
	const error = (body as { error?: { code?: unknown; message?: unknown } } | null)?.error;
	const { code, message } = error ?? {};
	return {
		apiCode: typeof code === 'string' && API_CODE.test(code) ? code : undefined,
		message: typeof message === 'string' ? quoteForeign(message, asked) : '',
	};
}
