// Whom a request counts against: the peer's address, or the one that a trusted proxy names.
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

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

/**
 * What an address counts as: itself, or the /64 network of an IPv6 address, which a single
 * customer has whole (RFC 6177, 2).
 */
export function addressKey(address: string): string {
	const mapped = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
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
