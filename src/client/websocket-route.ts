// Where a podcast's websocket is, and whether a client's credentials may go there.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { PodcastApiError, ProtocolError } from '../errors.js';
import {
	asBase,
	isLoopbackHost,
	isUnspecifiedHost,
	parseUrl,
	plainHost,
	portOf,
} from '../host-name.js';
import type { Podcast } from '../protocol/podcast.js';

/** Addresses of the host that a name stands for; rejects as `dns.lookup` does. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

/** What decides where credentials may go. */
export interface RouteRules {
	/** Base URL of the REST API. */
	apiUrl: URL;
	/** Further hosts that are trusted with them; names or addresses, without a port. */
	websocketHosts: readonly string[];
	/** Default the system's own. */
	resolveHost?: ResolveHost | undefined;
}

/** The websocket of a server that has one address for everything: where its REST is. */
export function websocketBeside(baseUrl: URL, podcastId: string): URL {
	const url = asBase(baseUrl);
	url.protocol = baseUrl.protocol === 'https:' ? 'wss:' : 'ws:';
	url.searchParams.set('id', podcastId);
	return url;
}

/**
 * The websocket as the podcast names it: its own `ip` and `port`, else those of the API. An
 * unspecified address means the host of the API; `wss` exactly when the API is `https`.
 *
 * @throws {ProtocolError} if `ip` is no host
 */
export function namedWebsocket(apiUrl: URL, podcast: Podcast): URL {
	const scheme = apiUrl.protocol === 'https:' ? 'wss:' : 'ws:';
	const port = podcast.port ?? portOf(apiUrl);
	const query = `?${new URLSearchParams({ id: podcast.id })}`;
	const at = (hostname: string) => `${scheme}//${hostname}:${port}/${query}`;
	const named = at(podcast.ip === undefined ? apiUrl.hostname : bracketIpv6(podcast.ip));
	if (!parseUrl(named)) {
		throw new ProtocolError('Expected ip of the podcast to be a host');
	}
	const url = new URL(named);
	return isUnspecifiedHost(url.hostname) ? new URL(at(apiUrl.hostname)) : url;
}

/**
 * Decides whether credentials may go to a websocket: to the host of the API, under whatever name,
 * and to hosts that a setting allows.
 *
 * @returns the address to connect to; with TLS it has the name that the API's certificate is for
 * @throws {PodcastApiError} if they may not; `retryable` where only the name server is to blame
 */
export async function admitCredentials(url: URL, rules: RouteRules): Promise<URL> {
	const { apiUrl, websocketHosts } = rules;
	const host = plainHost(url.hostname);
	if (
		host === plainHost(apiUrl.hostname) ||
		websocketHosts.some((allowed) => plainHost(allowed) === host)
	) {
		return url;
	}
	if (await isHostOfApi(host, rules)) {
		if (url.protocol !== 'wss:') {
			return url;
		}
		const verifiable = new URL(url);
		verifiable.hostname = apiUrl.hostname;
		return verifiable;
	}
	throw new PodcastApiError(
		`The podcast server at ${apiUrl.host} wants the websocket at ${url.host}, which is another host, so the credentials are not sent there`,
		{ problem: 'other host' },
	);
}

/** All forms of loopback are one host; a name's addresses are the name's host. */
async function isHostOfApi(host: string, { apiUrl, resolveHost }: RouteRules): Promise<boolean> {
	const apiHost = plainHost(apiUrl.hostname);
	if (isLoopbackHost(apiHost)) {
		return isLoopbackHost(host);
	}
	if (isIP(host) === 0 || isIP(apiHost) !== 0) {
		return false;
	}
	try {
		const addresses = await (resolveHost ?? addressesOf)(apiHost);
		return addresses.some((address) => plainHost(address) === host);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		throw new PodcastApiError(
			`The address of the podcast server at ${apiUrl.host} cannot be looked up${code ? ` (${code})` : ''}`,
			{ problem: 'name unknown', cause: error, retryable: true },
		);
	}
}

async function addressesOf(hostname: string): Promise<string[]> {
	return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

function bracketIpv6(ip: string): string {
	return ip.includes(':') && !ip.startsWith('[') ? `[${ip}]` : ip;
}
