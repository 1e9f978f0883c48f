// Every error class and code of the program.
import type { Language, Sentence } from './languages.js';

/** Stable codes of all errors, as listed in CONTRIBUTING.md. */
export const ErrorCode = {
	CONFIG: 'ERR_CONFIG',
	PROTOCOL: 'ERR_PROTOCOL',
	PODCAST_API: 'ERR_PODCAST_API',
	CONNECTION_CLOSED: 'ERR_CONNECTION_CLOSED',
	TIMEOUT: 'ERR_TIMEOUT',
	INVALID_STATE: 'ERR_INVALID_STATE',
	USER: 'ERR_USER',
} as const;

/** One of the stable error codes. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** What every error of ours may carry beside its message. */
export interface PodcastErrorOptions {
	cause?: unknown;
	/** Whether trying the same thing again later can succeed; default false. */
	retryable?: boolean;
}

/** Base of all errors that are not programming mistakes. */
export class PodcastError extends Error {
	override name = 'PodcastError';
	readonly code: ErrorCode;
	/** Whether trying the same thing again later can succeed. */
	readonly retryable: boolean;

	constructor(code: ErrorCode, message: string, options: PodcastErrorOptions = {}) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.code = code;
		this.retryable = options.retryable ?? false;
	}
}

/** One setting of the environment is missing or wrong. */
export class ConfigError extends PodcastError {
	override name = 'ConfigError';
	/** Name of the environment variable. */
	readonly variable: string;

	constructor(variable: string, message: string) {
		super(ErrorCode.CONFIG, message);
		this.variable = variable;
	}
}

/** A peer's bytes break the podcast protocol. */
export class ProtocolError extends PodcastError {
	override name = 'ProtocolError';
	/** Websocket close code that answers it, where a connection has to end. */
	readonly closeCode: number | undefined;

	constructor(message: string, options: { closeCode?: number; cause?: unknown } = {}) {
		super(ErrorCode.PROTOCOL, message, options);
		this.closeCode = options.closeCode;
	}
}

/** A podcast server greeted us without a key that can be used. */
export class HelloError extends ProtocolError {
	override name = 'HelloError';
}

/**
 * What came of calling a podcast server, or what kept us from it: it answered an error, it could not
 * be reached or its name not be looked up, or credentials may not go where it leads.
 */
export type PodcastApiProblem = 'answered' | 'unreachable' | 'name unknown' | 'other host';

/** A podcast server answered a REST call with an error, or not in the agreed form. */
export class PodcastApiError extends PodcastError {
	override name = 'PodcastApiError';
	readonly problem: PodcastApiProblem;
	/** The message without `details`. */
	readonly fact: string;
	/** What the server says beside the status, as the end of a sentence, and no markup; else empty. */
	readonly details: string;
	/** HTTP status, or undefined where no answer came. */
	readonly status: number | undefined;
	/** `error.code` of the body, where it has one. */
	readonly apiCode: string | undefined;
	/** What `Retry-After` asked for, in milliseconds. */
	readonly retryAfterMs: number | undefined;

	constructor(
		message: string,
		options: PodcastErrorOptions & {
			/** Default `answered` where there is a status, else `unreachable`. */
			problem?: PodcastApiProblem;
			details?: string;
			status?: number | undefined;
			apiCode?: string | undefined;
			retryAfterMs?: number | undefined;
		} = {},
	) {
		const { details = '', status } = options;
		super(ErrorCode.PODCAST_API, `${message}${details}`, options);
		this.problem = options.problem ?? (status === undefined ? 'unreachable' : 'answered');
		this.fact = message;
		this.details = details;
		this.status = status;
		this.apiCode = options.apiCode;
		this.retryAfterMs = options.retryAfterMs;
	}
}

/** A connection closed before it did what it was for. */
export class ConnectionClosedError extends PodcastError {
	override name = 'ConnectionClosedError';
	/** Websocket close code; 1006 where no close frame came (RFC 6455, 7.4.1). */
	readonly closeCode: number;
	/** The peer's words in one line, or an empty string; they are no markup. */
	readonly reason: string;
	/** HTTP status that refused the handshake, where one did. */
	readonly status: number | undefined;
	/** What `Retry-After` asked for there, in milliseconds. */
	readonly retryAfterMs: number | undefined;

	constructor(
		message: string,
		options: PodcastErrorOptions & {
			closeCode: number;
			reason?: string;
			status?: number | undefined;
			retryAfterMs?: number | undefined;
		},
	) {
		super(ErrorCode.CONNECTION_CLOSED, message, options);
		this.closeCode = options.closeCode;
		this.reason = options.reason ?? '';
		this.status = options.status;
		this.retryAfterMs = options.retryAfterMs;
	}
}

/** No answer came in time. */
export class TimeoutError extends PodcastError {
	override name = 'TimeoutError';
	readonly timeoutMs: number;

	constructor(message: string, timeoutMs: number) {
		super(ErrorCode.TIMEOUT, message, { retryable: true });
		this.timeoutMs = timeoutMs;
	}
}

/** A method was called in a state that does not allow it. */
export class InvalidStateError extends PodcastError {
	override name = 'InvalidStateError';
	readonly state: string;

	constructor(message: string, state: string) {
		super(ErrorCode.INVALID_STATE, message);
		this.state = state;
	}
}

/** An error whose message may be shown to members in Discord; in logs it is English. */
export class UserError extends PodcastError {
	override name = 'UserError';
	readonly #say: Sentence;

	/** @param message - the same for everybody, or in each language */
	constructor(message: string | Sentence, options: PodcastErrorOptions = {}) {
		const say = typeof message === 'string' ? () => message : message;
		super(ErrorCode.USER, say('en'), options);
		this.#say = say;
	}

	/** The message in a language. */
	messageIn(language: Language): string {
		return this.#say(language);
	}
}
