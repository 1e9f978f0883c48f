// Which reverse proxies are believed: none, so many hops, or those of certain networks.
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Addresses that begin with the same bits. */
export type Network = [address: ipaddr.IPv4 | ipaddr.IPv6, prefixBits: number];

/** Whose word on where a request came from is taken. */
export type TrustedProxies =
	| { readonly kind: 'none' }
	/** So many proxies stand in a row, and nobody reaches the server past them. */
	| { readonly kind: 'hops'; readonly hops: number }
	| { readonly kind: 'networks'; readonly networks: readonly Network[] };

/** Nobody's. */
export const NO_PROXIES: TrustedProxies = { kind: 'none' };

/** The one that the server is reached by. */
export const ONE_PROXY: TrustedProxies = { kind: 'hops', hops: 1 };

/** More proxies than that in a row would be a mistake. */
const MAX_HOPS = 32;

/** What `TRUST_PROXY` takes, in words. */
export const TRUSTED_PROXIES_FORM =
	`expected true, false, a number of proxies from 1 to ${MAX_HOPS}, or their addresses and ` +
	'networks, comma-separated, such as 172.18.0.0/16, loopback, linklocal or uniquelocal';

/** Networks by name, the same as Express knows them (RFC 1122, 1918, 3927, 4193, 4291). */
const NAMED_NETWORKS: ReadonlyMap<string, readonly string[]> = new Map([
	['loopback', ['127.0.0.0/8', '::1/128']],
	['linklocal', ['169.254.0.0/16', 'fe80::/10']],
	['uniquelocal', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
]);

/** Reads a setting; undefined where it has none of the forms. */
export function readTrustedProxies(text: string): TrustedProxies | undefined {
	const value = text.trim().toLowerCase();
	if (value === 'true') {
		return ONE_PROXY;
	}
	if (value === '' || value === 'false') {
		return NO_PROXIES;
	}
	if (/^\d+$/.test(value)) {
		const hops = Number(value);
		if (hops > MAX_HOPS) {
			return undefined;
		}
		return hops === 0 ? NO_PROXIES : { kind: 'hops', hops };
	}
	const networks: Network[] = [];
	for (const entry of value.split(/[\s,]+/).filter(Boolean)) {
		for (const range of NAMED_NETWORKS.get(entry) ?? [entry]) {
			const network = readNetwork(range);
			if (network === undefined) {
				return undefined;
			}
			networks.push(network);
		}
	}
	return networks.length === 0 ? undefined : { kind: 'networks', networks };
}

/** An address, or one with `/` and a number of bits or a mask behind it. */
function readNetwork(text: string): Network | undefined {
	const [host = '', range, ...rest] = text.split('/');
	const address = host.replace(/^\[(.*)\]$/, '$1');
	// ipaddr.js takes further forms of IPv4, such as octal ones, which mean other networks elsewhere.
	if (isIP(address) === 0 || rest.length > 0) {
		return undefined;
	}
	const parsed = ipaddr.parse(address);
	const allBits = parsed.kind() === 'ipv4' ? 32 : 128;
	const bits = range === undefined ? allBits : readBits(range);
	if (bits === undefined || bits > allBits) {
		return undefined;
	}
	if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() && bits >= 96) {
		return [parsed.toIPv4Address(), bits - 96];
	}
	return [parsed, bits];
}

function readBits(range: string): number | undefined {
	if (/^\d{1,3}$/.test(range)) {
		return Number(range);
	}
	return isIP(range) === 4
		? (ipaddr.parse(range).prefixLengthFromSubnetMask() ?? undefined)
		: undefined;
}

/** Whether the address belongs to one of the networks. */
export function isWithin(networks: readonly Network[], address: string): boolean {
	if (isIP(address) === 0) {
		return false;
	}
	const parsed = ipaddr.process(address);
	return networks.some(([network, bits]) => {
		return network.kind() === parsed.kind() && parsed.match(network, bits);
	});
}
