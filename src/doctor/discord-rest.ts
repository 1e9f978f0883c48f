// Discord's REST API as the doctor asks it: once, and what goes wrong in words.
import { DiscordAPIError, HTTPError, RateLimitError, REST } from 'discord.js';
import { adviseOnCertificate, describeError, errorCode, firstSentence } from '../error-text.js';

/** Where Discord's REST API is, and who asks. */
export interface DiscordRestOptions {
	/** Base, without a version. */
	apiUrl: string;
	/** Undefined: what needs none can be asked for. */
	botToken: string | undefined;
}

const API_VERSION = '10';

/** Asks Discord over REST, with the bot token or without. */
export class DiscordRest {
	readonly #rest: REST;
	readonly #apiUrl: string;
	readonly #authorization: string;

	constructor({ apiUrl, botToken }: DiscordRestOptions) {
		this.#apiUrl = apiUrl;
		this.#authorization = `Bot ${botToken ?? ''}`;
		// One try: a check has a few seconds, and what fails once is worth telling.
		this.#rest = new REST({
			api: apiUrl,
			version: API_VERSION,
			retries: 0,
			rejectOnRateLimit: () => true,
		});
	}

	/** Host of the API. */
	get host(): string {
		return new URL(this.#apiUrl).host;
	}

	/**
	 * Gets a resource as the bot.
	 *
	 * @throws what {@link describeFailure} puts in words
	 */
	async get<Answer>(
		path: `/${string}`,
		options: { signal: AbortSignal; query?: URLSearchParams },
	): Promise<Answer> {
		// Given a token, the client forgets it at the first 401, and later calls would fail otherwise.
		const headers = { Authorization: this.#authorization };
		const answer = await this.#rest.get(path, { ...options, auth: false, headers });
		if (answer instanceof ArrayBuffer) {
			throw new Error('it answers no JSON');
		}
		return answer as Answer;
	}

	/** Gets a resource that needs no token. */
	getPublic(path: `/${string}`, signal: AbortSignal): Promise<Response> {
		return fetch(`${this.#apiUrl}/v${API_VERSION}${path}`, { signal, redirect: 'manual' });
	}

	/** Why a call failed, and what to do about it. */
	describeFailure(error: unknown): string {
		if (error instanceof RateLimitError) {
			return `Discord asks to wait, this bot had too many requests: try again in ${Math.ceil(error.retryAfter / 1000)} s`;
		}
		if (error instanceof DiscordAPIError || error instanceof HTTPError) {
			return describeStatus(error.status, error.message);
		}
		const code = errorCode(error);
		const advice =
			adviseOnCertificate(code) ?? 'check the network, DNS, the firewall, and DISCORD_API_URL';
		return `Discord's REST API at ${this.host} cannot be reached (${describeError(error)}): ${advice}`;
	}
}

const TOKEN_REFUSED =
	'Discord refuses DISCORD_TOKEN: copy it anew from the developer portal (Bot, Reset Token)';

function describeStatus(status: number, message: string): string {
	if (status === 401) {
		return TOKEN_REFUSED;
	}
	if (status >= 500) {
		return `Discord has a fault of its own (${status}): see https://discordstatus.com and try again later`;
	}
	return `Discord answers ${status} (${firstSentence(message)}): is DISCORD_API_URL Discord's own?`;
}
