// Logging an account in to Discord, and what keeps it out, in words.
import { type Client, DiscordAPIError, Events, HTTPError, RateLimitError } from 'discord.js';
import type { Clock } from '../../clock.js';
import { UserError } from '../../errors.js';
import type { GatewayEnd } from './gateway-end.js';

/** Each step has a time-out of the library's own; together they could go on for ever. */
const LOGIN_TIMEOUT_MS = 60_000;

/** Codes of errors that mean that no connection came about. */
const NETWORK_CODE = /^(E[A-Z]|UND_ERR_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** What a login works with. */
export interface LoginOptions {
	client: Client;
	clock: Clock;
	token: string;
	/** Where the token stands, such as `DISCORD_TOKEN`. */
	setting: string;
	/** Base of Discord's REST API. */
	discordApiUrl: string;
	/** Aborted, with the {@link GatewayEnd}, when the gateway closes for good. */
	ended: AbortSignal;
}

/**
 * Logs in; resolves when the account's servers are known.
 *
 * @throws {UserError} for everything that a person can do something about, in one line
 */
export async function logIn(options: LoginOptions): Promise<void> {
	const { client, clock, ended, token } = options;
	const ready = new Promise<void>((resolve) => {
		client.once(Events.ClientReady, () => resolve());
	});
	const timeout = new AbortController();
	const timer = clock.at(clock.nowMs() + LOGIN_TIMEOUT_MS, () => timeout.abort());
	try {
		await Promise.race([
			client.login(token).then(() => ready),
			rejectedBy(ended),
			rejectedBy(timeout.signal),
		]);
	} catch (error) {
		throw explain(error, options, timeout.signal.aborted);
	} finally {
		timer.cancel();
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

function explain(error: unknown, options: LoginOptions, isTimedOut: boolean): unknown {
	const { discordApiUrl, ended, setting } = options;
	const host = new URL(discordApiUrl).host;
	const { code, name, status } = (error ?? {}) as Record<string, unknown>;
	if (code === 'TokenInvalid' || (error instanceof DiscordAPIError && status === 401)) {
		return new UserError(
			`Discord refuses ${setting}: copy it anew from the developer portal (Bot, Reset Token)`,
			{ cause: error },
		);
	}
	if (ended.aborted) {
		return new UserError((ended.reason as GatewayEnd).advice, { cause: error });
	}
	if (isTimedOut || name === 'AbortError') {
		return new UserError(
			`Discord at ${host} does not answer: check the network, and start again; npm run doctor tells more`,
		);
	}
	if (error instanceof RateLimitError) {
		const seconds = Math.ceil(error.retryAfter / 1000);
		return new UserError(
			`Discord asks to wait ${seconds} s before the next login: start again then`,
		);
	}
	if (error instanceof HTTPError || error instanceof DiscordAPIError) {
		return new UserError(
			error.status >= 500
				? `Discord has a fault of its own (status ${error.status}): see https://discordstatus.com, and start again later`
				: `Discord at ${host} answers with status ${error.status}: is DISCORD_API_URL Discord's own?`,
			{ cause: error },
		);
	}
	if (/Not enough sessions remaining/.test(String((error as Error | null)?.message))) {
		return new UserError(
			'The bot has logged in too often today, and Discord allows no more for now: start again later',
			{ cause: error },
		);
	}
	return typeof code === 'string' && NETWORK_CODE.test(code)
		? new UserError(
				`Discord at ${host} cannot be reached (${code}): check the network, DNS, the firewall, and DISCORD_API_URL`,
				{ cause: error },
			)
		: error;
}
