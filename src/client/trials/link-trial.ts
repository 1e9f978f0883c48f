// Who can open the links of our own server, and does what listeners need get through there?
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Clock } from '../../clock.js';
import { isLoopbackHost, isNearAddress, isUnspecifiedHost, plainHost } from '../../host-name.js';
import { type PageAnswer, tryPage } from './page-trial.js';
import { tryWebsocket, type WebsocketAnswer } from './websocket-trial.js';

/** How far the address of links leads, and what answers there. */
export type LinkAnswer =
	/** Nobody but the machine that the server runs on gets there. */
	| { kind: 'only here'; told: string }
	/** Only whoever is in a network that the internet does not know. */
	| { kind: 'only near'; told: string }
	/** Tried from this machine, by the address that everybody is told. */
	| { kind: 'tried'; told: string; page: PageAnswer; websocket: WebsocketAnswer };

/** Opens a page and a websocket where listeners are led to. */
export async function tryLink(
	url: URL,
	{ clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<LinkAnswer> {
	const told = url.pathname === '/' ? url.host : `${url.host}${url.pathname}`;
	const addresses = await addressesOf(plainHost(url.hostname));
	if (isUnspecifiedHost(url.hostname) || isAll(addresses, isLoopbackHost)) {
		return { kind: 'only here', told };
	}
	if (isAll(addresses, (address) => isLoopbackHost(address) || isNearAddress(address))) {
		return { kind: 'only near', told };
	}
	const [page, websocket] = await Promise.all([
		tryPage(url, signal, clock),
		tryWebsocket(url, signal, clock),
	]);
	return { kind: 'tried', told, page, websocket };
}

/** @returns none where the name has none: what is tried says so */
async function addressesOf(host: string): Promise<string[]> {
	if (isIP(host) !== 0) {
		return [host];
	}
	try {
		return (await lookup(host, { all: true })).map(({ address }) => address);
	} catch {
		return [];
	}
}

function isAll(addresses: readonly string[], is: (address: string) => boolean): boolean {
	return addresses.length > 0 && addresses.every(is);
}
