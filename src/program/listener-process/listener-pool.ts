// All listener processes of a podcast server: started, chosen from, and started anew.
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../clock.js';
import { LocalHub, type LocalHubOptions } from '../../cluster/local/local-hub.js';
import type { ClusterConfig } from '../../config/cluster-settings.js';
import type { Config } from '../../config/config.js';
import { RunningTotals } from '../../counts/running-totals.js';
import type {
	ListenerProcessStats,
	PodcastServerStats,
} from '../../server/podcast-server-stats.js';
import type {
	HandedConnection,
	ListenerProcesses,
} from '../../server/spread/listener-processes.js';
import {
	addServed,
	NOTHING_SERVED,
	type ServedTotals,
	servedBy,
} from '../../server/spread/served-totals.js';
import { packSettings } from '../server-process/packed-settings.js';
import { howEnded, type ProcessEnd } from '../server-process/process-end.js';
import { ListenerChild } from './listener-child.js';

/** Crashes within this time count as one trouble. */
const CRASH_WINDOW_MS = 60_000;

/** Pauses before a new start, by crashes of late; the last one stays. */
const PAUSES_MS = [0, 500, 1000, 2000, 4000, 8000, 15_000, 30_000] as const;

/** What they are run with. */
export interface ListenerPoolOptions {
	config: Pick<Config, 'server' | 'site'>;
	cluster: Pick<ClusterConfig, 'drainMs' | 'edgeUnsubscribeMs' | 'nats' | 'prefix'>;
	/** Other machines. */
	uplink: LocalHubOptions['uplink'];
	clock: Clock;
	logger: Logger;
	/** The compiled file that is run; default the pool's own. */
	entry?: URL | undefined;
}

/** A place for a process: the one that there is, and the next one where it ends. */
interface Place {
	readonly number: number;
	child: ListenerChild | undefined;
	crashes: number;
	/** When it has crashed of late, by the clock. */
	crashesAtMs: number[];
	restart: Timer | undefined;
	/** Packets that earlier ones were too slow for. */
	packetsDropped: number;
}

/** As many as the settings say, for as long as the server runs. */
export class ListenerPool implements ListenerProcesses {
	readonly hub: LocalHub;
	readonly prefix: string;
	readonly #options: ListenerPoolOptions;
	readonly #places: Place[];
	readonly #totals = new RunningTotals<ServedTotals>({ nothing: NOTHING_SERVED, add: addServed });
	readonly #onEnded: ((edge: string) => void)[] = [];
	#isClosed = false;

	/** Starts all of them; resolves when each takes connections, or has ended before. */
	static async start(options: ListenerPoolOptions): Promise<ListenerPool> {
		const pool = new ListenerPool(options);
		await Promise.all(pool.#places.map(({ child }) => child?.begun));
		options.logger.info({ processes: pool.#places.length }, 'Listeners are spread over processes');
		return pool;
	}

	private constructor(options: ListenerPoolOptions) {
		const { config, logger, uplink } = options;
		this.#options = options;
		this.prefix = options.cluster.prefix;
		this.hub = new LocalHub({ logger, uplink });
		this.#places = Array.from({ length: config.server.listenerProcesses }, (_, index) => ({
			number: index + 1,
			child: undefined,
			crashes: 0,
			crashesAtMs: [],
			restart: undefined,
			packetsDropped: 0,
		}));
		for (const place of this.#places) {
			this.#begin(place);
		}
	}

	get stats(): readonly ListenerProcessStats[] {
		return this.#places.map(({ child, crashes, number, packetsDropped }) => ({
			number,
			isOpen: child?.isOpen ?? false,
			connections: child?.connectionCount ?? 0,
			busyShare: child?.report?.busyShare ?? 0,
			residentBytes: child?.report?.residentBytes ?? 0,
			crashes,
			packetsDropped: packetsDropped + (child?.packetsDropped ?? 0),
		}));
	}

	get served(): readonly PodcastServerStats[] {
		return this.#places.flatMap(({ child }) => child?.report?.stats ?? []);
	}

	get totals(): ServedTotals {
		return this.#totals.counts;
	}

	get isOpen(): boolean {
		return this.#open.length > 0;
	}

	get areSaturated(): boolean {
		const open = this.#open;
		return open.length > 0 && open.every(({ isSaturated }) => isSaturated);
	}

	/** Hands a connection to one that has room, and fewest of them. */
	take(connection: HandedConnection): void {
		const open = this.#open;
		const free = open.filter(({ isSaturated }) => !isSaturated);
		const [first, ...others] = free.length > 0 ? free : open;
		if (!first) {
			connection.socket.destroy();
			connection.onGone();
			return;
		}
		others
			.reduce(
				(least, child) => (child.connectionCount < least.connectionCount ? child : least),
				first,
			)
			.take(connection);
	}

	onEnded(callback: (edge: string) => void): void {
		this.#onEnded.push(callback);
	}

	async settled(): Promise<void> {
		await Promise.all(this.#places.map(({ child }) => child?.settled()));
	}

	async close(hurry?: AbortSignal): Promise<void> {
		this.#isClosed = true;
		for (const { restart } of this.#places) {
			restart?.cancel();
		}
		await Promise.all(this.#places.map(({ child }) => child?.stop(hurry)));
	}

	get #open(): ListenerChild[] {
		return this.#places.flatMap(({ child }) => (child?.isOpen ? child : []));
	}

	#begin(place: Place): ListenerChild {
		const { clock, cluster, config, entry, logger } = this.#options;
		const child = new ListenerChild({
			beginning: {
				number: place.number,
				settings: packSettings(config),
				edge: `listeners-${place.number}-${randomUUID()}`,
				prefix: cluster.prefix,
				edgeUnsubscribeMs: cluster.edgeUnsubscribeMs,
				drainMs: cluster.nats && cluster.drainMs,
				logLevel: logger.level,
			},
			hub: this.hub,
			...{ clock, entry, logger },
		});
		place.child = child;
		const counted = {
			get counts(): ServedTotals {
				return child.report ? servedBy(child.report.stats) : NOTHING_SERVED;
			},
		};
		this.#totals.add(counted);
		void child.ended.then((end) => {
			place.child = undefined;
			place.packetsDropped += child.packetsDropped;
			this.#totals.end(counted);
			for (const callback of this.#onEnded) {
				callback(child.edge);
			}
			if (!this.#isClosed) {
				this.#onCrash(place, end);
			}
		});
		return child;
	}

	#onCrash(place: Place, end: ProcessEnd): void {
		const { clock, logger } = this.#options;
		const nowMs = clock.nowMs();
		place.crashes++;
		place.crashesAtMs = place.crashesAtMs.filter((atMs) => atMs > nowMs - CRASH_WINDOW_MS);
		const pauseMs = PAUSES_MS[place.crashesAtMs.length] ?? PAUSES_MS[PAUSES_MS.length - 1] ?? 0;
		place.crashesAtMs.push(nowMs);
		logger.error(
			{
				process: place.number,
				end: howEnded(end),
				...(end.failure && { err: end.failure }),
				crashes: place.crashes,
			},
			'A listener process has ended: it is started anew, its listeners come again',
		);
		place.restart = clock.at(nowMs + pauseMs, () => {
			const child = this.#begin(place);
			void child.begun.then(() => {
				if (child.isRunning) {
					logger.info({ process: place.number }, 'The listener process is back');
				}
			});
		});
	}
}
