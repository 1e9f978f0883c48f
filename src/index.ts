// The bot with the built-in podcast server, or the bot alone with a foreign one.
import type { Logger } from 'pino';
import { MixingPool } from './audio/mix/mixing-pool.js';
import { PodcastApi } from './client/podcast-api.js';
import { sleepUntil, systemClock } from './clock.js';
import type { BotConfig, Config } from './config/config.js';
import { VoicePrivacy } from './consent/voice-consent.js';
import { ListenerAccounts } from './discord/accounts/listener-accounts.js';
import { Bot } from './discord/bot.js';
import { UserError } from './errors.js';
import { ListeningRegistry } from './listening/listening-registry.js';
import { PodcastCatalogue } from './listening/podcast-catalogue.js';
import { printLine } from './logger.js';
import { Metrics } from './metrics/metrics.js';
import { describeListenProblem, findListenCode } from './program/listen-problem.js';
import {
	printServerAddress,
	type RunningProgram,
	runProgram,
	type Stop,
} from './program/run-program.js';
import { StatusServer } from './server/http/status-server.js';
import { PodcastServer } from './server/podcast-server.js';
import { OnAirRegistry } from './show/show-registry.js';
import { ListeningMemory } from './store/listening-store.js';
import { OnAirMemory } from './store/show-store.js';

/** What all parts are started with. */
interface Parts {
	config: Config;
	logger: Logger;
	metrics: Metrics;
	registry: OnAirRegistry;
	/** What ends the program, once there is something that does. */
	failure: { reason?: string };
	fail: RunningProgram['fail'];
}

/** A server of ours that runs beside the bot, and where podcasts are. */
interface Serving {
	apiUrl: URL;
	close: Stop;
}

/** Podcasts end at once; their panels are waited for no longer, the next start sees to them. */
const PANELS_TIMEOUT_MS = 3000;

/** After a failure `GET /health` says so for that long, for whoever looks now and then. */
const FAILURE_SHOWN_MS = 3000;

await runProgram('bot', async (config, logger, { fail }) => {
	const bot = config.bot as BotConfig;
	const registry = new OnAirRegistry();
	const parts = { config, logger, metrics: new Metrics(), registry, failure: {}, fail };
	parts.metrics.watchBot(parts.registry.totals);
	const serving = bot.podcastApiUrl
		? await startStatusServer(bot.podcastApiUrl, parts)
		: await startServer(parts);
	try {
		const stopBot = await startBot(serving.apiUrl, parts);
		return async () => {
			await Promise.all([stopBot(), showFailure(parts)]);
			await serving.close();
		};
	} catch (error) {
		await serving.close();
		throw error;
	}
});

async function showFailure({ failure }: Parts): Promise<void> {
	if (failure.reason !== undefined) {
		await sleepUntil(systemClock, systemClock.nowMs() + FAILURE_SHOWN_MS);
	}
}

async function startServer({ config, failure, logger, metrics }: Parts): Promise<Serving> {
	const server = await PodcastServer.start({
		...config.server,
		memory: config.podcastMemory,
		metrics: { source: metrics, token: config.server.metricsToken },
		problem: () => failure.reason,
		clock: systemClock,
		logger,
	});
	metrics.watchServer(() => server.stats());
	printServerAddress(config.server.publicUrl ?? server.url);
	return { apiUrl: new URL(server.url), close: () => server.close() };
}

/** Nobody's podcast depends on it, so the bot starts without it where the port is taken. */
async function startStatusServer(
	apiUrl: URL,
	{ config, failure, logger, metrics, registry }: Parts,
): Promise<Serving> {
	const { host, port, metricsToken, limits, trustedProxies } = config.server;
	try {
		const server = await StatusServer.start({
			host,
			port,
			limits,
			trustedProxies,
			metrics: { source: metrics, token: metricsToken },
			problem: () => failure.reason,
			guildsOnAir: () => registry.totals.running,
			clock: systemClock,
			logger,
		});
		printLine(`Health and metrics: ${server.url}/health, ${server.url}/metrics`);
		return { apiUrl, close: () => server.close() };
	} catch (error) {
		const code = findListenCode(error, host) ?? String(error);
		const problem = describeListenProblem({ host, port, code });
		logger.warn({ problem }, 'No /metrics and /health: set another PORT or HOST');
		return { apiUrl, close: async () => {} };
	}
}

