// The podcast server in a process of its own: what the bot has told of, served until it says stop.
import type { Logger } from 'pino';
import { sleepUntil, systemClock } from '../../clock.js';
import { CatchUpShelf } from '../../episodes/catch-up/catch-up-shelf.js';
import type { CatchUpChange } from '../../episodes/catch-up/served-catch-ups.js';
import { ConfigError } from '../../errors.js';
import { writeFamilies } from '../../metrics/metric-families.js';
import { Metrics } from '../../metrics/metrics.js';
import { type DataDirLock, lockDataDir } from '../../store/data-dir-lock.js';
import { startPodcastServer } from '../server-program.js';
import { BotHealth } from './bot-health.js';
import { Channel, type OtherProcess } from './channel.js';
import { EpisodesMirror } from './episodes-mirror.js';
import {
	type Answers,
	type FromServer,
	type Question,
	type ServerBeginning,
	type ToServer,
	toServerShape,
} from './messages.js';
import { packFailure } from './packed-failure.js';
import { unpackSettings } from './packed-settings.js';
import { createSentLog, NO_LOG } from './sent-log.js';
import { ShowsMirror } from './shows-mirror.js';

/** An earlier process of the same folder, whose bot was killed, ends as soon as it notices. */
const PREDECESSOR_TIMEOUT_MS = 10_000;
const LOOK_INTERVAL_MS = 50;

/** Who waits for an answer. */
interface Asking {
	resolve(value: unknown): void;
	reject(error: Error): void;
}

/** What runs in this process, until it is stopped. */
interface Running {
	/** @param hurry - cuts the moving of listeners short */
	close(hurry: AbortSignal): Promise<void>;
}

/** The end of the channel at which podcasts are served. */
export class ServerSide {
	readonly #channel: Channel<FromServer, typeof toServerShape>;
	readonly #exit: (code: 0 | 1) => void;
	/** Who waits for which answer. */
	readonly #questions = new Map<number, Asking>();
	#logger: Logger = NO_LOG;
	#lastQuestion = 0;
	#running: Promise<Running> | undefined;
	#shows: ShowsMirror | undefined;
	#episodes: EpisodesMirror | undefined;
	#catchUps: CatchUpShelf | undefined;
	readonly #botHealth = new BotHealth(systemClock);
	#isStopping = false;
	readonly #hurry = new AbortController();

