// Settings of the built-in podcast server: where it listens, who its clients are, how it sends.
import type { z } from 'zod';
import {
	DEFAULT_MP3_BITRATE_KBPS,
	MP3_BITRATES_KBPS,
	type Mp3Bitrate,
} from '../media/mp3-bitrate.js';
import type { PodcastServerLimits } from '../server/limits/limits.js';
import { NO_PROXIES, type TrustedProxies } from '../server/limits/trusted-proxies.js';
import type { FeedSettings } from '../server/shows/feed/feed-settings.js';
import { DEFAULT_HLS_SETTINGS, type HlsSettings } from '../server/streams/hls/hls-settings.js';
import { type feedSettings, pickFeedSettings } from './feed-settings.js';
import { type limitSettings, pickLimits } from './limit-settings.js';
import type { ClientCredentials } from './own-credentials.js';
import { host, port } from './shapes/address-shapes.js';
import {
	amount,
	choice,
	clientList,
	credential,
	flag,
	integer,
	oneOf,
	publicBase,
	trustedProxies,
} from './shapes/setting-shapes.js';

/** How the built-in podcast server is set up. */
export interface ServerConfig {
	host: string;
	port: number;
	publicUrl: string | undefined;
	clients: ReadonlyMap<string, string>;
	limits: PodcastServerLimits;
	packetsPerWrite: 'auto' | 1 | 2 | 3;
	/** Processes that serve listeners, beside the one that has the podcasts. */
	listenerProcesses: number;
	mp3BitrateKbps: Mp3Bitrate;
	hls: HlsSettings;
	trustedProxies: TrustedProxies;
	/** What `GET /metrics` wants from other machines, or undefined to answer this one alone. */
	metricsToken: string | undefined;
	/** Of shows that it serves. */
	feeds: FeedSettings;
}

/** The shape of each; the limits are a table of their own. */
export const serverSettings = {
	HOST: host.default('127.0.0.1'),
	PORT: port.default(5050),
	PUBLIC_URL: publicBase.optional(),
	PODCAST_CLIENTS: clientList.default([]),
	METRICS_TOKEN: credential('metrics token').optional(),
	PACKETS_PER_WRITE: choice(['auto', '1', '2', '3'], 'expected auto, 1, 2 or 3')
		.transform((value) => (value === 'auto' ? value : (Number(value) as 1 | 2 | 3)))
		.default('auto'),
	SERVER_PROCESSES: integer({ min: 0, max: 16 }).optional(),
	MP3_BITRATE_KBPS: oneOf(MP3_BITRATES_KBPS).default(DEFAULT_MP3_BITRATE_KBPS),
	HLS: flag().default(DEFAULT_HLS_SETTINGS.isOn),
	HLS_SEGMENT_MS: amount('HLS_SEGMENT_MS', { min: 1_000, max: 10_000 }).default(
		DEFAULT_HLS_SETTINGS.segmentMs,
	),
	HLS_PUBLIC_URL: publicBase.optional(),
	TRUST_PROXY: trustedProxies.default(NO_PROXIES),
};

type Shapes = typeof serverSettings & typeof limitSettings & typeof feedSettings;

/**
 * The server's settings among all of them.
 *
 * @param client - one that is let in beside those of the settings
 */
export function pickServerSettings(
	settings: z.infer<z.ZodObject<Shapes>>,
	client: ClientCredentials | undefined,
): ServerConfig {
	const clients = new Map(settings.PODCAST_CLIENTS);
	if (client) {
		clients.set(client.clientId, client.clientToken);
	}
	return {
		host: settings.HOST,
		port: settings.PORT,
		publicUrl: settings.PUBLIC_URL?.href,
		clients,
		limits: pickLimits(settings),
		packetsPerWrite: settings.PACKETS_PER_WRITE,
		// The first of them has the podcasts.
		listenerProcesses: Math.max(0, (settings.SERVER_PROCESSES ?? 1) - 1),
		mp3BitrateKbps: settings.MP3_BITRATE_KBPS,
		hls: {
			isOn: settings.HLS,
			segmentMs: settings.HLS_SEGMENT_MS,
			publicUrl: settings.HLS_PUBLIC_URL?.href,
		},
		trustedProxies: settings.TRUST_PROXY,
		metricsToken: settings.METRICS_TOKEN,
		feeds: pickFeedSettings(settings),
	};
}