async function startBot(podcastApiUrl: URL, parts: Parts): Promise<Stop> {
	const { config, fail, failure, logger, registry } = parts;
	const { botToken, commandsGuildId, credentials, discordApiUrl, onAir, resumesOnRestart } =
		config.bot as BotConfig;
	const { areBotsOnAir, defaultVisibility, keepsPodcasts, mix, mixWorkers } =
		config.bot as BotConfig;
	const privacy = new VoicePrivacy({ folder: config.dataDir, logger });
	await privacy.open();
	const mixing = new MixingPool({
		...(mixWorkers !== undefined && { workers: mixWorkers }),
		onWorkerError: (error) => logger.error({ err: error }, 'A mixing worker failed'),
	});
	const api = new PodcastApi({
		apiUrl: podcastApiUrl,
		...credentials,
		clock: systemClock,
		...describeServer(config),
	});
	const { accounts, catalogue, listenings } = prepareListening(podcastApiUrl, api, parts);
	const bot = await Bot.start({
		botToken,
		discordApiUrl,
		commandsGuildId,
		api,
		catalogue,
		clock: systemClock,
		dataDir: config.dataDir,
		defaultVisibility,
		listenings,
		logger,
		memory: new OnAirMemory({ folder: config.dataDir, clock: systemClock, logger }),
		onGatewayEnd: ({ advice, reason }) => {
			failure.reason = reason;
			fail(new UserError(advice));
		},
		print: printLine,
		random: Math.random,
		keepsPodcasts,
		registry,
		resumesOnRestart,
		settings: onAir,
		voices: { areBotsOnAir, mix, mixing, privacy },
	});
	printLine(`Logged in as ${bot.name}, in ${bot.guildCount} server(s).`);
	printLine(`Invite it with: ${bot.inviteUrl}`);
	return async () => {
		bot.refuseCommands();
		const deadlineMs = systemClock.nowMs() + PANELS_TIMEOUT_MS;
		const closing = Promise.all([
			resumesOnRestart ? registry.pause() : registry.close(),
			resumesOnRestart ? listenings.pause() : listenings.close(),
		]);
		await Promise.race([closing, sleepUntil(systemClock, deadlineMs)]);
		await Promise.all([bot.close(), accounts.close()]);
		await Promise.all([mixing.close(), privacy.close()]);
	};
}

/** Our own server is reached by loopback, and told of by its public address. */
function describeServer({ bot, server }: Config) {
	const { podcastApiUrl, websocketHosts } = bot as BotConfig;
	return podcastApiUrl
		? { websocketHosts }
		: { isOwnServer: true, publicUrl: server.publicUrl ? new URL(server.publicUrl) : undefined };
}

/** Further accounts log in beside the bot, which does not wait for them. */
function prepareListening(
	apiUrl: URL,
	api: PodcastApi,
	{ config, logger, metrics, registry }: Parts,
) {
	const { discordApiUrl, linkOrigins, listenerTokens, onAir, podcastApiUrl } =
		config.bot as BotConfig;
	const accounts = new ListenerAccounts({ tokens: listenerTokens, discordApiUrl, logger });
	void accounts.ready.then(() => {
		if (listenerTokens.length > 0) {
			printLine(`Listener accounts: ${accounts.count} of ${listenerTokens.length} logged in.`);
		}
	});
	const listenings = new ListeningRegistry({
		accounts,
		onAir: registry,
		clock: systemClock,
		logger,
		random: Math.random,
		settings: onAir,
		memory: new ListeningMemory({ folder: config.dataDir, logger, clock: systemClock }),
	});
	metrics.watchListenings(listenings.totals);
	const catalogue = new PodcastCatalogue({
		api,
		apiUrl,
		publicUrl: config.server.publicUrl === undefined ? undefined : new URL(config.server.publicUrl),
		linkOrigins,
		hasDirectory: () => podcastApiUrl === undefined || api.isExtended,
		clock: systemClock,
		onAir: registry,
	});
	return { accounts, catalogue, listenings };
}