	/**
	 * @param bot - the process that has started this one
	 * @param exit - ends this process
	 */
	constructor(bot: OtherProcess, exit: (code: 0 | 1) => void) {
		this.#exit = exit;
		this.#channel = new Channel(bot, {
			shape: toServerShape,
			onMessage: (message) => this.#onMessage(message),
			onBad: (error) => this.#logger.error({ err: error }, 'The bot says what nobody knows'),
		});
	}

	/** An error that came from anywhere leaves nothing to rely on: another process begins anew. */
	async failUnforeseen(error: unknown): Promise<void> {
		this.#logger.fatal({ err: error }, 'An error that nobody has foreseen, in the podcast server');
		await this.#channel.flush();
		this.#exit(1);
	}

	#onMessage(message: ToServer): void {
		this.#botHealth.heard();
		switch (message.type) {
			case 'begin':
				this.#running = this.#begin(message.beginning);
				void this.#tellOutcome(this.#running);
				break;
			case 'show':
				this.#shows?.take(message.guildId, message.show, message.isNews);
				break;
			case 'episode':
				this.#episodes?.take(message.id, message.episode, message.isCut);
				break;
			case 'catch-up':
				this.#catchUps?.take(message.change);
				break;
			case 'problem':
				this.#botHealth.told(message.problem);
				break;
			case 'sync':
				this.#channel.send({ type: 'synced', turn: message.turn });
				break;
			case 'answer':
				this.#questions.get(message.question)?.resolve(message.value);
				this.#questions.delete(message.question);
				break;
			case 'refusal':
				this.#questions.get(message.question)?.reject(new Error(message.problem));
				this.#questions.delete(message.question);
				break;
			case 'stop':
				if (message.isHurried) {
					this.#hurry.abort();
				}
				void this.#stop();
		}
	}

	/** Everything is known before the first turn is over, so that what follows changes it. */
	async #begin(beginning: ServerBeginning): Promise<Running> {
		const { dataDir, memory, problem } = beginning;
		const logger = createSentLog({
			level: beginning.logLevel,
			send: (line) => this.#channel.send({ type: 'log', line }),
			unsent: () => this.#channel.unsent,
		});
		this.#logger = logger;
		this.#botHealth.told(problem);
		const episodes = new EpisodesMirror({
			dataDir,
			clock: systemClock,
			logger,
			askSecret: () => this.#ask('secret'),
			onMissing: (id) => this.#channel.send({ type: 'missing', id }),
		});
		this.#episodes = episodes;
		for (const episode of beginning.episodes) {
			episodes.take(episode.manifest.id, episode, false);
		}
		const catchUps = beginning.catchUps && this.#mirrorCatchUps(dataDir, beginning.catchUps);
		const shows = new ShowsMirror({
			logger,
			findEpisode: (id) => episodes.find(id),
			onGuid: (guildId, guid) => this.#channel.send({ type: 'guid', guildId, guid }),
		});
		this.#shows = shows;
		for (const show of beginning.shows) {
			shows.take(show.profile.guildId, show, false);
		}
		const metrics = new Metrics({ isServerProcess: true });
		const lock = await lockAfterPredecessor(dataDir);
		try {
			const server = await startPodcastServer({
				config: {
					...unpackSettings(beginning.settings),
					cluster: beginning.cluster,
					podcastMemory: memory,
				},
				clock: systemClock,
				logger,
				metrics,
				metricsSource: {
					contentType: metrics.contentType,
					scrape: async () =>
						writeFamilies(await Promise.all([this.#ask('metrics'), metrics.families()])),
				},
				problem: () => this.#botHealth.problem,
				episodes,
				catchUps,
				shows,
			});
			this.#channel.send({ type: 'listening', url: server.url });
			return {
				async close(hurry) {
					await server.close(hurry);
					await lock.release();
				},
			};
		} catch (error) {
			await lock.release();
			throw error;
		}
	}

	#mirrorCatchUps(dataDir: string, changes: readonly CatchUpChange[]): CatchUpShelf {
		this.#catchUps = new CatchUpShelf({
			dataDir,
			clock: systemClock,
			onWanted: (id) => this.#channel.send({ type: 'wanted', id }),
		});
		for (const change of changes) {
			this.#catchUps.take(change);
		}
		return this.#catchUps;
	}

	async #tellOutcome(running: Promise<Running>): Promise<void> {
		try {
			await running;
		} catch (error) {
			this.#channel.send({ type: 'failed', failure: packFailure(error) });
			await this.#channel.flush();
			this.#exit(1);
		}
	}

	async #stop(): Promise<void> {
		if (this.#isStopping) {
			return;
		}
		this.#isStopping = true;
		try {
			await (await this.#running)?.close(this.#hurry.signal);
		} catch (error) {
			this.#logger.error({ err: error }, 'Stopping the podcast server failed');
		}
		await this.#channel.flush();
		this.#exit(0);
	}

	#ask<Asked extends Question>(about: Asked): Promise<Answers[Asked]> {
		const question = ++this.#lastQuestion;
		const answer = new Promise<unknown>((resolve, reject) => {
			this.#questions.set(question, { resolve, reject });
		});
		this.#channel.send({ type: 'ask', question, about });
		return answer as Promise<Answers[Asked]>;
	}
}

/**
 * Takes the folder for this process. Until its predecessor is gone the port is taken as well, and the
 * file of podcasts might be written twice.
 *
 * @throws {ConfigError} where it does not go in time
 */
async function lockAfterPredecessor(dataDir: string): Promise<DataDirLock> {
	const deadlineMs = systemClock.nowMs() + PREDECESSOR_TIMEOUT_MS;
	for (;;) {
		try {
			return await lockDataDir({
				dataDir,
				program: 'server-process',
				// Where nothing can be locked the bot has said so.
				logger: NO_LOG,
				keepsTemporaryFiles: true,
			});
		} catch (error) {
			if (!(error instanceof ConfigError) || systemClock.nowMs() >= deadlineMs) {
				throw error;
			}
		}
		await sleepUntil(systemClock, systemClock.nowMs() + LOOK_INTERVAL_MS);
	}
}
