// Environment to checked configuration; the only reader of process.env.
import { join } from 'node:path';
import dotenv from 'dotenv';
import { z } from 'zod';
import type { MixSettings } from './audio/mix-job.js';
import type { OnAirSettings } from './commands/on-air.js';
import { ConfigError } from './errors.js';
import { type ClientCredentials, deriveCredentials } from './own-credentials.js';
import { VISIBILITIES, type Visibility } from './protocol/podcast-details.js';
import { DEFAULT_LIMITS, type PodcastServerLimits } from './server/limits.js';
import type { PodcastMemoryPlace } from './server/podcast-memory.js';
import {
	DEFAULT_MP3_BITRATE_KBPS,
	MP3_BITRATES_KBPS,
	type Mp3Bitrate,
} from './server/streams/mp3-bitrate.js';
import { NO_PROXIES, type TrustedProxies } from './server/trusted-proxies.js';
import {
	botTokenList,
	clientList,
	credential,
	flag,
	hostList,
	integer,
	oneOf,
	originList,
	publicBase,
	trustedProxies,
	url,
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
	/** Where podcasts outlive a restart. */
	memory: PodcastMemoryPlace;
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
	log: LogConfig;
}

/** Which program the configuration is for. */
export type Program = 'bot' | 'server';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment, completed from the file `.env` of the working directory. */
export function loadEnvironment(): Environment {
	dotenv.config({ quiet: true });
	return process.env;
}

/** The two may have one `DATA_DIR`, so each has a file of its own there. */
const PODCASTS_FILE = {
	bot: 'podcasts.json',
	server: 'podcasts-server.json',
} as const satisfies Record<Program, string>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Settings of the built-in server's limits; what each means stands at the limit. */
const LIMIT_VARIABLES = {
	MAX_PODCASTS_PER_CLIENT: 'podcastsPerClient',
	MAX_PODCASTS: 'podcasts',
	MAX_CONNECTIONS: 'connections',
	MAX_CONNECTIONS_PER_PODCAST: 'connectionsPerPodcast',
	MAX_CONNECTIONS_PER_ADDRESS: 'connectionsPerAddress',
	MAX_HTTP_CONNECTIONS: 'httpConnections',
	MAX_REQUESTS_PER_MINUTE: 'requestsPerMinute',
	MAX_CHANGES_PER_MINUTE: 'changesPerMinute',
	MAX_HANDSHAKES_PER_MINUTE: 'handshakesPerMinute',
	MAX_HEADER_BYTES: 'headerBytes',
	MAX_BODY_BYTES: 'bodyBytes',
	HEADERS_TIMEOUT_MS: 'headersTimeoutMs',
	REQUEST_TIMEOUT_MS: 'requestTimeoutMs',
	MAX_MESSAGE_BYTES: 'maxMessageBytes',
	MAX_SENDER_PACKETS_PER_SECOND: 'senderPacketsPerSecond',
	MAX_RECEIVER_MESSAGES_PER_SECOND: 'receiverMessagesPerSecond',
	RECEIVER_BACKLOG_BYTES: 'backlogBytes',
	STREAM_BACKLOG_BYTES: 'streamBacklogBytes',
	SLOW_RECEIVER_MS: 'slowReceiverMs',
	SENDER_DEADLINE_MS: 'senderDeadlineMs',
	SENDER_GRACE_MS: 'senderGraceMs',
	PING_INTERVAL_MS: 'pingIntervalMs',
	PEER_TIMEOUT_MS: 'peerTimeoutMs',
	CLOSE_TIMEOUT_MS: 'closeTimeoutMs',
	BURST_MS: 'burstMs',
} as const satisfies Record<string, keyof PodcastServerLimits>;

/** Settings of a podcast's way from Discord to its server, with their defaults. */
const ON_AIR_VARIABLES = {
	VOICE_JOIN_TIMEOUT_MS: ['voiceJoinTimeoutMs', 15_000],
	VOICE_RECONNECT_TIMEOUT_MS: ['voiceReconnectTimeoutMs', 300_000],
	PODCAST_START_TIMEOUT_MS: ['podcastStartTimeoutMs', 15_000],
	PODCAST_RECONNECT_TIMEOUT_MS: ['podcastReconnectTimeoutMs', 300_000],
	PODCAST_HELLO_TIMEOUT_MS: ['podcastHelloTimeoutMs', 8_000],
	SENDER_BUFFER_BYTES: ['senderMaxBufferedBytes', 65_536],
	SILENCE_WARNING_MS: ['silenceWarningMs', 300_000],
	IDLE_STOP_MS: ['idleStopMs', 300_000],
} as const satisfies Record<string, readonly [keyof OnAirSettings, number]>;

