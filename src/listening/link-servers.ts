// Which podcast server an address leads to: the bot's own under any of its names, or an allowed one.
import { hostname, networkInterfaces } from 'node:os';
import { asBase, isLoopbackHost, isUnspecifiedHost, plainHost, portOf } from '../host-name.js';
import type { PastedAddress } from './podcast-address.js';

/** The servers that the bot may connect to. */
export interface LinkServers {
	/** Base URL of the podcast server that the bot itself uses. */
	apiUrl: URL;
	/** Bases under which that server is known elsewhere. */
	publicUrls: readonly URL[];
	/** Origins of other servers whose links may be opened. */
	linkOrigins: readonly string[];
	/** Names and addresses of this machine, as `hostsOfMachine` gives them. */
	machineHosts: readonly string[];
}

/** Where an address leads; `apiUrl` is the base of the server's REST. */
export type LinkServer =
	| { kind: 'own' | 'allowed'; apiUrl: URL }
	/** A server that the bot may connect to, but nothing of a podcast is at that path. */
	| { kind: 'elsewhere on it' }
	| { kind: 'not allowed' };

/** Names and addresses of this machine beside loopback. */
export function hostsOfMachine(): string[] {
	const name = plainHost(hostname());
	const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
	return [name, `${name}.local`, ...addresses.map(({ address }) => plainHost(address))];
}

/** Finds the server of a podcast's address. */
export function findLinkServer(address: PastedAddress, servers: LinkServers): LinkServer {
	const { apiUrl, linkOrigins, machineHosts, publicUrls } = servers;
	const isHere = (host: string) =>
		isLoopbackHost(host) || isUnspecifiedHost(host) || machineHosts.includes(plainHost(host));
	const isSameHost = (one: string, other: string) =>
		plainHost(one) === plainHost(other) || (isHere(one) && isHere(other));
	const leadsTo = (base: URL) =>
		isSameHost(address.server.hostname, base.hostname) && isSamePort(address.server, base);
	const own = [apiUrl, ...publicUrls].filter(leadsTo);
	if (own.some((base) => pathOf(base) === pathOf(address.server))) {
		return { kind: 'own', apiUrl };
	}
	const allowed = linkOrigins.map((origin) => new URL(origin)).find(leadsTo);
	if (allowed) {
		return { kind: 'allowed', apiUrl: new URL(address.server.pathname, allowed) };
	}
	return { kind: own.length > 0 ? 'elsewhere on it' : 'not allowed' };
}

/** The scheme may be another one where both mean the port that goes without saying. */
function isSamePort(one: URL, other: URL): boolean {
	return (one.port === '' && other.port === '') || portOf(one) === portOf(other);
}

function pathOf(base: URL): string {
	const { pathname } = asBase(base);
	try {
		return decodeURIComponent(pathname);
	} catch {
		return pathname;
	}
}
