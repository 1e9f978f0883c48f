// REST calls to a podcast server, ours or a foreign one.

import type { Clock } from '../clock.js';
import { PodcastApiError, ProtocolError } from '../errors.js';
import { parseUrl } from '../host-name.js';
import { type Podcast, parsePodcast, parsePodcastList } from '../protocol/podcast.js';
import type { PodcastDetails } from '../protocol/podcast-details.js';
import { callRest, type RestAnswer } from './rest-call.js';
import { admitCredentials, namedWebsocket, websocketBeside } from './websocket-route.js';

/** Where a podcast server is and who we are to it. */
export interface PodcastApiOptions {
	/** Base URL, `http:` or `https:`. */
	apiUrl: URL;
	clientId: string;
	clientToken: string;
	clock: Clock;
	/** How long one call may take, in milliseconds; default 10,000. */
	timeoutMs?: number;
	/**
	 * Whether the server is our own, of this very process: it is reached at `apiUrl` alone, whatever
	 * address its podcasts name.
	 */
	isOwnServer?: boolean;
	/** Where an own server's podcasts are for everybody else; default the address that they name. */
	publicUrl?: URL | undefined;
	/** Hosts that get the credentials beside the host of `apiUrl`; default none. */
	websocketHosts?: readonly string[];
	/** Advice for whoever runs the program on a failure, for the log; default none. */
	advise?: ((error: unknown) => string | undefined) | undefined;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** A podcast is asked after while a show is off air, and the next try waits for the answer. */
const LOOK_TIMEOUT_MS = 3000;

/** Longest answer that is read. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** One call, and who gives it up. */
interface Call {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	path: string;
	/** Sent as JSON. */
	body?: object;
	signal?: AbortSignal | undefined;
	/** How long it may take at most, in milliseconds. */
	maxTimeoutMs?: number;
}

/** The podcast server's REST interface, as far as a sender needs it. */
export class PodcastApi {
	readonly #options: PodcastApiOptions;
	#isExtended = false;

	constructor(options: PodcastApiOptions) {
		this.#options = options;
	}

	/**
	 * Whether the server announced its extended API (RFC 8631) when it was asked for a podcast.
	 * Other servers are never called in ways that they do not know.
	 */
	get isExtended(): boolean {
		return this.#isExtended;
	}

	/**
	 * Creates a podcast (`POST /podcast`).
	 *
	 * @param maxTimeoutMs - how long it may take at most, in milliseconds
	 * @throws {PodcastApiError} if the server cannot be reached or answers an error
	 * @throws {TimeoutError} if it does not answer in time
	 * @throws {ProtocolError} if its answer is no podcast object
	 */
	async createPodcast(signal?: AbortSignal, maxTimeoutMs = Infinity): Promise<Podcast> {
		const call = { method: 'POST', path: 'podcast', signal, maxTimeoutMs } as const;
		const { body, headers } = await this.#call(call);
		this.#isExtended = announcesExtendedApi(headers);
		return parsePodcast(body);
	}

