// Logging an account in to Discord, and what keeps it out.
import { type Client, DiscordAPIError, Events, HTTPError, RateLimitError } from 'discord.js';
import type { Clock, Timer } from '../../clock.js';
import { ErrorCode, PodcastError } from '../../errors.js';
import type { GatewayEndCause } from './gateway-end.js';

/**
 * Each step has a time-out of the library's own; together they could go on for ever. Shards log in
 * one after the other, so that long without another one that is there.
 */
const LOGIN_TIMEOUT_MS = 60_000;

/** Codes of errors that mean that no connection came about. */
const NETWORK_CODE = /^(E[A-Z]|UND_ERR_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** Everything that a login needs. */
export interface LoginOptions {
	client: Client;
	clock: Clock;
	token: string;
	/** Whether it waits for its turn to log in, which is nobody's fault; default never. */
	isWaiting?: () => boolean;
	/** Aborted, with the {@link GatewayEndCause}, when the gateway closes for good. */
	ended: AbortSignal;
}

/** Where an account's token stands, and which Discord it is for. */
export interface LoginPlace {
	/** Such as `DISCORD_TOKEN`. */
	setting: string;
	/** Base of Discord's REST API. */
	discordApiUrl: string;
}

/** What keeps an account out of Discord. */
export type LoginFailure =
	/** Discord knows no such token. */
	| { kind: 'token refused' }
	/** The gateway was closed for good meanwhile. */
	| { kind: 'ended'; cause: GatewayEndCause }
	| { kind: 'no answer' }
	| { kind: 'rate limited'; retryAfterMs: number }
	/** With an HTTP status that is no success. */
	| { kind: 'answered'; status: number }
	/** More logins a day than Discord allows. */
	| { kind: 'too many logins' }
	/** No connection came about; `code` is the network's, such as `ECONNREFUSED`. */
	| { kind: 'unreachable'; code: string };

/** An account was not logged in, for a reason that a person can do something about. */
export class LoginError extends PodcastError {
	override name = 'LoginError';
	readonly failure: LoginFailure;

	constructor(failure: LoginFailure, cause: unknown) {
		super(ErrorCode.INVALID_STATE, `The account is not logged in (${failure.kind})`, { cause });
		this.failure = failure;
	}
}

/**
 * Logs in; resolves when the account's servers are known.
 *
 * @throws {LoginError} for everything that a person can do something about
 */
export async function logIn(options: LoginOptions): Promise<void> {
	const { client, clock, ended, isWaiting = () => false, token } = options;
	const ready = new Promise<void>((resolve) => {
		client.once(Events.ClientReady, () => resolve());
	});
	const timeout = new AbortController();
	let timer: Timer | undefined;
	const expectProgress = () => {
		timer?.cancel();
		timer = clock.at(clock.nowMs() + LOGIN_TIMEOUT_MS, () =>
			isWaiting() ? expectProgress() : timeout.abort(),
		);
	};
	expectProgress();
	client.on(Events.ShardReady, expectProgress);
	try {
		await Promise.race([
			client.login(token).then(() => ready),
			rejectedBy(ended),
			rejectedBy(timeout.signal),
		]);
	} catch (error) {
		const failure = findFailure(error, ended, timeout.signal.aborted);
		throw failure ? new LoginError(failure, error) : error;
	} finally {
		client.off(Events.ShardReady, expectProgress);
		timer?.cancel();
	}
}

function rejectedBy(signal: AbortSignal): Promise<never> {
	return new Promise((_resolve, reject) => {
		if (signal.aborted) {
			reject(signal.reason);
		}
		signal.addEventListener('abort', () => reject(signal.reason), { once: true });
	});
}

function findFailure(
	error: unknown,
	ended: AbortSignal,
	isTimedOut: boolean,
): LoginFailure | undefined {
	const { code, name, status } = (error ?? {}) as Record<string, unknown>;
	if (code === 'TokenInvalid' || (error instanceof DiscordAPIError && status === 401)) {
		return { kind: 'token refused' };
	}
	if (ended.aborted) {
		return { kind: 'ended', cause: ended.reason };
	}
	if (isTimedOut || name === 'AbortError') {
		return { kind: 'no answer' };
	}
	if (error instanceof RateLimitError) {
		return { kind: 'rate limited', retryAfterMs: error.retryAfter };
	}
	if (error instanceof HTTPError || error instanceof DiscordAPIError) {
		return { kind: 'answered', status: error.status };
	}
	if (/Not enough sessions remaining/.test(String((error as Error | null)?.message))) {
		return { kind: 'too many logins' };
	}
	return typeof code === 'string' && NETWORK_CODE.test(code)
		? { kind: 'unreachable', code }
		: undefined;
}
