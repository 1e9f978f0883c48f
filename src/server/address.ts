// Addresses: whom a request counts against, which are this machine's own, where a server is.
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { isLoopbackHost, isUnspecifiedHost } from '../host-name.js';

/**
 * The address that limits and logs use.
 *
 * @param isProxyTrusted - whether the last entry of `X-Forwarded-For`, the one that the nearest
 * proxy wrote, stands for the peer
 */
export function requestAddress(request: IncomingMessage, isProxyTrusted: boolean): string {
	if (isProxyTrusted) {
		const forwarded = request.headers['x-forwarded-for'];
		const last =
			String(forwarded ?? '')
				.split(',')
				.at(-1)
				?.trim() ?? '';
		if (isIP(last) !== 0) {
			return last;
		}
	}
	return request.socket.remoteAddress ?? 'unknown';
}

/** Whether the address is this machine's own, in IPv4, IPv6 or both. */
export function isLoopback(address: string): boolean {
	return isIP(address) !== 0 && isLoopbackHost(address);
}

/** An IPv4 address that a socket for both versions shows as IPv6 (RFC 4291, 2.5.5.2). */
function unmapIpv4(address: string): string {
	return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}

/**
 * What an address counts as: itself, or the /64 network of an IPv6 address, which a single
 * customer has whole (RFC 6177, 2).
 */
export function addressKey(address: string): string {
	const mapped = unmapIpv4(address);
	if (isIP(mapped) !== 6) {
		return mapped;
	}
	const [head = '', tail = ''] = mapped.split('::');
	const headGroups = head.split(':').filter((group) => group !== '');
	const tailGroups = tail.split(':').filter((group) => group !== '');
	const zeros = Array.from(
		{ length: Math.max(0, 8 - headGroups.length - tailGroups.length) },
		() => '0',
	);
	return [...headGroups, ...(mapped.includes('::') ? zeros : []), ...tailGroups]
		.slice(0, 4)
		.join(':');
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