	/**
	 * Asks for one podcast (`GET /podcast?id=`), for 3 s at most.
	 *
	 * @throws what `createPodcast` throws; with the status 404 where there is no such podcast
	 */
	async getPodcast(podcastId: string, signal?: AbortSignal): Promise<Podcast> {
		const { body, headers } = await this.#call({
			method: 'GET',
			path: `podcast?id=${encodeURIComponent(podcastId)}`,
			signal,
			maxTimeoutMs: LOOK_TIMEOUT_MS,
		});
		this.#isExtended ||= announcesExtendedApi(headers);
		return parsePodcast(body);
	}

	/**
	 * Ends a podcast of ours, on air or waiting for its sender (`DELETE /api/podcasts/{id}`); only on
	 * servers of ours. One that has ended already is as good.
	 *
	 * @throws what `createPodcast` throws, but for the status 404
	 */
	async endPodcast(podcastId: string): Promise<void> {
		try {
			await this.#call({ method: 'DELETE', path: extendedPath(podcastId) });
		} catch (error) {
			if (!(error instanceof PodcastApiError && error.status === 404)) {
				throw error;
			}
		}
	}

	/**
	 * Lists the podcasts that exist (`GET /list`).
	 *
	 * @throws what `createPodcast` throws
	 */
	async listPodcasts(signal?: AbortSignal): Promise<Podcast[]> {
		const { body } = await this.#call({ method: 'GET', path: 'list', signal });
		return parsePodcastList(body);
	}

	/**
	 * Asks how many listen to a podcast (`GET /api/podcasts/{id}`).
	 *
	 * @returns the number, or undefined where the server does not tell
	 * @throws what `createPodcast` throws, but for the status 404
	 */
	async countReceivers(podcastId: string): Promise<number | undefined> {
		if (!this.#isExtended) {
			return undefined;
		}
		try {
			const { body } = await this.#call({ method: 'GET', path: extendedPath(podcastId) });
			const { listeners } = body as { listeners?: unknown };
			return typeof listeners === 'number' ? listeners : undefined;
		} catch (error) {
			if (error instanceof PodcastApiError && error.status === 404) {
				return undefined;
			}
			throw error;
		}
	}

	/**
	 * Changes what listeners are told of a podcast (`PATCH /api/podcasts/{id}`); only where
	 * `isExtended`.
	 *
	 * @returns the link for listeners, or undefined where the podcast has none
	 * @throws what `createPodcast` throws
	 */
	async changePodcast(
		podcastId: string,
		changes: Partial<PodcastDetails>,
		signal?: AbortSignal,
	): Promise<URL | undefined> {
		const path = extendedPath(podcastId);
		return parseLink(await this.#call({ method: 'PATCH', path, body: changes, signal }));
	}

	/**
	 * Makes a new listen key (`POST /api/podcasts/{id}/listen-key`), which cuts who came by the old
	 * one; only where `isExtended`.
	 *
	 * @returns and throws what `changePodcast` does
	 */
	async renewListenKey(podcastId: string, signal?: AbortSignal): Promise<URL | undefined> {
		const path = `${extendedPath(podcastId)}/listen-key`;
		return parseLink(await this.#call({ method: 'POST', path, signal }));
	}

	/**
	 * Makes silence of what was sent and has not been heard (`POST /api/podcasts/{id}/silence`); only
	 * where `isExtended`.
	 *
	 * @throws what `createPodcast` throws
	 */
	async silencePodcast(podcastId: string, signal?: AbortSignal): Promise<void> {
		const path = `${extendedPath(podcastId)}/silence`;
		await this.#call({ method: 'POST', path, signal, maxTimeoutMs: LOOK_TIMEOUT_MS });
	}

	/** Advice for whoever runs the program on a failure of this server. */
	advise(error: unknown): string | undefined {
		return this.#options.advise?.(error);
	}

	/** Who we are to the server. */
	get clientId(): string {
		return this.#options.clientId;
	}

	/** Headers that carry the credentials; in its first week the documentation spelled the id differently. */
	get credentials(): Record<string, string> {
		const { clientId, clientToken } = this.#options;
		return { clientId, client_id: clientId, token: clientToken };
	}

	/**
	 * Address of a podcast's websocket for this client.
	 *
	 * Beside the API where the server is our own or another one of our kind, which has one address
	 * for everything. Else the podcast's own `ip` and `port` where it names them, then those of the
	 * API; an unspecified address means the host of the API. `wss` exactly when the API is `https`.
	 *
	 * @throws {ProtocolError} if the podcast's `ip` is no host
	 */
	websocketUrl(podcast: Podcast): URL {
		const { apiUrl, isOwnServer } = this.#options;
		return isOwnServer || this.#isExtended
			? websocketBeside(apiUrl, podcast.id)
			: namedWebsocket(apiUrl, podcast);
	}

	/**
	 * Where this client connects to a podcast, with its credentials; see `websocketUrl`.
	 *
	 * @throws {PodcastApiError} if that is another host than the API's and no setting allows it
	 */
	async websocketAddress(podcast: Podcast): Promise<{ url: URL; headers: Record<string, string> }> {
		const { apiUrl, websocketHosts = [] } = this.#options;
		const url = await admitCredentials(this.websocketUrl(podcast), { apiUrl, websocketHosts });
		return { url, headers: this.credentials };
	}

	/**
	 * Address of a podcast's websocket as everybody else is told it: the public one, which may be
	 * none that this client could connect to.
	 *
	 * @throws {ProtocolError} if the podcast's `ip` is no host
	 */
	publicWebsocketUrl(podcast: Podcast): URL {
		const { apiUrl, publicUrl } = this.#options;
		if (publicUrl) {
			return websocketBeside(publicUrl, podcast.id);
		}
		const named = namedWebsocket(apiUrl, podcast);
		if (this.#isExtended && named.host === websocketBeside(apiUrl, podcast.id).host) {
			return websocketBeside(apiUrl, podcast.id);
		}
		// A server of our kind does not name the scheme; who names the port of https is behind it.
		if (this.#isExtended && podcast.port === 443) {
			named.protocol = 'wss:';
		}
		return named;
	}

	#call({ method, path, body, signal, maxTimeoutMs = Infinity }: Call): Promise<RestAnswer> {
		const { apiUrl, clock, timeoutMs = DEFAULT_TIMEOUT_MS } = this.#options;
		return callRest({
			url: new URL(path, apiUrl.href.endsWith('/') ? apiUrl : `${apiUrl.href}/`),
			method,
			headers: this.credentials,
			body,
			clock,
			timeoutMs: Math.min(timeoutMs, maxTimeoutMs),
			maxAnswerBytes: MAX_ANSWER_BYTES,
			signal,
		});
	}
}

function extendedPath(podcastId: string): string {
	return `api/podcasts/${encodeURIComponent(podcastId)}`;
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc8631#section-4.2} */
function announcesExtendedApi(headers: Headers): boolean {
	return /;\s*rel="?(?:[^",;]*\s)?service-desc\b/i.test(headers.get('link') ?? '');
}

/** Errors do not quote the link, which carries a key. */
function parseLink({ body }: RestAnswer): URL | undefined {
	const { url } = (body ?? {}) as { url?: unknown };
	if (url === null) {
		return undefined;
	}
	if (typeof url !== 'string' || !/^https?:/.test(url) || !parseUrl(url)) {
		throw new ProtocolError('Expected url of the podcast to be a link or null');
	}
	return new URL(url);
}
