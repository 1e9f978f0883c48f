// The bot with the built-in podcast server, or the bot alone with a foreign one.
import type { Logger } from 'pino';
import { sleepUntil, systemClock } from './clock.js';
import { Bot } from './commands/bot.js';
import { OnAirMemory } from './commands/on-air-memory.js';
import { OnAirRegistry } from './commands/on-air-registry.js';
import type { BotConfig, Config } from './config.js';
import { printLine } from './logger.js';
import { runProgram, type Stop } from './program.js';
import { PodcastApi } from './sender/podcast-api.js';
import { PodcastServer } from './server/podcast-server.js';

/** Podcasts end at once; their panels are waited for no longer, the next start sees to them. */
const PANELS_TIMEOUT_MS = 3000;

await runProgram('bot', async (config, logger) => {
	const bot = config.bot as BotConfig;
	if (bot.podcastApiUrl) {
		return startBot(config, bot.podcastApiUrl, logger);
	}
	const server = await startServer(config, logger);
	try {
		const stopBot = await startBot(config, new URL(server.url), logger);
		return async () => {
			await stopBot();
			await server.close();
		};
	} catch (error) {
		await server.close();
		throw error;
	}
});

async function startServer(config: Config, logger: Logger): Promise<PodcastServer> {
	const server = await PodcastServer.start({ ...config.server, clock: systemClock, logger });
	printLine(`Podcast server: ${config.server.publicUrl ?? server.url}`);
	return server;
}

async function startBot(config: Config, podcastApiUrl: URL, logger: Logger): Promise<Stop> {
	const { botToken, commandsGuildId, credentials, discordApiUrl, onAir, resumesOnRestart } =
		config.bot as BotConfig;
	const registry = new OnAirRegistry();
	const bot = await Bot.start({
		botToken,
		discordApiUrl,
		commandsGuildId,
		api: new PodcastApi({ apiUrl: podcastApiUrl, ...credentials, clock: systemClock }),
		clock: systemClock,
		logger,
		memory: new OnAirMemory({ folder: config.dataDir, clock: systemClock, logger }),
		random: Math.random,
		registry,
		resumesOnRestart,
		settings: onAir,
	});
	printLine(`Logged in as ${bot.name}, in ${bot.guildCount} server(s).`);
	printLine(`Invite it with: ${bot.inviteUrl}`);
	return async () => {
		bot.refuseCommands();
		const deadlineMs = systemClock.nowMs() + PANELS_TIMEOUT_MS;
		await Promise.race([registry.close(), sleepUntil(systemClock, deadlineMs)]);
		await bot.close();
	};
}
