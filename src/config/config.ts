// Environment to checked configuration; the only reader of process.env.
import { join } from 'node:path';
import { z } from 'zod';
import type { MixSettings } from '../audio/mix/mix-job.js';
import {
	DEFAULT_MP3_BITRATE_KBPS,
	MP3_BITRATES_KBPS,
	type Mp3Bitrate,
} from '../media/mp3-bitrate.js';
import { VISIBILITIES, type Visibility } from '../protocol/podcast-details.js';
import type { PodcastServerLimits } from '../server/limits/limits.js';
import { NO_PROXIES, type TrustedProxies } from '../server/limits/trusted-proxies.js';
import type { PodcastMemoryPlace } from '../server/podcast/podcast-memory.js';
import type { OnAirSettings } from '../show/on-air.js';
import { apiBase, folder, host, port } from './address-shapes.js';
import { botToken, guildId } from './discord-shapes.js';
import { cleanEnvironment, type Environment } from './environment.js';
import { limitSettings, pickLimits } from './limit-settings.js';
import { onAirSettings, pickOnAirSettings } from './on-air-settings.js';
import { type ClientCredentials, deriveCredentials } from './own-credentials.js';
import { describeIssue, findMissing } from './problems.js';
import {
	botTokenList,
	choice,
	clientList,
	credential,
	flag,
	hostList,
	integer,
	oneOf,
	originList,
	publicBase,
	trustedProxies,
} from './setting-shapes.js';

/** How the built-in podcast server is set up. */
export interface ServerConfig {
	host: string;
	port: number;
	publicUrl: string | undefined;
	clients: ReadonlyMap<string, string>;
	limits: PodcastServerLimits;
	packetsPerWrite: 'auto' | 1 | 2 | 3;
	mp3BitrateKbps: Mp3Bitrate;
	trustedProxies: TrustedProxies;
	/** What `GET /metrics` wants from other machines, or undefined to answer this one alone. */
	metricsToken: string | undefined;
}

/** How the bot is set up. */
export interface BotConfig {
	botToken: string;
	commandsGuildId: string | undefined;
	discordApiUrl: string;
	/** Base URL of a foreign podcast server, or undefined for the built-in one. */
	podcastApiUrl: URL | undefined;
	credentials: ClientCredentials;
	/** Hosts of websockets that get the credentials beside the host of `podcastApiUrl`. */
	websocketHosts: readonly string[];
	onAir: OnAirSettings;
	/** Who may hear a podcast whose host does not say. */
	defaultVisibility: Visibility;
	mix: MixSettings;
	/** Worker threads that mix at most; undefined for one less than there are cores. */
	mixWorkers: number | undefined;
	/** Whether the voices of other bots go on air. */
	areBotsOnAir: boolean;
	/** Tokens of further bot accounts, which play podcasts. */
	listenerTokens: readonly string[];
	/** Origins of other podcast servers whose links may be opened. */
	linkOrigins: readonly string[];
	/** Whether what was on air when the process died goes back on air at the next start. */
	resumesOnRestart: boolean;
	/** Whether the podcast server keeps podcasts over a restart, so that shows return to theirs. */
	keepsPodcasts: boolean;
}

/** How the log is written. */
export interface LogConfig {
	level: string;
	format: 'pretty' | 'json';
	/** Every token of the configuration, to be kept out of the log. */
	secrets: readonly string[];
}

/** All of it. */
export interface Config {
	/** Undefined for the server alone. */
	bot: BotConfig | undefined;
	server: ServerConfig;
	/** Folder of what outlives a restart. */
	dataDir: string;
	/** Where the built-in server's podcasts do. */
	podcastMemory: PodcastMemoryPlace;
	log: LogConfig;
}

/** Which program the configuration is for. */
export type Program = 'bot' | 'server';

export { type Environment, loadEnvironment } from './environment.js';

/** The two may have one `DATA_DIR`, so each has a file of its own there. */
const PODCASTS_FILE = {
	bot: 'podcasts.json',
	server: 'podcasts-server.json',
} as const satisfies Record<Program, string>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/**
 * Checks the environment.
 *
 * @throws {AggregateError} of {@link ConfigError}s, one for each setting that is missing or wrong
 */
export function readConfig(environment: Environment, program: Program): Config {
	const given = cleanEnvironment(environment);
	const result = settingsShape.safeParse(given);
	const missing = findMissing(given, program);
	if (!result.success || missing.length > 0) {
		const issues = result.error?.issues ?? [];
		throw new AggregateError(
			[...missing, ...issues.map((issue) => describeIssue(issue, given))],
			'The configuration is wrong',
		);
	}
	const settings = result.data;
	const credentials = ownCredentials(settings, program);
	const clients = new Map(settings.PODCAST_CLIENTS);
	if (credentials && !settings.PODCAST_API_URL) {
		clients.set(credentials.clientId, credentials.clientToken);
	}
	return {
		bot: program === 'bot' ? readBot(settings, credentials as ClientCredentials) : undefined,
		server: {
			host: settings.HOST,
			port: settings.PORT,
			publicUrl: settings.PUBLIC_URL?.href,
			clients,
			limits: pickLimits(settings),
			packetsPerWrite: settings.PACKETS_PER_WRITE,
			mp3BitrateKbps: settings.MP3_BITRATE_KBPS,
			trustedProxies: settings.TRUST_PROXY,
			metricsToken: settings.METRICS_TOKEN,
		},
		dataDir: settings.DATA_DIR,
		podcastMemory: {
			file: join(settings.DATA_DIR, PODCASTS_FILE[program]),
			isKept: settings.RESUME_ON_RESTART,
		},
		log: {
			level: settings.LOG_LEVEL,
			format: settings.LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json'),
			secrets: [
				settings.DISCORD_TOKEN ?? '',
				settings.PODCAST_TOKEN ?? '',
				settings.METRICS_TOKEN ?? '',
				...settings.DISCORD_LISTENER_TOKENS,
				...clients.values(),
			].filter(Boolean),
		},
	};
}

