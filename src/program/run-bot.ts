// The life of the bot's program: a server beside the bot, and what becomes of both at the end.
import type { Logger } from 'pino';
import { sleepUntil, systemClock } from '../clock.js';
import type { Bus } from '../cluster/bus.js';
import type { BotProgramConfig } from '../config/config.js';
import { checkConsentFile } from '../consent/consent-file.js';
import {
	adviseAfterGatewayEnd,
	describeGatewayEnd,
} from '../discord/words/failures/gateway-words.js';
import type { EpisodeLibrary } from '../episodes/episode-library.js';
import { UserError } from '../errors.js';
import { portOf } from '../host-name.js';
import { printLine } from '../logger.js';
import { Metrics } from '../metrics/metrics.js';
import { ShowRegistry } from '../show/show-registry.js';
import { makePlaces, startBot } from './bot-program.js';
import { openBus } from './cluster-bus.js';
import type { Stop } from './program-life.js';
import { openRecordings, type Recordings } from './recordings.js';
import { printProgram, printServerAddress, type RunningProgram } from './run-program.js';
import type { ServerProgramOptions } from './server-program.js';
import type { ShowPlaces } from './show-places.js';

/** After a failure `GET /health` says so for that long, for whoever looks now and then. */
const FAILURE_SHOWN_MS = 3000;

/** A server of ours that runs beside the bot, and where podcasts are. */
interface Serving {
	apiUrl: URL;
	/** Tells it that the program's problem is another one. */
	tellProblem(): void;
	/** @param hurry - cuts the moving of listeners short */
	close(hurry: AbortSignal): Promise<void>;
}

/** What a server of ours is started with beside a bot. */
interface ServingOptions extends ServerProgramOptions {
	config: BotProgramConfig;
	episodes: EpisodeLibrary;
	recordings: Pick<Recordings, 'catchUps'>;
	shows: ShowPlaces;
	problem: () => string | undefined;
	registry: ShowRegistry;
	/** The server is gone, and does not come back. */
	onGivenUp: (error: UserError) => void;
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
	{ fail, hurry }: RunningProgram,
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
		recordings,
		shows: places,
		problem: () => failure,
		registry,
		onGivenUp(error) {
			failure = error.message;
			fail(error);
		},
	}).catch(async (error: unknown) => {
		await recordings.close();
		throw error;
	});
	let bus: Bus | undefined;
	const close = async () => {
		await recordings.close();
		await serving.close(hurry);
		await bus?.close();
		shared.metrics.close();
	};
	try {
		bus = await openBus({ ...shared, cluster: config.cluster, name: 'bot' });
		await checkConsentFile({
			folder: config.dataDir,
			isLossAccepted: config.bot.isConsentLossAccepted,
			logger,
		});
		const bot = await startBot({
			...shared,
			recordings,
			places,
			bus,
			podcastApiUrl: serving.apiUrl,
			random: Math.random,
			registry,
			onGatewayEnd(cause) {
				failure = describeGatewayEnd(cause);
				serving.tellProblem();
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

/** What one kind of server needs and the other does not is loaded where it is needed. */
async function startServing(options: ServingOptions): Promise<Serving> {
	const { config } = options;
	const { podcastApiUrl, serverProcesses } = config.bot;
	if (podcastApiUrl !== undefined) {
		const status = await startStatus(options);
		printProgram(config);
		if (status) {
			printLine(`Health and metrics: ${status.url}/health, ${status.url}/metrics`);
		}
		return {
			apiUrl: podcastApiUrl,
			tellProblem: () => {},
			close: async () => status?.close(),
		};
	}
	const serving =
		serverProcesses === 0 ? await startServerHere(options) : await startServerThere(options);
	printProgram(config);
	printServerAddress(config.server.publicUrl ?? serving.url);
	return { ...serving, apiUrl: new URL(serving.url) };
}

/** In the bot's own process. */
async function startServerHere(options: ServingOptions) {
	const { startPodcastServer } = await import('./server-program.js');
	const server = await startPodcastServer({
		...options,
		catchUps: options.recordings.catchUps?.served,
	});
	return {
		url: server.url,
		tellProblem: () => {},
		close: (hurry: AbortSignal) => server.close(hurry),
	};
}

/** In a process of its own. */
async function startServerThere(options: ServingOptions) {
	const { ServerProcess } = await import('./server-process/server-process.js');
	let last: Awaited<ReturnType<typeof startStatus>>;
	const server = await ServerProcess.start({
		...options,
		catchUps: options.recordings.catchUps,
		async onGivenUp(error) {
			const { config } = options;
			// For whoever looks at what is wrong: nobody else listens there any more.
			last = await startStatus({
				...options,
				config: { ...config, server: { ...config.server, port: portOf(new URL(server.url)) } },
				problem: () => error.message,
			});
			options.onGivenUp(error);
		},
	});
	return {
		url: server.url,
		tellProblem: () => server.tellProblem(),
		async close(hurry: AbortSignal) {
			await server.close(hurry);
			await last?.close();
		},
	};
}

/** Health and metrics of a bot that serves no podcasts; undefined where somebody else has the port. */
async function startStatus(options: ServingOptions) {
	const { startStatusServer } = await import('./server-program.js');
	const health = () => ({ guildsOnAir: options.registry.totals.running });
	return startStatusServer({ ...options, health });
}

function showFailure(): Promise<void> {
	return sleepUntil(systemClock, systemClock.nowMs() + FAILURE_SHOWN_MS);
}
