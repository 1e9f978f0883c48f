// TCP connections from the accept on, until they become a websocket or an answer that does not end.
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { addressKey, plainAddress } from './address.js';
import type { PodcastServerLimits } from './limits.js';

/** What sockets are counted with. */
export interface SocketsOptions {
	limits: Pick<PodcastServerLimits, 'httpConnections' | 'httpConnectionsPerAddress'>;
	/** Whether a peer is a proxy of ours: it speaks for many, and is no stranger. */
	isProxy: (address: string) => boolean;
}

/** What all proxies of ours count as. */
const PROXIES = 'proxies';

/**
 * Counts sockets of plain HTTP by address.
 *
 * Nobody can be shut out by connections that say nothing: where an address has as many as it may
 * have, the one that has been quiet longest goes. Where all places are taken, the address that has
 * most of them gives one up to those who have fewer.
 */
export class Sockets {
	readonly #options: SocketsOptions;
	/** By what an address counts as; the one that has been quiet longest first. */
	readonly #groups = new Map<string, Set<Duplex>>();
	readonly #keys = new WeakMap<Duplex, string>();
	#strangers = 0;

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
		const group = this.#groups.get(key) ?? new Set();
		if (!this.#makeRoom(key, group)) {
			socket.destroy();
			return;
		}
		// Making room may have taken the last of its kind.
		this.#groups.set(key, group);
		group.add(socket);
		this.#keys.set(socket, key);
		this.#strangers += key === PROXIES ? 0 : 1;
		socket.once('close', () => this.release(socket));
	}

	/** Something was asked over it, so others have been quiet for longer. */
	touch(socket: Duplex): void {
		const group = this.#groups.get(this.#keys.get(socket) ?? '');
		if (group?.delete(socket)) {
			group.add(socket);
		}
	}

	/** Takes a socket out that is gone, or counted elsewhere from now on; harmless when repeated. */
	release(socket: Duplex): void {
		const key = this.#keys.get(socket);
		const group = key === undefined ? undefined : this.#groups.get(key);
		if (key === undefined || !group?.delete(socket)) {
			return;
		}
		this.#strangers -= key === PROXIES ? 0 : 1;
		if (group.size === 0) {
			this.#groups.delete(key);
		}
	}

	#keyOf({ remoteAddress = 'unknown' }: Socket): string {
		return this.#options.isProxy(plainAddress(remoteAddress)) ? PROXIES : addressKey(remoteAddress);
	}

	#makeRoom(key: string, group: Set<Duplex>): boolean {
		const { httpConnections, httpConnectionsPerAddress } = this.#options.limits;
		const limit = key === PROXIES ? httpConnections : httpConnectionsPerAddress;
		if (group.size >= limit) {
			this.#cutQuietest(group);
		}
		if (key === PROXIES || this.#strangers < httpConnections) {
			return true;
		}
		const largest = this.#largestGroup();
		if (largest === undefined || largest.size <= group.size + 1) {
			return false;
		}
		this.#cutQuietest(largest);
		return true;
	}

	#cutQuietest(group: Set<Duplex>): void {
		for (const quietest of group) {
			this.release(quietest);
			quietest.destroy();
			return;
		}
	}

	#largestGroup(): Set<Duplex> | undefined {
		let largest: Set<Duplex> | undefined;
		for (const [key, group] of this.#groups) {
			if (key !== PROXIES && group.size > (largest?.size ?? 0)) {
				largest = group;
			}
		}
		return largest;
	}
}
