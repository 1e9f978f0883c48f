// TCP connections from the accept on, until they become a websocket or an answer that does not end.
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock, Timer } from '../../clock.js';
import { addressKey, plainAddress } from './address.js';
import type { PodcastServerLimits } from './limits.js';

/** What sockets are counted with. */
export interface SocketsOptions {
	clock: Clock;
	limits: Pick<
		PodcastServerLimits,
		'connections' | 'httpConnections' | 'httpConnectionsPerAddress'
	>;
	/** Whether a peer is a proxy of ours: it speaks for many, and is no stranger. */
	isProxy: (address: string) => boolean;
}

/** What all proxies of ours count as. */
const PROXIES = 'proxies';

/**
 * A whole audience may come back at once, and needs a moment to say what it wants: so long there may
 * be more of them, in places of websockets that are free.
 */
const MOMENT_MS = 1_000;

/**
 * Counts sockets of plain HTTP by address.
 *
 * Nobody can be shut out by connections that say nothing: where an address has more than it may
 * have, those that have been quiet longest go. Where all places are taken, the address that has most
 * of them gives one up to those who have fewer.
 */
export class Sockets {
	readonly #options: SocketsOptions;
	/** By what an address counts as; the one that has been quiet longest first. */
	readonly #groups = new Map<string, Set<Duplex>>();
	readonly #keys = new WeakMap<Duplex, string>();
	#strangers = 0;
	/** Those that are counted elsewhere now, and open. */
	#released = 0;
	#timer: Timer | undefined;

	constructor(options: SocketsOptions) {
		this.#options = options;
	}

	/** How many there are. */
	get size(): number {
		return this.#strangers + (this.#groups.get(PROXIES)?.size ?? 0);
	}

	/** Counts a new socket, or cuts it where there is no place for it. */
	add(socket: Socket): void {
		if (this.#keys.has(socket)) {
			return;
		}
		const key = this.#keyOf(socket);
		if (!this.#makeRoom(key)) {
			socket.destroy();
			return;
		}
		const group = this.#groups.get(key) ?? new Set();
		this.#groups.set(key, group);
		group.add(socket);
		this.#keys.set(socket, key);
		this.#strangers += key === PROXIES ? 0 : 1;
		socket.once('close', () => {
			if (!this.#remove(socket)) {
				this.#released--;
			}
		});
		if (group.size > this.#limitOf(key) || this.#strangers > this.#options.limits.httpConnections) {
			const { clock } = this.#options;
			this.#timer ??= clock.at(clock.nowMs() + MOMENT_MS, () => this.#trim());
		}
	}

	/** Something was asked over it, so others have been quiet for longer. */
	touch(socket: Duplex): void {
		const group = this.#groups.get(this.#keys.get(socket) ?? '');
		if (group?.delete(socket)) {
			group.add(socket);
		}
	}

	/** A socket is counted elsewhere from now on. */
	release(socket: Duplex): void {
		if (this.#remove(socket)) {
			this.#released++;
		}
	}

	/** Counts one that another process has, and that is counted elsewhere, until the function is called. */
	lendPlace(): () => void {
		this.#released++;
		let isLent = true;
		return () => {
			this.#released -= isLent ? 1 : 0;
			isLent = false;
		};
	}

	/** Ends the timer; the sockets are the server's. */
	close(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}

	#keyOf({ remoteAddress = 'unknown' }: Socket): string {
		return this.#options.isProxy(plainAddress(remoteAddress)) ? PROXIES : addressKey(remoteAddress);
	}

	#limitOf(key: string): number {
		const { httpConnections, httpConnectionsPerAddress } = this.#options.limits;
		return key === PROXIES ? httpConnections : httpConnectionsPerAddress;
	}

	#makeRoom(key: string): boolean {
		const { connections, httpConnections } = this.#options.limits;
		if (this.size < Math.max(httpConnections, connections + httpConnections - this.#released)) {
			return true;
		}
		const size = this.#groups.get(key)?.size ?? 0;
		if (size >= this.#limitOf(key)) {
			this.#cutQuietest(key);
			return true;
		}
		const largest = this.#largestGroup();
		if (largest === undefined || largest.size <= size + 1) {
			return false;
		}
		this.#cutQuietest(largest.key);
		return true;
	}

	/** The moment is over: nobody has more than they may have. */
	#trim(): void {
		this.#timer = undefined;
		for (const [key, group] of this.#groups) {
			while (group.size > this.#limitOf(key)) {
				this.#cutQuietest(key);
			}
		}
		while (this.#strangers > this.#options.limits.httpConnections) {
			this.#cutQuietest(this.#largestGroup()?.key ?? '');
		}
	}

	#cutQuietest(key: string): void {
		for (const quietest of this.#groups.get(key) ?? []) {
			// Its end is not waited for.
			this.release(quietest);
			quietest.destroy();
			return;
		}
	}

	/** Of strangers. */
	#largestGroup(): { key: string; size: number } | undefined {
		let largest: { key: string; size: number } | undefined;
		for (const [key, { size }] of this.#groups) {
			if (key !== PROXIES && size > (largest?.size ?? 0)) {
				largest = { key, size };
			}
		}
		return largest;
	}

	#remove(socket: Duplex): boolean {
		const key = this.#keys.get(socket);
		const group = key === undefined ? undefined : this.#groups.get(key);
		if (key === undefined || !group?.delete(socket)) {
			return false;
		}
		this.#strangers -= key === PROXIES ? 0 : 1;
		if (group.size === 0) {
			this.#groups.delete(key);
		}
		return true;
	}
}
