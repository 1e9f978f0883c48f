// Settings of the bot: its accounts, what it sends, and whose links it opens.
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { MixSettings } from '../audio/mix/mix-job.js';
import type { Shards } from '../cluster/shard-plan.js';
import type { TranscribeService } from '../episodes/transcribe/transcribe-job.js';
import { VISIBILITIES, type Visibility } from '../protocol/podcast-details.js';
import { findTimeZone, ownTimeZone } from '../schedule/time-zones.js';
import type { ShowSettings } from '../show/on-air-options.js';
import { CONSENT_MODES, type ConsentMode } from '../store/consent-mode.js';
import type { clientSettings } from './client-settings.js';
import { type onAirSettings, pickOnAirSettings } from './on-air-settings.js';
import type { ClientCredentials } from './own-credentials.js';
import type { programSettings } from './program-settings.js';
import {
	pickRecordingSettings,
	type RecordingConfig,
	type recordingSettings,
} from './recording-settings.js';
import type { serverSettings } from './server-settings.js';
import { apiBase, file } from './shapes/address-shapes.js';
import { botToken, guildId, shards } from './shapes/discord-shapes.js';
import { botTokenList, choice, flag, integer, originList } from './shapes/setting-shapes.js';
import { pickTranscribeService, type transcribeSettings } from './transcribe-settings.js';

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
	onAir: ShowSettings;
	recording: RecordingConfig;
	/** Who transcribes episodes; undefined where nobody does. */
	transcribe: TranscribeService | undefined;
	/** Who may hear a podcast whose host does not say. */
	defaultVisibility: Visibility;
	/** Whether members are asked before they are heard, where the host does not say. */
	defaultConsent: ConsentMode;
	mix: MixSettings;
	/** Worker threads that mix at most; undefined for one less than there are cores. */
	mixWorkers: number | undefined;
	/** Whether the voices of other bots go on air. */
	areBotsOnAir: boolean;
	/** Whether the voice channel's status says that it is on air. */
	hasChannelStatus: boolean;
	/** Whether a chime says in the channel that it is on air. */
	hasChime: boolean;
	/** A chime of one's own; undefined for the one that comes with the program. */
	chimeFile: string | undefined;
	/** IANA name of the zone of servers that have not given one. */
	timeZone: string;
	/** Which shards of Discord's gateway this process has. */
	shards: Shards;
	/** Tokens of further bot accounts, which play podcasts. */
	listenerTokens: readonly string[];
	/** Origins of other podcast servers whose links may be opened. */
	linkOrigins: readonly string[];
	/** Whether the bot may start without its consent file where other files of it are there. */
	isConsentLossAccepted: boolean;
	/** Whether what was on air when the process died goes back on air at the next start. */
	resumesOnRestart: boolean;
	/** Processes of its own that the built-in podcast server has. */
	serverProcesses: number;
	/** Whether the podcast server keeps podcasts over a restart, so that shows return to theirs. */
	keepsPodcasts: boolean;
}

/** The name of a time zone. */
const timeZone = z.string().transform((text, context) => {
	const name = findTimeZone(text);
	if (name === undefined) {
		const message = 'expected the IANA name of a time zone, such as Europe/Berlin';
		context.addIssue({ code: 'custom', message });
		return z.NEVER;
	}
	return name;
});

