// The server's settings on their way to another process, which gets values and no objects of classes.
import ipaddr from 'ipaddr.js';
import type { Config } from '../../config/config.js';
import type { ServerConfig } from '../../config/server-settings.js';
import type { SiteConfig } from '../../config/site-settings.js';
import type { Network } from '../../server/limits/trusted-proxies.js';

/** Where a network begins, in words, and how many bits its addresses have in common. */
type PackedNetwork = [address: string, prefixBits: number];

/** All that a podcast server is set up with. */
export interface PackedSettings {
	server: Omit<ServerConfig, 'trustedProxies' | 'feeds'>;
	site: SiteConfig;
	proxies: { hops: number } | { networks: PackedNetwork[] };
	feeds: {
		maxItems: number;
		hubUrl: string | undefined;
		podping: { url: string; token: string } | undefined;
	};
}

/** Takes settings apart. */
export function packSettings({ server, site }: Pick<Config, 'server' | 'site'>): PackedSettings {
	const { feeds, trustedProxies, ...rest } = server;
	const { hubUrl, maxItems, podping } = feeds;
	return {
		server: rest,
		site,
		proxies:
			trustedProxies.kind === 'networks'
				? { networks: trustedProxies.networks.map(([address, bits]) => [address.toString(), bits]) }
				: { hops: trustedProxies.kind === 'hops' ? trustedProxies.hops : 0 },
		feeds: {
			maxItems,
			hubUrl: hubUrl?.href,
			podping: podping && { url: podping.url.href, token: podping.token },
		},
	};
}

/** Puts settings together again. */
export function unpackSettings(packed: PackedSettings): Pick<Config, 'server' | 'site'> {
	const { feeds, proxies, server, site } = packed;
	const { hubUrl, maxItems, podping } = feeds;
	return {
		site,
		server: {
			...server,
			trustedProxies: unpackProxies(proxies),
			feeds: {
				maxItems,
				hubUrl: hubUrl === undefined ? undefined : new URL(hubUrl),
				podping: podping && { url: new URL(podping.url), token: podping.token },
			},
		},
	};
}

function unpackProxies(proxies: PackedSettings['proxies']): ServerConfig['trustedProxies'] {
	if ('networks' in proxies) {
		const networks = proxies.networks.map(
			([address, bits]): Network => [ipaddr.parse(address), bits],
		);
		return { kind: 'networks', networks };
	}
	return proxies.hops === 0 ? { kind: 'none' } : { kind: 'hops', hops: proxies.hops };
}
