// The program's metrics for Prometheus, read from everybody's own counts when they are asked for.
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { EpisodeCounts } from '../episodes/episode-counts.js';
import type { ListeningTotals } from '../listening/listening-counts.js';
import { readManifest } from '../manifest.js';
import type { PodcastServerStats } from '../server/podcast-server-stats.js';
import type { ShowTotals } from '../show/show-counts.js';
import { addDelayMetric } from './delay-metric.js';
import { EPISODE_SERIES } from './episode-series.js';
import { EventLoopDelay } from './event-loop-delay.js';
import { LISTENER_PROCESS_SERIES } from './listener-process-series.js';
import { familiesOf, type MetricFamily } from './metric-families.js';
import { RELAY_SERIES } from './relay-series.js';
import {
	BOT_SERIES,
	LISTENING_SERIES,
	SERVER_PROCESS_SERIES,
	SERVER_SERIES,
	type SeriesDefinition,
	type ServerProcessCounts,
	SHARED_SERIES,
} from './series.js';
import type { Snapshot } from './snapshot.js';

const PREFIX = 'podcast_';

const BUILD_SERIES: readonly SeriesDefinition<{ version: string }>[] = [
	{
		kind: 'gauge',
		name: 'build_info',
		help: 'Always 1; the label tells the version of the program',
		labelNames: ['version'],
		values: ({ version }) => [[{ version }, 1]],
	},
];

/** Whose metrics they are. */
export interface MetricsOptions {
	/** The server's process beside the bot's: figures of the process itself have a label for it. */
	isServerProcess?: boolean;
}

/** All metrics, for whoever serves them. Nothing is pushed: a frame costs nothing here. */
export class Metrics {
	readonly #registry = new Registry();
	/** Of the process itself. */
	readonly #process: Registry;
	readonly #eventLoopDelay: EventLoopDelay;
	#onAir: ShowTotals | undefined;
	#listening: ListeningTotals | undefined;
	#serverStats: (() => PodcastServerStats) | undefined;
	#episodes: (() => EpisodeCounts | undefined) | undefined;
	#snapshot: Snapshot = { bot: undefined, listening: undefined, server: undefined };

	/** Begins to measure the process; the parts are added when they run. */
	constructor({ isServerProcess = false }: MetricsOptions = {}) {
		this.#add(SHARED_SERIES, () => this.#snapshot);
		this.#process = isServerProcess ? new Registry() : this.#registry;
		if (isServerProcess) {
			this.#process.setDefaultLabels({ process: 'server' });
		} else {
			this.#add(BUILD_SERIES, readManifest);
		}
		const eventLoopDelayName = `${PREFIX}event_loop_delay_seconds`;
		this.#eventLoopDelay = new EventLoopDelay(this.#process, eventLoopDelayName);
		collectDefaultMetrics({ register: this.#process, prefix: PREFIX });
	}

	/** Media type of what `scrape` gives. */
	get contentType(): string {
		return this.#registry.contentType;
	}

	/** From now on the bot's side is measured too; call it once. */
	watchBot(onAir: ShowTotals): void {
		this.#onAir = onAir;
		this.#add(BOT_SERIES, () => this.#snapshot.bot);
		addDelayMetric(this.#registry, {
			name: `${PREFIX}frame_delay_seconds`,
			help: 'Time from the datagram of a frame to the socket of its podcast',
			counts: () => this.#snapshot.bot?.counts.sender.delays,
		});
	}

	/** From now on what is played into voice channels is measured too; call it once. */
	watchListenings(listening: ListeningTotals): void {
		this.#listening = listening;
		this.#add(LISTENING_SERIES, () => this.#snapshot.listening);
		addDelayMetric(this.#registry, {
			name: `${PREFIX}listening_delay_seconds`,
			help: 'Time from the arrival of a frame to its leaving for Discord',
			counts: () => this.#snapshot.listening?.counts.playout.delays,
		});
	}

	/** From now on the built-in podcast server is measured too; call it once. */
	watchServer(stats: () => PodcastServerStats): void {
		this.#serverStats = stats;
		this.#add(SERVER_SERIES, () => this.#snapshot.server);
		this.#add(RELAY_SERIES, () => this.#snapshot.server?.relay);
		this.#add(LISTENER_PROCESS_SERIES, () => this.#snapshot.server?.processes);
	}

	/** From now on the process of the built-in server is counted too; call it once. */
	watchServerProcess(counts: () => ServerProcessCounts): void {
		this.#add(SERVER_PROCESS_SERIES, counts);
	}

	/** From now on recorded shows are counted too, whichever server it is that tells of them. */
	watchEpisodes(counts: () => EpisodeCounts | undefined): void {
		if (!this.#episodes) {
			this.#add(EPISODE_SERIES, () => this.#episodes?.());
		}
		this.#episodes = counts;
	}

	/** Everything as it is now, in Prometheus' text format. */
	scrape(): Promise<string> {
		this.#look();
		return this.#registry.metrics();
	}

	/** Everything as it is now, for another process that tells both. */
	async families(): Promise<MetricFamily[]> {
		this.#look();
		const parts = await familiesOf(this.#registry);
		return this.#process === this.#registry
			? parts
			: [...parts, ...(await familiesOf(this.#process))];
	}

	/** Ends measuring; harmless when repeated. */
	close(): void {
		this.#eventLoopDelay.close();
		this.#registry.clear();
		this.#process.clear();
	}

	/** What all series of one scrape are read from. */
	#look(): void {
		this.#snapshot = {
			bot: this.#onAir && {
				counts: this.#onAir.counts,
				guildsOnAir: this.#onAir.running,
				bufferedBytes: this.#onAir.bufferedBytes,
			},
			listening: this.#listening && {
				counts: this.#listening.counts,
				channels: this.#listening.running,
			},
			server: this.#serverStats?.(),
		};
	}

	#add<Source>(
		definitions: readonly SeriesDefinition<Source>[],
		source: () => Source | undefined,
	): void {
		for (const { kind, name, help, labelNames, values } of definitions) {
			const shape = { name: `${PREFIX}${name}`, help, labelNames, registers: [this.#registry] };
			const read = () => {
				const now = source();
				return now === undefined ? [] : [...values(now)];
			};
			if (kind === 'counter') {
				new Counter({
					...shape,
					collect() {
						const samples = read();
						this.reset();
						for (const [labels, value] of samples) {
							this.inc(labels, value);
						}
						if (samples.length === 0 && labelNames.length === 0) {
							// Without labels there would be one, at zero.
							this.remove();
						}
					},
				});
			} else {
				new Gauge({
					...shape,
					collect() {
						const samples = read();
						for (const [labels, value] of samples) {
							this.set(labels, value);
						}
						if (samples.length === 0 && labelNames.length === 0) {
							this.remove();
						}
					},
				});
			}
		}
	}
}
