// The life of the bot's program: a server beside the bot, and what becomes of both at the end.
import type { Logger } from 'pino';
import { sleepUntil, systemClock } from '../clock.js';
import type { BotProgramConfig } from '../config/config.js';
import { checkConsentFile } from '../consent/consent-file.js';
import {
	adviseAfterGatewayEnd,
	describeGatewayEnd,
} from '../discord/words/failures/gateway-words.js';
import { UserError } from '../errors.js';
import { printLine } from '../logger.js';
import { Metrics } from '../metrics/metrics.js';
import { ShowRegistry } from '../show/show-registry.js';
import { makePlaces, startBot } from './bot-program.js';
import type { Stop } from './program-life.js';
import { openRecordings } from './recordings.js';
import { printProgram, printServerAddress, type RunningProgram } from './run-program.js';
import {
	type ServerProgramOptions,
	startPodcastServer,
	startStatusServer,
} from './server-program.js';

/** After a failure `GET /health` says so for that long, for whoever looks now and then. */
const FAILURE_SHOWN_MS = 3000;

/** A server of ours that runs beside the bot, and where podcasts are. */
interface Serving {
	apiUrl: URL;
	close: Stop;
}

/**
 * Starts the bot, and the server that belongs to it.
 *
 * @throws {UserError} if Discord refuses the bot token
 * @throws {ConfigError} if who has opted out is lost
 */
export async function runBot(
	config: BotProgramConfig,
	logger: Logger,
	{ fail }: RunningProgram,
): Promise<Stop> {
	let failure: string | undefined;
	const registry = new ShowRegistry();
	const shared = { config, clock: systemClock, logger, metrics: new Metrics() };
	const recordings = await openRecordings({ ...shared, isLate: () => isAnyLate(registry) });
	const episodes = recordings.library;
	const places = makePlaces({ ...shared, recordings, registry });
	const serving = await startServing({
		...shared,
		episodes,
		shows: places,
		problem: () => failure,
		registry,
	}).catch(async (error: unknown) => {
		await recordings.close();
		throw error;
	});
	const close = async () => {
		await recordings.close();
		await serving.close();
	};
	try {
		await checkConsentFile({
			folder: config.dataDir,
			isLossAccepted: config.bot.isConsentLossAccepted,
			logger,
		});
		const bot = await startBot({
			...shared,
			recordings,
			places,
			podcastApiUrl: serving.apiUrl,
			random: Math.random,
			registry,
			onGatewayEnd(cause) {
				failure = describeGatewayEnd(cause);
				fail(new UserError(adviseAfterGatewayEnd(cause, 'DISCORD_TOKEN')));
			},
			print: printLine,
		});
		return async () => {
			await Promise.all([bot.stop(), failure !== undefined && showFailure()]);
			await close();
		};
	} catch (error) {
		await close();
		throw error;
	}
}

function isAnyLate({ shows }: ShowRegistry): boolean {
	return shows.some(({ onAir }) => onAir.troubles.some(({ kind }) => kind === 'late'));
}

async function startServing(
	options: ServerProgramOptions & { config: BotProgramConfig; registry: ShowRegistry },
): Promise<Serving> {
	const { config, registry } = options;
	const { podcastApiUrl } = config.bot;
	if (podcastApiUrl === undefined) {
		const server = await startPodcastServer(options);
		printProgram(config);
		printServerAddress(config.server.publicUrl ?? server.url);
		return { apiUrl: new URL(server.url), close: () => server.close() };
	}
	const server = await startStatusServer({
		...options,
		health: () => ({ guildsOnAir: registry.totals.running }),
	});
	printProgram(config);
	if (server) {
		printLine(`Health and metrics: ${server.url}/health, ${server.url}/metrics`);
	}
	return { apiUrl: podcastApiUrl, close: async () => server?.close() };
}

function showFailure(): Promise<void> {
	return sleepUntil(systemClock, systemClock.nowMs() + FAILURE_SHOWN_MS);
}
