// Hosts of URLs: which of them are one and the same, and which nobody else can reach.
import { BlockList, isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

const unspecified = new BlockList();
unspecified.addAddress('0.0.0.0');
unspecified.addAddress('::', 'ipv6');

/** An IPv4 address inside an IPv6 one, as URLs write it (RFC 4291, 2.5.5.2). */
const MAPPED_IPV4 = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * A host as hosts are compared: in lower case, without brackets, without a dot at its end, and an
 * IPv4 address inside an IPv6 one as itself.
 *
 * @param hostname - as in `URL.hostname`, or without its brackets
 */
export function plainHost(hostname: string): string {
	const host = hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '');
	const [, high, low] = MAPPED_IPV4.exec(host) ?? [];
	return high === undefined || low === undefined
		? host.replace(/^::ffff:(?=\d+\.)/, '')
		: [high, low]
				.map((group) => Number.parseInt(group, 16))
				.flatMap((group) => [group >> 8, group & 0xff])
				.join('.');
}

/** Whether it means the machine that asks: 127.0.0.0/8, ::1, localhost and names below it. */
export function isLoopbackHost(hostname: string): boolean {
	const host = plainHost(hostname);
	// RFC 6761, 6.3.
	return host === 'localhost' || host.endsWith('.localhost') || isIn(loopback, host);
}

/** Whether it is no machine's address: 0.0.0.0 and ::, which mean all of a machine's own. */
export function isUnspecifiedHost(hostname: string): boolean {
	return isIn(unspecified, plainHost(hostname));
}

/** Whether only the machine that serves it can open this address. */
export function isOnlyHere({ hostname }: URL): boolean {
	return isLoopbackHost(hostname) || isUnspecifiedHost(hostname);
}

/** Ranges of addresses that the internet does not know, by ipaddr.js's names. */
const NEAR_RANGES: ReadonlySet<string> = new Set([
	'private',
	'linkLocal',
	'uniqueLocal',
	'carrierGradeNat',
]);

/** Whether only machines in the same network can open this address, by what it says of itself. */
export function isOnlyNear({ hostname }: URL): boolean {
	const host = plainHost(hostname);
	// RFC 6762, 3.
	return host.endsWith('.local') || (isIP(host) !== 0 && isNearAddress(host));
}

/** @param address - of IPv4 or IPv6 */
export function isNearAddress(address: string): boolean {
	return NEAR_RANGES.has(ipaddr.process(address.replace(/%.*$/s, '')).range());
}

/** The address as the machine that serves it opens it: 127.0.0.1 stands in for an unspecified one. */
export function openableHere(url: URL): URL {
	const openable = new URL(url);
	if (isUnspecifiedHost(url.hostname)) {
		openable.hostname = '127.0.0.1';
	}
	return openable;
}

/** The port that a URL leads to, whether it is written or the scheme's own. */
export function portOf({ port, protocol }: URL): number {
	return port === '' ? (/^(?:https|wss):$/.test(protocol) ? 443 : 80) : Number(port);
}

/**
 * Reads a URL.
 *
 * NOTE: `URL.canParse` of Node 20 says false of text beyond ASCII once V8 has optimised its caller.
 *
 * @returns undefined where it is none
 */
export function parseUrl(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}

/** A URL that relative paths go below: its path ends in one slash, and has none of them doubled. */
export function asBase(url: URL): URL {
	const base = new URL(url);
	base.pathname = `${url.pathname}/`.replace(/\/{2,}/g, '/');
	return base;
}

function isIn(list: BlockList, host: string): boolean {
	const version = isIP(host);
	return version !== 0 && list.check(host, version === 6 ? 'ipv6' : 'ipv4');
}
