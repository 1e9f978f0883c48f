// All that stays connected to the server: how many, from where, and whether peers are still there.
import type { Duplex } from 'node:stream';
import { type Clock, sleepUntil, type Timer } from '../../clock.js';
import { addressKey } from './address.js';
import type { PodcastServerLimits } from './limits.js';
import type { ServerLoad } from './load.js';
import type { Sockets } from './sockets.js';

/** Peers are looked after twice a ping, so that a dead one is found soon after its time is up. */
const SWEEPS_PER_PING = 2;

/** Looking after all of them costs time. */
const MIN_SWEEP_MS = 50;

/** Those that are moved on go in so many steps that each is a few. */
const MOVE_STEP_MS = 50;

/** What stands against another connection: a limit, or that there is too much to do. */
export type ConnectionRefusal = 'server full' | 'address full' | 'server busy';

/** What counts as a connection: a websocket, or an answer that does not end. */
export interface CountedConnection {
	/** Peer's address. */
	readonly address: string;
	/** What it lives on. */
	readonly socket?: Duplex | null | undefined;
	/** When anything last came from the peer, on the server's clock; absent where nothing is to come. */
	readonly heardAtMs?: number;
	/** Asks the peer for a sign of life. */
	ping(): void;
	/** Ends it in order, since another server is there for it. */
	moveOn(): void;
	/** Cuts it at once. */
	terminate(): void;
}

/** What connections are counted with. */
export interface ConnectionsOptions {
	clock: Clock;
	limits: PodcastServerLimits;
	/** Where plain HTTP is counted, which a connection is no part of any more. */
	sockets?: Sockets;
	/** Without it nobody is sent elsewhere. */
	load?: ServerLoad | undefined;
}

/** Counts connections and pings their peers, all of them in one sweep. */
export class Connections {
	readonly #clock: Clock;
	readonly #limits: PodcastServerLimits;
	readonly #sockets: Sockets | undefined;
	readonly #load: ServerLoad | undefined;
	readonly #connections = new Set<CountedConnection>();
	readonly #countByAddress = new Map<string, number>();
	readonly #sweepMs: number;
	#sweeps = 0;
	#timer: Timer | undefined;
	/** Called when the last connection is gone. */
	#onEmpty: (() => void) | undefined;

	constructor({ clock, limits, load, sockets }: ConnectionsOptions) {
		this.#clock = clock;
		this.#limits = limits;
		this.#sockets = sockets;
		this.#load = load;
		// Whoever answers every ping must never count as gone.
		const pingMs = Math.min(limits.pingIntervalMs, limits.peerTimeoutMs / 2);
		this.#sweepMs = Math.max(MIN_SWEEP_MS, pingMs / SWEEPS_PER_PING);
	}

	/** How many there are, closing ones included. */
	get size(): number {
		return this.#connections.size;
	}

	/** The limit that one more connection from the address would exceed, if any. */
	refusalOf(address: string): ConnectionRefusal | undefined {
		if (this.#connections.size >= this.#limits.connections) {
			return 'server full';
		}
		const count = this.#countByAddress.get(addressKey(address)) ?? 0;
		return count >= this.#limits.connectionsPerAddress ? 'address full' : undefined;
	}

	/** What stands against one more listener from the address, if anything. */
	listenerRefusalOf(address: string): ConnectionRefusal | undefined {
		return this.refusalOf(address) ?? (this.#load?.turnsAway() ? 'server busy' : undefined);
	}

	/** Takes a new connection into the count and the sweeps. */
	add(connection: CountedConnection): void {
		const key = addressKey(connection.address);
		if (connection.socket) {
			this.#sockets?.release(connection.socket);
		}
		this.#connections.add(connection);
		this.#countByAddress.set(key, (this.#countByAddress.get(key) ?? 0) + 1);
		this.#timer ??= this.#clock.at(this.#clock.nowMs() + this.#sweepMs, () => this.#sweep());
	}

	/** Takes out a connection that is gone; harmless if it is out already. */
	remove(connection: CountedConnection): void {
		if (!this.#connections.delete(connection)) {
			return;
		}
		const key = addressKey(connection.address);
		const count = (this.#countByAddress.get(key) ?? 0) - 1;
		if (count > 0) {
			this.#countByAddress.set(key, count);
		} else {
			this.#countByAddress.delete(key);
		}
		if (this.#connections.size === 0) {
			this.#timer?.cancel();
			this.#timer = undefined;
			this.#onEmpty?.();
		}
	}

	/**
	 * Ends all of them in order, spread over a time, so that the servers that they go to are not
	 * stormed.
	 *
	 * @param hurry - ends the rest at once
	 */
	async moveOn(durationMs: number, hurry?: AbortSignal): Promise<void> {
		const left = [...this.#connections];
		const total = left.length;
		const startMs = this.#clock.nowMs();
		while (left.length > 0) {
			const share = (this.#clock.nowMs() - startMs + MOVE_STEP_MS) / durationMs;
			const isLast = hurry?.aborted || share >= 1;
			const count = isLast ? left.length : left.length - Math.floor(total * (1 - share));
			for (const connection of left.splice(0, count)) {
				if (this.#connections.has(connection)) {
					connection.moveOn();
				}
			}
			if (this.#connections.size === 0) {
				return;
			}
			const dueMs = this.#clock.nowMs() + MOVE_STEP_MS;
			// Whoever is in a hurry goes on at once.
			await sleepUntil(this.#clock, dueMs, hurry).catch(() => {});
		}
	}

	/**
	 * Waits until every connection is gone, and cuts those that are left after the time that a
	 * peer has to answer a close frame.
	 */
	drain(): Promise<void> {
		return new Promise((resolve) => {
			if (this.#connections.size === 0) {
				resolve();
				return;
			}
			const deadline = this.#clock.at(this.#clock.nowMs() + this.#limits.closeTimeoutMs, () => {
				for (const connection of this.#connections) {
					connection.terminate();
				}
			});
			this.#onEmpty = () => {
				deadline.cancel();
				resolve();
			};
		});
	}

	#sweep(): void {
		const nowMs = this.#clock.nowMs();
		const isPing = ++this.#sweeps % SWEEPS_PER_PING === 0;
		this.#timer = this.#clock.at(nowMs + this.#sweepMs, () => this.#sweep());
		for (const connection of this.#connections) {
			const { heardAtMs = nowMs } = connection;
			if (nowMs - heardAtMs >= this.#limits.peerTimeoutMs) {
				connection.terminate();
			} else if (isPing) {
				connection.ping();
			}
		}
	}
}
