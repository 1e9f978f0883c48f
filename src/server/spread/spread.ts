// Spreads listeners over processes: decided and counted here, served there.
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { OriginPodcast } from '../../cluster/origin-podcast.js';
import { Subjects } from '../../cluster/subjects.js';
import type { Authenticator } from '../access/auth.js';
import { takeUpgraded } from '../http/request-gate.js';
import type { Connections, CountedConnection } from '../limits/connections.js';
import type { Sockets } from '../limits/sockets.js';
import type { LivePodcast } from '../podcast/live-podcast.js';
import { relayPodcast } from '../podcast/remote/relayed-podcast.js';
import { detachSocket } from './detached-socket.js';
import { headOfHandshake, headOfLastRequest } from './handed-head.js';
import type { ListenerProcesses } from './listener-processes.js';

/** What listeners are spread with. */
export interface SpreadOptions {
	processes: ListenerProcesses;
	authenticator: Authenticator;
	clock: Clock;
	connections: Connections;
	sockets: Sockets;
	logger: Logger;
}

/** Who is handed over: admitted here, and admitted there once more, by the podcast's answer. */
export interface SpreadListener {
	request: IncomingMessage;
	address: string;
	podcastId: string;
}

const NOTHING = Buffer.alloc(0);

/** The listeners that other processes of this machine serve. */
export class Spread {
	/** Those processes. */
	readonly processes: ListenerProcesses;
	readonly #options: SpreadOptions;
	readonly #subjects: Subjects;
	readonly #relays = new Map<LivePodcast, OriginPodcast>();
	/** Listeners there, by podcast. */
	readonly #counts = new Map<string, number>();
	#receivers = 0;

	constructor(options: SpreadOptions) {
		const { processes } = options;
		this.processes = processes;
		this.#options = options;
		this.#subjects = new Subjects(processes.prefix);
		processes.onEnded((edge) => {
			for (const relay of this.#relays.values()) {
				relay.forget(edge);
			}
		});
	}

	/** How many listen there by websocket. */
	get receiverCount(): number {
		return this.#receivers;
	}

	/** How many connections a podcast has there. */
	countOf(podcastId: string): number {
		return this.#counts.get(podcastId) ?? 0;
	}

	/** Tells the processes of a podcast of this server, until it ends. */
	relay(podcast: LivePodcast): void {
		const { authenticator, clock, processes } = this.#options;
		const relay = relayPodcast(podcast, {
			...{ authenticator, clock },
			subjects: this.#subjects,
			bus: processes.hub,
			onEnded: () => this.#relays.delete(podcast),
		});
		this.#relays.set(podcast, relay);
	}

	/**
	 * Hands a websocket handshake over.
	 *
	 * @param head - what came behind it
	 * @returns false where it has to be answered here
	 */
	giveReceiver(listener: SpreadListener, socket: Duplex, head: Uint8Array): boolean {
		const bytes = Buffer.concat([headOfHandshake(listener.request), head]);
		return this.#give(listener, socket, { bytes, isReceiver: true });
	}

	/** Hands the request for a stream over, and what came behind it; false as above. */
	giveStream(listener: SpreadListener): boolean {
		const { request } = listener;
		if (!this.#mayGive(request.socket)) {
			return false;
		}
		const rest = takeUpgraded(request.socket, NOTHING);
		const bytes = Buffer.concat([headOfLastRequest(request), rest]);
		return this.#give(listener, request.socket, { bytes, isReceiver: false });
	}

	/** Resolves when what was told has been acted upon everywhere. */
	settled(): Promise<void> {
		return this.processes.settled();
	}

	/** Ends the processes; their podcasts have ended. */
	async close(hurry: AbortSignal | undefined): Promise<void> {
		await this.processes.settled();
		await this.processes.close(hurry);
		await this.processes.hub.close();
	}

	#mayGive(socket: Duplex): socket is Socket {
		return this.processes.isOpen && socket instanceof Socket && !socket.destroyed;
	}

	#give(
		{ address, podcastId }: SpreadListener,
		socket: Duplex,
		{ bytes, isReceiver }: { bytes: Uint8Array; isReceiver: boolean },
	): boolean {
		if (!this.#mayGive(socket)) {
			return false;
		}
		const unread = detachSocket(socket);
		if (unread === undefined) {
			socket.destroy();
			return true;
		}
		const { logger, sockets } = this.#options;
		const leave = this.#count(address, podcastId, isReceiver);
		const returnPlace = sockets.lendPlace();
		logger.debug({ address, podcast: podcastId }, 'Listener handed over');
		this.processes.take({
			socket,
			bytes: Buffer.concat([bytes, unread]),
			onGone: () => {
				returnPlace();
				leave();
			},
		});
		return true;
	}

	/** Counts one as if it were served here, until the returned function is called. */
	#count(address: string, podcastId: string, isReceiver: boolean): () => void {
		const { connections } = this.#options;
		let isCounted = true;
		const leave = () => {
			if (isCounted) {
				isCounted = false;
				connections.remove(connection);
				this.#add(podcastId, isReceiver, -1);
			}
		};
		// Its peer is asked for signs of life where it is served, and it ends there.
		const connection: CountedConnection = {
			address,
			ping() {},
			moveOn() {},
			terminate: leave,
		};
		connections.add(connection);
		this.#add(podcastId, isReceiver, 1);
		return leave;
	}

	#add(podcastId: string, isReceiver: boolean, change: 1 | -1): void {
		this.#receivers += isReceiver ? change : 0;
		const count = this.countOf(podcastId) + change;
		if (count > 0) {
			this.#counts.set(podcastId, count);
		} else {
			this.#counts.delete(podcastId);
		}
	}
}