/**
 * Checks the environment.
 *
 * @throws {AggregateError} of {@link ConfigError}s, one for each setting that is missing or wrong
 */
export function readConfig(environment: Environment, program: Program): Config {
	const given = withoutEmpty(environment);
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
			memory: {
				file: join(settings.DATA_DIR, PODCASTS_FILE[program]),
				isKept: settings.RESUME_ON_RESTART,
			},
		},
		dataDir: settings.DATA_DIR,
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
		onAir: Object.fromEntries(
			Object.entries(ON_AIR_VARIABLES).map(([variable, [name]]) => [
				name,
				settings[variable as keyof typeof ON_AIR_VARIABLES],
			]),
		) as Record<keyof OnAirSettings, number>,
		defaultVisibility: settings.DEFAULT_VISIBILITY,
		mix: { bitrateBps: settings.MIX_BITRATE, hasAutomaticGain: settings.MIX_AUTOMATIC_GAIN },
		mixWorkers: settings.MIX_WORKERS,
		areBotsOnAir: settings.BOTS_ON_AIR,
		listenerTokens: settings.DISCORD_LISTENER_TOKENS,
		linkOrigins: settings.PODCAST_LINK_ORIGINS,
		resumesOnRestart: settings.RESUME_ON_RESTART,
	};
}

function pickLimits(settings: Settings): PodcastServerLimits {
	return Object.fromEntries(
		Object.entries(LIMIT_VARIABLES).map(([variable, name]) => [
			name,
			settings[variable as keyof typeof LIMIT_VARIABLES],
		]),
	) as Record<keyof PodcastServerLimits, number>;
}

/** Those of the settings; else a bot has its own at its own server. */
function ownCredentials(settings: Settings, program: Program): ClientCredentials | undefined {
	const { DISCORD_TOKEN, PODCAST_CLIENT_ID, PODCAST_TOKEN } = settings;
	if (PODCAST_CLIENT_ID !== undefined && PODCAST_TOKEN !== undefined) {
		return { clientId: PODCAST_CLIENT_ID, clientToken: PODCAST_TOKEN };
	}
	return program === 'bot' ? deriveCredentials(DISCORD_TOKEN as string) : undefined;
}

/** A line such as `PORT=` in `.env` leaves a setting at its default. */
function withoutEmpty(environment: Environment): Environment {
	return Object.fromEntries(
		Object.entries(environment).flatMap(([name, value]) =>
			value === undefined || value.trim() === '' ? [] : [[name, value.trim()]],
		),
	);
}

const limitSettings = Object.fromEntries(
	Object.entries(LIMIT_VARIABLES).map(([variable, name]) => [
		variable,
		integer({ min: 1, max: 2 ** 31 - 1 }).default(DEFAULT_LIMITS[name]),
	]),
) as Record<keyof typeof LIMIT_VARIABLES, ReturnType<ReturnType<typeof integer>['default']>>;

const onAirSettings = Object.fromEntries(
	Object.entries(ON_AIR_VARIABLES).map(([variable, [, fallback]]) => [
		variable,
		integer({ min: 1, max: 2 ** 31 - 1 }).default(fallback),
	]),
) as Record<keyof typeof ON_AIR_VARIABLES, ReturnType<ReturnType<typeof integer>['default']>>;

const HTTP = ['http:', 'https:'];

