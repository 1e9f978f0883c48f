// Environment to checked configuration; the only reader of process.env.
import { join } from 'node:path';
import { z } from 'zod';
import type { PodcastMemoryPlace } from '../server/podcast/podcast-memory.js';
import {
	type BotConfig,
	type BotSurroundings,
	botSettings,
	pickBotSettings,
	pickSurroundings,
	requiredBotSettings,
} from './bot-settings.js';
import { clientSettings, pickCredentials } from './client-settings.js';
import { type ClusterConfig, clusterSettings, pickClusterSettings } from './cluster-settings.js';
import { cleanEnvironment, type Environment } from './environment.js';
import { feedSettings } from './feed-settings.js';
import { limitSettings } from './limit-settings.js';
import { onAirSettings } from './on-air-settings.js';
import { type ClientCredentials, deriveCredentials } from './own-credentials.js';
import { describeIssue, findMissing } from './problems.js';
import { type LogConfig, programSettings } from './program-settings.js';
import { recordingSettings } from './recording-settings.js';
import { pickServerSettings, type ServerConfig, serverSettings } from './server-settings.js';
import { pickSiteSettings, type SiteConfig, siteSettings } from './site-settings.js';
import { transcribeSettings } from './transcribe-settings.js';

/** What each program has. */
interface SharedConfig {
	/** A bot with a foreign podcast server shows its metrics there. */
	server: ServerConfig;
	/** Of the built-in server's pages. */
	site: SiteConfig;
	/** Other machines. */
	cluster: ClusterConfig;
	/** Folder of what outlives a restart. */
	dataDir: string;
	/** Where the built-in server's podcasts do. */
	podcastMemory: PodcastMemoryPlace;
	log: LogConfig;
}

/** All of it for the bot. */
export interface BotProgramConfig extends SharedConfig {
	program: 'bot';
	bot: BotConfig;
}

/** All of it for the server alone. */
export interface ServerProgramConfig extends SharedConfig {
	program: 'server';
}

/** What the doctor looks at: a bot whose token may not be there yet. */
export interface ExaminedConfig extends SharedConfig {
	bot: BotSurroundings & {
		botToken: string | undefined;
		/** Undefined only where there is no token either. */
		credentials: ClientCredentials | undefined;
	};
}

/** By program. */
export interface Configs {
	bot: BotProgramConfig;
	server: ServerProgramConfig;
}

/** Which program the configuration is for. */
export type Program = keyof Configs;

/** That of any program. */
export type Config = Configs[Program];

export { type Environment, loadEnvironment } from './environment.js';

/** The two may have one `DATA_DIR`, so each has a file of its own there. */
const PODCASTS_FILE = {
	bot: 'podcasts.json',
	server: 'podcasts-server.json',
} as const satisfies Record<Program, string>;

/** The shape of each setting. */
export const settingsShape = z.object({
	...botSettings,
	...clientSettings,
	...serverSettings,
	...programSettings,
	...limitSettings,
	...onAirSettings,
	...recordingSettings,
	...transcribeSettings,
	...feedSettings,
	...siteSettings,
	...clusterSettings,
});

const botShape = settingsShape.extend(requiredBotSettings);

/** The names of all settings. */
export const SETTING_NAMES: readonly string[] = Object.keys(settingsShape.shape);

type Settings = z.infer<typeof settingsShape>;

const READERS: { [Of in Program]: (given: Environment) => Configs[Of] } = {
	bot: readBotConfig,
	server: readServerConfig,
};

/**
 * Checks the environment.
 *
 * @throws {AggregateError} of {@link ConfigError}s, one for each setting that is missing or wrong
 */
export function readConfig<Of extends Program>(environment: Environment, program: Of): Configs[Of] {
	return READERS[program](cleanEnvironment(environment));
}

/** A bot has credentials of its own at its own server. */
function readBotConfig(given: Environment): BotProgramConfig {
	const settings = check(botShape, given, 'bot');
	const credentials = pickCredentials(settings) ?? deriveCredentials(settings.DISCORD_TOKEN);
	const client = settings.PODCAST_API_URL ? undefined : credentials;
	return {
		program: 'bot',
		bot: pickBotSettings(settings, credentials),
		...shared(settings, 'bot', pickServerSettings(settings, client)),
	};
}

/**
 * Checks the environment of a bot whose token is not set.
 *
 * @throws {AggregateError} as `readConfig` does, of all other settings
 */
export function readConfigWithoutToken(environment: Environment): ExaminedConfig {
	const settings = check(settingsShape, cleanEnvironment(environment), 'bot');
	const credentials = pickCredentials(settings);
	return {
		bot: { ...pickSurroundings(settings), botToken: undefined, credentials },
		...shared(settings, 'bot', pickServerSettings(settings, undefined)),
	};
}

function readServerConfig(given: Environment): ServerProgramConfig {
	const settings = check(settingsShape, given, 'server');
	const client = settings.PODCAST_API_URL ? undefined : pickCredentials(settings);
	return {
		program: 'server',
		...shared(settings, 'server', pickServerSettings(settings, client)),
	};
}

function shared(settings: Settings, program: Program, server: ServerConfig): SharedConfig {
	return {
		server,
		site: pickSiteSettings(settings),
		cluster: pickClusterSettings(settings),
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
				settings.TRANSCRIBE_KEY ?? '',
				settings.PODPING_TOKEN ?? '',
				settings.NATS_PASSWORD ?? '',
				...passwordsIn(settings.NATS_URL ?? []),
				...settings.DISCORD_LISTENER_TOKENS,
				...server.clients.values(),
			].filter(Boolean),
		},
	};
}

/** Passwords that stand in addresses. */
function passwordsIn(urls: readonly string[]): string[] {
	return urls.map((url) => decodeURIComponent(new URL(url).password));
}

/** All problems are told at once, in the order of the settings. */
function check<Shape extends z.ZodType>(
	shape: Shape,
	given: Environment,
	program: Program,
): z.infer<Shape> {
	const result = shape.safeParse(given);
	const missing = findMissing(given, program);
	if (!result.success || missing.length > 0) {
		const wrong = (result.error?.issues ?? []).map((issue) => describeIssue(issue, given));
		const place = (variable: string) => SETTING_NAMES.indexOf(variable);
		throw new AggregateError(
			[...missing, ...wrong].sort((a, b) => place(a.variable) - place(b.variable)),
			'The configuration is wrong',
		);
	}
	return result.data;
}