function readBot(settings: Settings, credentials: ClientCredentials): BotConfig {
	return {
		botToken: settings.DISCORD_TOKEN as string,
		commandsGuildId: settings.DISCORD_GUILD_ID,
		discordApiUrl: settings.DISCORD_API_URL.href.replace(/\/$/, ''),
		podcastApiUrl: settings.PODCAST_API_URL,
		credentials,
		websocketHosts: settings.PODCAST_WEBSOCKET_HOSTS,
		onAir: pickOnAirSettings(settings),
		defaultVisibility: settings.DEFAULT_VISIBILITY,
		mix: { bitrateBps: settings.MIX_BITRATE, hasAutomaticGain: settings.MIX_AUTOMATIC_GAIN },
		mixWorkers: settings.MIX_WORKERS,
		areBotsOnAir: settings.BOTS_ON_AIR,
		listenerTokens: settings.DISCORD_LISTENER_TOKENS,
		linkOrigins: settings.PODCAST_LINK_ORIGINS,
		resumesOnRestart: settings.RESUME_ON_RESTART,
		keepsPodcasts: settings.RESUME_ON_RESTART && settings.PODCAST_API_URL === undefined,
	};
}

/** Those of the settings; else a bot has its own at its own server. */
function ownCredentials(settings: Settings, program: Program): ClientCredentials | undefined {
	const { DISCORD_TOKEN, PODCAST_CLIENT_ID, PODCAST_TOKEN } = settings;
	if (PODCAST_CLIENT_ID !== undefined && PODCAST_TOKEN !== undefined) {
		return { clientId: PODCAST_CLIENT_ID, clientToken: PODCAST_TOKEN };
	}
	return program === 'bot' ? deriveCredentials(DISCORD_TOKEN as string) : undefined;
}

/** The shape of each setting. */
export const settingsShape = z.object({
	DISCORD_TOKEN: botToken.optional(),
	DISCORD_GUILD_ID: guildId.optional(),
	// discord.js adds the version.
	DISCORD_API_URL: apiBase(/\/v\d+\/*$/, { isForBrowsers: false }).default(
		new URL('https://discord.com/api'),
	),
	DISCORD_LISTENER_TOKENS: botTokenList.default([]),
	PODCAST_LINK_ORIGINS: originList.default([]),
	PODCAST_API_URL: apiBase(/\/(?:podcast|list)\/*$/).optional(),
	PODCAST_WEBSOCKET_HOSTS: hostList.default([]),
	PODCAST_CLIENT_ID: credential('client id').optional(),
	PODCAST_TOKEN: credential('client token').optional(),
	HOST: host.default('127.0.0.1'),
	PORT: port.default(5050),
	PUBLIC_URL: publicBase.optional(),
	PODCAST_CLIENTS: clientList.default([]),
	METRICS_TOKEN: credential('metrics token').optional(),
	DATA_DIR: folder.default('./data'),
	RESUME_ON_RESTART: flag().default(true),
	DEFAULT_VISIBILITY: choice(VISIBILITIES).default('unlisted'),
	// libopus takes 500 to 512,000 bits a second (opus_defines.h, OPUS_SET_BITRATE).
	MIX_BITRATE: integer({ min: 16_000, max: 510_000 }).default(96_000),
	MIX_AUTOMATIC_GAIN: flag().default(true),
	MIX_WORKERS: integer({ min: 0, max: 64 }).optional(),
	BOTS_ON_AIR: flag().default(false),
	LOG_LEVEL: choice(LOG_LEVELS).default('info'),
	LOG_FORMAT: choice(['pretty', 'json'], 'expected pretty or json').optional(),
	PACKETS_PER_WRITE: choice(['auto', '1', '2', '3'], 'expected auto, 1, 2 or 3')
		.transform((value) => (value === 'auto' ? value : (Number(value) as 1 | 2 | 3)))
		.default('auto'),
	MP3_BITRATE_KBPS: oneOf(MP3_BITRATES_KBPS).default(DEFAULT_MP3_BITRATE_KBPS),
	TRUST_PROXY: trustedProxies.default(NO_PROXIES),
	...limitSettings,
	...onAirSettings,
});

/** The names of all settings. */
export const SETTING_NAMES: readonly string[] = Object.keys(settingsShape.shape);

type Settings = z.infer<typeof settingsShape>;