const settingsShape = z.object({
	DISCORD_TOKEN: z.string().regex(/^\S+$/, 'expected a bot token without spaces').optional(),
	DISCORD_GUILD_ID: z
		.string()
		.regex(/^\d{17,20}$/, 'expected the id of a server, 17 to 20 digits')
		.optional(),
	DISCORD_API_URL: url(HTTP).default(new URL('https://discord.com/api')),
	DISCORD_LISTENER_TOKENS: botTokenList.default([]),
	PODCAST_LINK_ORIGINS: originList.default([]),
	PODCAST_API_URL: url(HTTP).optional(),
	PODCAST_WEBSOCKET_HOSTS: hostList.default([]),
	PODCAST_CLIENT_ID: credential('client id').optional(),
	PODCAST_TOKEN: credential('client token').optional(),
	HOST: z.string().default('127.0.0.1'),
	PORT: integer({ min: 0, max: 65_535 }).default(5050),
	PUBLIC_URL: publicBase.optional(),
	PODCAST_CLIENTS: clientList.default([]),
	METRICS_TOKEN: credential('metrics token').optional(),
	DATA_DIR: z.string().default('./data'),
	RESUME_ON_RESTART: flag().default(true),
	DEFAULT_VISIBILITY: z
		.enum(VISIBILITIES, { message: `expected one of ${VISIBILITIES.join(', ')}` })
		.default('unlisted'),
	// libopus takes 500 to 512,000 bits a second (opus_defines.h, OPUS_SET_BITRATE).
	MIX_BITRATE: integer({ min: 16_000, max: 510_000 }).default(96_000),
	MIX_AUTOMATIC_GAIN: flag().default(true),
	MIX_WORKERS: integer({ min: 0, max: 64 }).optional(),
	BOTS_ON_AIR: flag().default(false),
	LOG_LEVEL: z
		.enum(LOG_LEVELS, { message: `expected one of ${LOG_LEVELS.join(', ')}` })
		.default('info'),
	LOG_FORMAT: z.enum(['pretty', 'json'], { message: 'expected pretty or json' }).optional(),
	PACKETS_PER_WRITE: z
		.enum(['auto', '1', '2', '3'], { message: 'expected auto, 1, 2 or 3' })
		.transform((value) => (value === 'auto' ? value : (Number(value) as 1 | 2 | 3)))
		.default('auto'),
	MP3_BITRATE_KBPS: oneOf(MP3_BITRATES_KBPS).default(DEFAULT_MP3_BITRATE_KBPS),
	TRUST_PROXY: trustedProxies.default(NO_PROXIES),
	...limitSettings,
	...onAirSettings,
});

type Settings = z.infer<typeof settingsShape>;

/** What has to be there, alone or together with something else. */
function findMissing(environment: Environment, program: Program): ConfigError[] {
	const isSet = (variable: string) => environment[variable] !== undefined;
	const isForeign = program === 'bot' && isSet('PODCAST_API_URL');
	const missing: ConfigError[] = [];
	const require = (variable: string, message: string) => {
		if (!isSet(variable)) {
			missing.push(new ConfigError(variable, `${message}, got nothing`));
		}
	};
	if (program === 'bot') {
		require('DISCORD_TOKEN', 'expected the bot token from the developer portal');
	}
	if (isForeign || isSet('PODCAST_TOKEN')) {
		require('PODCAST_CLIENT_ID', 'expected the client id that belongs to PODCAST_TOKEN');
	}
	if (isForeign || isSet('PODCAST_CLIENT_ID')) {
		require('PODCAST_TOKEN', 'expected the client token that belongs to PODCAST_CLIENT_ID');
	}
	if (program === 'server' && !isSet('PODCAST_TOKEN')) {
		require('PODCAST_CLIENTS', 'expected clientId:token of each client, comma-separated');
	}
	const listenerTokens = environment.DISCORD_LISTENER_TOKENS?.split(',').map((part) => part.trim());
	const own = listenerTokens?.indexOf(environment.DISCORD_TOKEN ?? '') ?? -1;
	if (own >= 0) {
		const message = `expected tokens of other bots; entry ${own + 1} is DISCORD_TOKEN itself`;
		missing.push(new ConfigError('DISCORD_LISTENER_TOKENS', message));
	}
	return missing;
}

/** Settings whose value must not be repeated in an error. */
const SECRET_VARIABLES: ReadonlySet<string> = new Set([
	'DISCORD_TOKEN',
	'DISCORD_LISTENER_TOKENS',
	'PODCAST_TOKEN',
	'PODCAST_CLIENTS',
	'METRICS_TOKEN',
]);

const MAX_QUOTED_CHARACTERS = 60;

function describeIssue(issue: z.core.$ZodIssue, environment: Environment): ConfigError {
	const variable = String(issue.path[0]);
	const value = environment[variable] ?? '';
	const quoted =
		SECRET_VARIABLES.has(variable) || value.includes('@')
			? ''
			: `, got "${value.slice(0, MAX_QUOTED_CHARACTERS)}"`;
	return new ConfigError(variable, `${issue.message}${quoted}`);
}
