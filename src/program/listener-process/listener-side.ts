// A listener process: an edge of the podcast server that has started it, on the same machine.
import { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import { systemClock, type Timer } from '../../clock.js';
import { LocalBus } from '../../cluster/local/local-bus.js';
import type { PodcastServerLimits } from '../../server/limits/limits.js';
import { PodcastServer } from '../../server/podcast-server.js';
import { Channel, type OtherProcess } from '../server-process/channel.js';
import { packFailure } from '../server-process/packed-failure.js';
import { unpackSettings } from '../server-process/packed-settings.js';
import { createSentLog, NO_LOG } from '../server-process/sent-log.js';
import {
	type FromListener,
	type ListenerBeginning,
	type ToListener,
	toListenerShape,
} from './messages.js';

/** The pipe of the bus: the first behind the channel. */
const BUS_DESCRIPTOR = 4;

const REPORT_INTERVAL_MS = 1000;

/** Whoever comes here was let in: what is counted was counted by the server. */
const COUNTED_BEFORE = Object.fromEntries(
	(
		[
			'connections',
			'connectionsPerPodcast',
			'connectionsPerAddress',
			'httpConnections',
			'httpConnectionsPerAddress',
			'requestsPerMinute',
			'handshakesPerMinute',
		] as const satisfies (keyof PodcastServerLimits)[]
	).map((name) => [name, 2 ** 31 - 1]),
);

/** A head that was written anew may be a little longer than the one that came. */
const HEAD_ROOM_BYTES = 1024;

/** The end of the channel at which listeners are served. */
export class ListenerSide {
	readonly #channel: Channel<FromListener, typeof toListenerShape>;
	readonly #exit: (code: 0 | 1) => void;
	readonly #hurry = new AbortController();
	#logger: Logger = NO_LOG;
	#running: Promise<PodcastServer> | undefined;
	#reporting: Timer | undefined;
	#isStopping = false;

	/**
	 * @param server - the process that has started this one
	 * @param exit - ends this process
	 */
	constructor(server: OtherProcess, exit: (code: 0 | 1) => void) {
		this.#exit = exit;
		this.#channel = new Channel(server, {
			shape: toListenerShape,
			onMessage: (message, socket) => this.#onMessage(message, socket),
			onBad: (error) => this.#logger.error({ err: error }, 'The server says what nobody knows'),
		});
	}

	/** An error that came from anywhere leaves nothing to rely on: another process begins anew. */
	async failUnforeseen(error: unknown): Promise<void> {
		this.#logger.fatal({ err: error }, 'An error that nobody has foreseen, in a listener process');
		await this.#channel.flush();
		this.#exit(1);
	}

	#onMessage(message: ToListener, socket: Socket | undefined): void {
		switch (message.type) {
			case 'begin':
				this.#running = this.#begin(message.beginning);
				void this.#tellOutcome(this.#running);
				break;
			case 'connection':
				void this.#serve(message, socket);
				break;
			case 'stop':
				if (message.isHurried) {
					this.#hurry.abort();
				}
				void this.#stop();
		}
	}

	async #begin(beginning: ListenerBeginning): Promise<PodcastServer> {
		const { drainMs, edge, edgeUnsubscribeMs, logLevel, number, prefix } = beginning;
		const { server: settings } = unpackSettings(beginning.settings);
		const logger = createSentLog({
			level: logLevel,
			send: (line) => this.#channel.send({ type: 'log', line }),
			unsent: () => this.#channel.unsent,
		}).child({ process: number });
		this.#logger = logger;
		const clock = systemClock;
		const bus = new LocalBus({ stream: new Socket({ fd: BUS_DESCRIPTOR }), clock, logger });
		const { limits } = settings;
		const headerBytes = limits.headerBytes + HEAD_ROOM_BYTES;
		return PodcastServer.start({
			...settings,
			limits: { ...limits, ...COUNTED_BEFORE, headerBytes },
			isWithoutPort: true,
			cluster: { bus, edge, edgeUnsubscribeMs, isEdgeOnly: true, prefix },
			...(drainMs !== undefined && { shedding: {}, drainMs }),
			clock,
			logger,
		});
	}

	async #tellOutcome(running: Promise<PodcastServer>): Promise<void> {
		try {
			const server = await running;
			this.#channel.send({ type: 'ready' });
			this.#report(server, performance.eventLoopUtilization());
		} catch (error) {
			this.#channel.send({ type: 'failed', failure: packFailure(error) });
			await this.#channel.flush();
			this.#exit(1);
		}
	}

	/** A socket that broke on its way comes without its handle. */
	async #serve(
		{ bytes, number }: { bytes: Uint8Array; number: number },
		socket: Socket | undefined,
	): Promise<void> {
		const gone = () => this.#channel.send({ type: 'gone', number });
		if (!socket) {
			gone();
			return;
		}
		socket.once('close', gone);
		const server = await this.#running;
		server?.serve(socket, bytes);
	}

	#report(server: PodcastServer, before: ReturnType<typeof performance.eventLoopUtilization>) {
		const dueMs = systemClock.nowMs() + REPORT_INTERVAL_MS;
		this.#reporting = systemClock.at(dueMs, () => {
			const now = performance.eventLoopUtilization();
			const { utilization } = performance.eventLoopUtilization(now, before);
			this.#tellStats(server, utilization);
			this.#report(server, now);
		});
	}

	#tellStats(server: PodcastServer, busyShare: number): void {
		const residentBytes = process.memoryUsage.rss();
		const report = { stats: server.stats(), busyShare, residentBytes };
		this.#channel.send({ type: 'report', report });
	}

	async #stop(): Promise<void> {
		if (this.#isStopping) {
			return;
		}
		this.#isStopping = true;
		this.#reporting?.cancel();
		try {
			const server = await this.#running;
			await server?.close(this.#hurry.signal);
			if (server) {
				this.#tellStats(server, 0);
			}
		} catch (error) {
			this.#logger.error({ err: error }, 'Stopping a listener process failed');
		}
		await this.#channel.flush();
		this.#exit(0);
	}
}
