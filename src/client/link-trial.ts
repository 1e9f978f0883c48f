// Who can open the links of our own server, and does what listeners need get through there?
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Clock } from '../clock.js';
import { isUnspecifiedHost, plainHost } from '../host-name.js';
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

/** Ranges of addresses that the internet does not know, by ipaddr.js's names. */
const NEAR_RANGES: ReadonlySet<string> = new Set([
	'private',
	'linkLocal',
	'uniqueLocal',
	'carrierGradeNat',
]);

/** Opens a page and a websocket where listeners are led to. */
export async function tryLink(
	url: URL,
	{ clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<LinkAnswer> {
	const told = url.pathname === '/' ? url.host : `${url.host}${url.pathname}`;
	const ranges = (await addressesOf(plainHost(url.hostname))).map(rangeOf);
	if (isUnspecifiedHost(url.hostname) || isAll(ranges, (range) => range === 'loopback')) {
		return { kind: 'only here', told };
	}
	if (isAll(ranges, (range) => range === 'loopback' || NEAR_RANGES.has(range))) {
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

function rangeOf(address: string): string {
	return ipaddr.process(address.replace(/%.*$/s, '')).range();
}

function isAll(ranges: readonly string[], is: (range: string) => boolean): boolean {
	return ranges.length > 0 && ranges.every(is);
}
