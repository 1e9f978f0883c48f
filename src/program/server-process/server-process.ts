// The process of the bot's podcast server: started, watched, started anew after a crash, and stopped.
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../clock.js';
import type { BotProgramConfig } from '../../config/config.js';
import type { CatchUps } from '../../episodes/catch-up/catch-ups.js';
import type { EpisodeLibrary } from '../../episodes/episode-library.js';
import { UserError } from '../../errors.js';
import { portOf } from '../../host-name.js';
import type { Metrics } from '../../metrics/metrics.js';
import { describeListenProblem, findListenCode } from '../listen-problem.js';
import type { ShowPlaces } from '../show-places.js';
import type { Answers, Question, ToServer } from './messages.js';
import { packSettings } from './packed-settings.js';
import type { ProcessEnd } from './process-end.js';
import { describeEnd, ServerChild } from './server-child.js';
import { ToldEpisodes } from './told-episodes.js';
import { ToldShows } from './told-shows.js';

/** Crashes within this time count as one trouble. */
const CRASH_WINDOW_MS = 60_000;

/** Pauses before a new start, by crashes of late; after the last there is none. */
const PAUSES_MS = [0, 500, 1000, 2000, 4000] as const;

/** What the server's process is run with. */
export interface ServerProcessOptions {
	config: BotProgramConfig;
	clock: Clock;
	logger: Logger;
	/** The bot's; the server asks for them when it is asked. */
	metrics: Metrics;
	episodes: EpisodeLibrary;
	/** Undefined where no show can be heard from its beginning on. */
	catchUps?: CatchUps | undefined;
	shows: ShowPlaces;
	/** What is wrong with the program, as a sentence; undefined: nothing. */
	problem: () => string | undefined;
	/** It cannot be kept running; the message says so to whoever runs the program. */
	onGivenUp: (error: UserError) => void;
	/** The compiled file that is run; default the one beside this. */
	entry?: URL;
}

/** The process that there is, and the next one where it crashes. */
export class ServerProcess {
	readonly #options: ServerProcessOptions;
	readonly #shows: ToldShows;
	readonly #episodes: ToldEpisodes;
	readonly #releaseCatchUps: (() => void) | undefined;
	/** When it has crashed of late, by the clock. */
	#crashesAtMs: number[] = [];
	#crashes = 0;
	#child: ServerChild | undefined;
	#restart: Timer | undefined;
	#isClosed = false;
	/** Where it listens; known from the first start on, and kept from crash to crash. */
	#url = '';

	/**
	 * Starts the process; resolves when it listens.
	 *
	 * @throws what the server could not begin for, such as the system's error of a taken port
	 */
	static async start(options: ServerProcessOptions): Promise<ServerProcess> {
		const server = new ServerProcess(options);
		const child = server.#begin(options.config.server.port);
		try {
			server.#url = await child.listening;
		} catch (error) {
			server.#release();
			throw error;
		}
		server.#watch(child);
		options.metrics.watchServerProcess(() => ({ crashes: server.#crashes }));
		options.metrics.watchEpisodes(() => options.episodes.counts);
		return server;
	}

	private constructor(options: ServerProcessOptions) {
		this.#options = options;
		const { catchUps, clock, episodes, shows } = options;
		const send = (message: ToServer) => this.#child?.send(message);
		this.#shows = new ToldShows({ places: shows, clock, send });
		const settled = async () => this.#child?.settled();
		this.#episodes = new ToldEpisodes({ library: episodes, send, settled });
		this.#releaseCatchUps = catchUps?.serveThrough({
			tell(change) {
				send({ type: 'catch-up', change });
				// What is only added need not be heard of in time.
				return change.facts && change.segments.length > 0 ? Promise.resolve() : settled();
			},
		});
	}

	/** Base URL under which this machine reaches the server. */
	get url(): string {
		return this.#url;
	}

	/** Tells the server that something is wrong with the program, or is not any more. */
	tellProblem(): void {
		const problem = this.#options.problem();
		this.#child?.send({ type: 'problem', ...(problem !== undefined && { problem }) });
	}

	/**
	 * Stops the server in order; calling it again changes nothing.
	 *
	 * @param hurry - cuts the moving of listeners short
	 */
	async close(hurry?: AbortSignal): Promise<void> {
		this.#release();
		await this.#child?.stop(hurry);
	}

	#release(): void {
		this.#isClosed = true;
		this.#restart?.cancel();
		this.#shows.close();
		this.#episodes.close();
		this.#releaseCatchUps?.();
	}

	#begin(port: number): ServerChild {
		const { catchUps, clock, config, entry, episodes, logger, problem, shows } = this.#options;
		const settings = packSettings(config);
		const child = new ServerChild({
			beginning: {
				settings: { ...settings, server: { ...settings.server, port } },
				cluster: config.cluster,
				dataDir: config.dataDir,
				memory: config.podcastMemory,
				logLevel: config.log.level,
				problem: problem(),
				shows: this.#shows.all(),
				episodes: this.#episodes.all(),
				catchUps: catchUps?.all(),
			},
			clock,
			entry,
			logger,
			answer: (about) => this.#answer(about),
			onGuid: (guildId, guid) => shows.keepGuid(guildId, guid),
			onMissing: (id) => episodes.missing(id),
			onWanted: (id) => catchUps?.want(id),
		});
		this.#child = child;
		return child;
	}

	async #answer<Asked extends Question>(about: Asked): Promise<Answers[Asked]> {
		const { episodes, metrics } = this.#options;
		const answers: { [About in Question]: () => Promise<Answers[About]> } = {
			metrics: () => metrics.families(),
			secret: () => episodes.links.secret(),
		};
		return answers[about]();
	}

	#watch(child: ServerChild): void {
		void child.ended.then((end) => {
			if (this.#child === child) {
				this.#child = undefined;
			}
			if (!this.#isClosed) {
				this.#onCrash(end);
			}
		});
	}

	#onCrash(end: ProcessEnd): void {
		const { clock, logger } = this.#options;
		const nowMs = clock.nowMs();
		this.#crashes++;
		this.#crashesAtMs = this.#crashesAtMs.filter((atMs) => atMs > nowMs - CRASH_WINDOW_MS);
		const pauseMs = PAUSES_MS[this.#crashesAtMs.length];
		this.#crashesAtMs.push(nowMs);
		const { code, failure, signal } = end;
		logger.error(
			{ code, signal, ...(failure && { err: failure }), crashes: this.#crashes },
			pauseMs === undefined
				? 'The process of the podcast server has ended once too often'
				: 'The process of the podcast server has ended: it is started anew',
		);
		if (pauseMs === undefined) {
			this.#giveUp(end);
		} else {
			this.#restart = clock.at(nowMs + pauseMs, () => this.#beginAgain());
		}
	}

	#beginAgain(): void {
		const { logger } = this.#options;
		const child = this.#begin(portOf(new URL(this.#url)));
		this.#watch(child);
		child.listening.then(
			(url) => logger.info({ url }, 'The podcast server is back'),
			// Its end is a crash, and told as one.
			() => {},
		);
	}

	#giveUp(end: ProcessEnd): void {
		const { config, onGivenUp } = this.#options;
		const { host } = config.server;
		const port = portOf(new URL(this.#url));
		const code = end.failure && findListenCode(end.failure, host);
		const reason =
			code === undefined ? describeEnd(end) : describeListenProblem({ host, port, code });
		this.#release();
		onGivenUp(
			new UserError(
				`The podcast server does not stay up: its process has ended ${PAUSES_MS.length + 1} times within a minute. ${reason}. The log says more.`,
			),
		);
	}
}
