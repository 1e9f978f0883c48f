// Buses of one process, joined to one another: for tests with a stepped clock.

import type { Clock } from '../../src/clock.js';
import { type Bus, BusError, type BusMessage } from '../../src/cluster/bus.js';

interface Subscriber {
	pattern: readonly string[];
	callback: (message: BusMessage) => void;
}

/** What buses are joined by; a message is there when the call that sends it returns. */
export class MemoryBroker {
	readonly #clock: Clock;
	readonly #buses = new Set<MemoryBus>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Another machine's bus. */
	join(): MemoryBus {
		const bus = new MemoryBus(this, this.#clock);
		this.#buses.add(bus);
		return bus;
	}

	/** Hands a message to all who have subscribed; returns how many that were. */
	carry(subject: string, data: Uint8Array, respond: (data: Uint8Array) => void): number {
		const tokens = subject.split('.');
		const subscribers = [...this.#buses].flatMap((bus) => bus.subscribersOf(tokens));
		for (const { callback } of subscribers) {
			callback({ subject, data: Uint8Array.from(data), respond });
		}
		return subscribers.length;
	}
}

/** One machine's. */
export class MemoryBus implements Bus {
	readonly #broker: MemoryBroker;
	readonly #clock: Clock;
	readonly #subscribers = new Set<Subscriber>();
	readonly #watchers = new Set<(isConnected: boolean) => void>();
	awaySinceMs: number | undefined;
	/** Tokens of subjects that do not reach this machine, as where a word gets lost. */
	readonly deafTo = new Set<string>();
	/** Messages that have reached it. */
	heard = 0;

	constructor(broker: MemoryBroker, clock: Clock) {
		this.#broker = broker;
		this.#clock = clock;
	}

	get isConnected(): boolean {
		return this.awaySinceMs === undefined;
	}

	/** Takes this machine off the bus, or puts it back. */
	setConnected(isConnected: boolean): void {
		this.awaySinceMs = isConnected ? undefined : this.#clock.nowMs();
		for (const watcher of this.#watchers) {
			watcher(isConnected);
		}
	}

	subscribersOf(tokens: readonly string[]): Subscriber[] {
		if (!this.isConnected || tokens.some((token) => this.deafTo.has(token))) {
			return [];
		}
		const found = [...this.#subscribers].filter(({ pattern }) => matches(pattern, tokens));
		this.heard += found.length;
		return found;
	}

	watch(watcher: (isConnected: boolean) => void): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	publish(subject: string, data: Uint8Array): boolean {
		if (this.isConnected) {
			this.#broker.carry(subject, data, () => {});
		}
		return this.isConnected;
	}

	subscribe(subject: string, callback: (message: BusMessage) => void): () => void {
		const subscriber = { pattern: subject.split('.'), callback };
		this.#subscribers.add(subscriber);
		return () => this.#subscribers.delete(subscriber);
	}

	request(subject: string, data: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
		return new Promise((resolve, reject) => {
			if (!this.isConnected) {
				reject(new BusError('away'));
				return;
			}
			const timer = this.#clock.at(this.#clock.nowMs() + timeoutMs, () =>
				reject(new BusError('late')),
			);
			const count = this.#broker.carry(subject, data, (answer) => {
				timer.cancel();
				resolve(answer);
			});
			if (count === 0) {
				timer.cancel();
				reject(new BusError('no responders'));
			}
		});
	}

	requestMany(subject: string, data: Uint8Array, waitMs: number): Promise<Uint8Array[]> {
		return new Promise((resolve) => {
			const found: Uint8Array[] = [];
			const count = this.isConnected
				? this.#broker.carry(subject, data, (answer) => void found.push(answer))
				: 0;
			if (count === 0) {
				resolve(found);
				return;
			}
			this.#clock.at(this.#clock.nowMs() + waitMs, () => resolve(found));
		});
	}

	async flush(): Promise<void> {}

	async close(): Promise<void> {
		this.#subscribers.clear();
		this.#watchers.clear();
	}
}

function matches(pattern: readonly string[], tokens: readonly string[]): boolean {
	return (
		(pattern.at(-1) === '>' ? tokens.length >= pattern.length : tokens.length === pattern.length) &&
		pattern.every((token, index) => token === '*' || token === '>' || token === tokens[index])
	);
}
