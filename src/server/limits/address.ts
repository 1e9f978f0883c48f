// Addresses: what they count as, which are this machine's own, where a server is.
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isUnspecifiedHost } from '../../host-name.js';

/**
 * An address in the form that is compared and logged: without a zone, which is this machine's own
 * name for a way out, and IPv4 where a socket for both versions shows it as IPv6 (RFC 4291,
 * 2.5.5.2). What is no address stays as it is.
 */
export function plainAddress(address: string): string {
	if (isIP(address) !== 6) {
		return address;
	}
	const parsed = ipaddr.process(address.replace(/%.*$/s, ''));
	return parsed instanceof ipaddr.IPv6 ? parsed.toRFC5952String() : parsed.toString();
}

/** Whether the address is this machine's own, in IPv4, IPv6 or both. */
export function isLoopback(address: string): boolean {
	return rangeOf(address) === 'loopback';
}

/** Whether the address is one that networks of one's own have, and the internet does not know. */
export function isPrivate(address: string): boolean {
	return PRIVATE_RANGES.has(rangeOf(address));
}

const PRIVATE_RANGES: ReadonlySet<string | undefined> = new Set([
	'private',
	'linkLocal',
	'uniqueLocal',
	'carrierGradeNat',
]);

function rangeOf(address: string): string | undefined {
	const plain = plainAddress(address);
	return isIP(plain) === 0 ? undefined : ipaddr.parse(plain).range();
}

/** Groups of an IPv6 address that a single customer has whole: the /64 network (RFC 6177, 2). */
const NETWORK_GROUPS = 4;

/** What an address counts as: itself, or the /64 network of an IPv6 address. */
export function addressKey(address: string): string {
	const plain = plainAddress(address);
	return isIP(plain) === 6
		? ipaddr.IPv6.parse(plain)
				.parts.slice(0, NETWORK_GROUPS)
				.map((group) => group.toString(16))
				.join(':')
		: plain;
}

/** The address by which this machine reaches what listens on `host`, which may mean all of its own. */
export function loopbackOf(host: string): string {
	// NOTE: Node's sockets on :: take IPv4 as well, and a container may have no ::1.
	return isUnspecifiedHost(host) ? '127.0.0.1' : host;
}

/** Base URL of a server of ours. */
export function baseUrl(host: string, port: number): string {
	return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