/** The shape of each. */
export const botSettings = {
	DISCORD_TOKEN: botToken.optional(),
	DISCORD_GUILD_ID: guildId.optional(),
	// discord.js adds the version.
	DISCORD_API_URL: apiBase(/\/v\d+\/*$/, { isForBrowsers: false }).default(
		new URL('https://discord.com/api'),
	),
	DISCORD_LISTENER_TOKENS: botTokenList.default([]),
	SHARDS: shards.default('auto'),
	PODCAST_LINK_ORIGINS: originList.default([]),
	DEFAULT_VISIBILITY: choice(VISIBILITIES).default('unlisted'),
	CONSENT: choice(CONSENT_MODES).default('notice'),
	// libopus takes 500 to 512,000 bits a second (opus_defines.h, OPUS_SET_BITRATE).
	MIX_BITRATE: integer({ min: 16_000, max: 510_000 }).default(96_000),
	MIX_AUTOMATIC_GAIN: flag().default(true),
	MIX_WORKERS: integer({ min: 0, max: 64 }).optional(),
	BOTS_ON_AIR: flag().default(false),
	CHANNEL_STATUS: flag().default(true),
	CHIME: flag().default(true),
	CHIME_FILE: file.optional(),
	TIME_ZONE: timeZone.optional(),
	CONSENT_FILE_LOST: choice(['accept']).optional(),
};

/** Settings that the bot cannot do without. */
export const requiredBotSettings = {
	DISCORD_TOKEN: z
		.string('expected the bot token from the developer portal, got nothing')
		.pipe(botToken),
};

type Shapes = Omit<typeof botSettings, keyof typeof requiredBotSettings> &
	typeof requiredBotSettings &
	typeof clientSettings &
	typeof onAirSettings &
	typeof recordingSettings &
	typeof transcribeSettings &
	Pick<typeof programSettings, 'RESUME_ON_RESTART'> &
	Pick<typeof serverSettings, 'SERVER_PROCESSES'>;

/** What is around the bot, whoever it is. */
export type BotSurroundings = Pick<
	BotConfig,
	| 'chimeFile'
	| 'commandsGuildId'
	| 'discordApiUrl'
	| 'hasChime'
	| 'listenerTokens'
	| 'podcastApiUrl'
	| 'recording'
	| 'serverProcesses'
>;

/** Those that make sense without the bot token, too. */
export function pickSurroundings(
	settings: z.infer<z.ZodObject<Omit<Shapes, keyof typeof requiredBotSettings>>>,
): BotSurroundings {
	return {
		chimeFile: settings.CHIME_FILE,
		commandsGuildId: settings.DISCORD_GUILD_ID,
		discordApiUrl: settings.DISCORD_API_URL.href.replace(/\/$/, ''),
		podcastApiUrl: settings.PODCAST_API_URL,
		hasChime: settings.CHIME,
		listenerTokens: settings.DISCORD_LISTENER_TOKENS,
		recording: pickRecordingSettings(settings),
		// On one core two processes would only take turns.
		serverProcesses: settings.SERVER_PROCESSES ?? (availableParallelism() >= 2 ? 1 : 0),
	};
}

/** The bot's settings among all of them. */
export function pickBotSettings(
	settings: z.infer<z.ZodObject<Shapes>>,
	credentials: ClientCredentials,
): BotConfig {
	return {
		...pickSurroundings(settings),
		botToken: settings.DISCORD_TOKEN,
		credentials,
		websocketHosts: settings.PODCAST_WEBSOCKET_HOSTS,
		onAir: pickOnAirSettings(settings),
		transcribe: pickTranscribeService(settings),
		defaultVisibility: settings.DEFAULT_VISIBILITY,
		defaultConsent: settings.CONSENT,
		mix: { bitrateBps: settings.MIX_BITRATE, hasAutomaticGain: settings.MIX_AUTOMATIC_GAIN },
		mixWorkers: settings.MIX_WORKERS,
		areBotsOnAir: settings.BOTS_ON_AIR,
		hasChannelStatus: settings.CHANNEL_STATUS,
		timeZone: settings.TIME_ZONE ?? ownTimeZone(),
		shards: settings.SHARDS,
		linkOrigins: settings.PODCAST_LINK_ORIGINS,
		isConsentLossAccepted: settings.CONSENT_FILE_LOST === 'accept',
		resumesOnRestart: settings.RESUME_ON_RESTART,
		keepsPodcasts: settings.RESUME_ON_RESTART && settings.PODCAST_API_URL === undefined,
	};
}
