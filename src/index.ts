// The bot with the built-in podcast server, or the bot alone with a foreign one.
import type { Logger } from 'pino';
import { systemClock } from './clock.js';
import { Bot } from './commands/bot.js';
import { OnAirRegistry } from './commands/on-air-registry.js';
import type { BotConfig, Config } from './config.js';
import { printLine } from './logger.js';
import { runProgram, type Stop } from './program.js';
import { PodcastApi } from './sender/podcast-api.js';
import { PodcastServer } from './server/podcast-server.js';

await runProgram('bot', async (config, logger) => {
	const bot = config.bot as BotConfig;
	if (bot.podcastApiUrl) {
		return startBot(bot, bot.podcastApiUrl, logger);
	}
	const server = await startServer(config, logger);
	try {
		const stopBot = await startBot(bot, new URL(server.url), logger);
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

async function startBot(config: BotConfig, podcastApiUrl: URL, logger: Logger): Promise<Stop> {
	const registry = new OnAirRegistry();
	const bot = await Bot.start({
		botToken: config.botToken,
		discordApiUrl: config.discordApiUrl,
		commandsGuildId: config.commandsGuildId,
		api: new PodcastApi({ apiUrl: podcastApiUrl, ...config.credentials, clock: systemClock }),
		clock: systemClock,
		logger,
		random: Math.random,
		registry,
		settings: config.onAir,
	});
	printLine(`Logged in as ${bot.name}, in ${bot.guildCount} server(s).`);
	printLine(`Invite it with: ${bot.inviteUrl}`);
	return async () => {
		bot.refuseCommands();
		await registry.close();
		await bot.close();
	};
}
