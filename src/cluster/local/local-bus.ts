// The bus of a listener process: a pipe to the process that has podcasts, and nothing else.
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../clock.js';
import { type Bus, BusError, type BusMessage } from '../bus.js';
import { BusPipe } from './bus-pipe.js';
import { type BusWord, readProblem } from './bus-words.js';
import { Subscriptions } from './subscriptions.js';

/** What the bus works with. */
export interface LocalBusOptions {
	/** To a {@link LocalHub}. */
	stream: Duplex;
	clock: Clock;
	logger: Logger;
}

/** A question without an answer yet. */
interface Asking {
	resolve(data: Uint8Array): void;
	reject(error: BusError): void;
	timer: Timer;
}

const RESPONDS_TO_NOBODY = () => {};

/** One of several ends at which a hub is heard; subjects are whole, without a `*`. */
export class LocalBus implements Bus {
	readonly #clock: Clock;
	readonly #pipe: BusPipe;
	readonly #watchers = new Set<(isConnected: boolean) => void>();
	readonly #subscriptions: Subscriptions;
	readonly #asking = new Map<number, Asking>();
	readonly #flushing = new Map<number, () => void>();
	/** What has come in this turn of the event loop, and is acted upon at its end. */
	#come: BusWord[] = [];
	#lastNumber = 0;
	#awaySinceMs: number | undefined;

	constructor({ clock, logger, stream }: LocalBusOptions) {
		this.#clock = clock;
		this.#subscriptions = new Subscriptions({
			onWanted: (subject) => this.#pipe.send({ type: 'subscribe', subject }),
			onUnwanted: (subject) => this.#pipe.send({ type: 'unsubscribe', subject }),
			onError: (error, subject) =>
				logger.error({ err: error, subject }, 'A word on the local bus was lost'),
		});
		this.#pipe = new BusPipe({
			stream,
			onWord: (word) => this.#queue(word),
			onGone: (error) => {
				if (error) {
					logger.error({ err: error }, 'The local bus has failed');
				}
				this.#onGone();
			},
		});
	}

	/** Whether the hub is there; it does not come back. */
	get isConnected(): boolean {
		return this.#awaySinceMs === undefined;
	}

	/** Since when it is not. */
	get awaySinceMs(): number | undefined {
		return this.#awaySinceMs;
	}

	/** Calls back when the hub goes, and when what lies behind it is back. */
	watch(watcher: (isConnected: boolean) => void): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	/** Sends to the hub. */
	publish(subject: string, data: Uint8Array): boolean {
		this.#pipe.send({ type: 'publish', subject, data });
		return this.isConnected;
	}

	/** Calls back with each message. */
	subscribe(subject: string, callback: (message: BusMessage) => void): () => void {
		return this.#subscriptions.add(subject, callback);
	}

	/** Asks the hub. */
	request(subject: string, data: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
		if (!this.isConnected) {
			return Promise.reject(new BusError('away'));
		}
		const number = this.#nextNumber();
		return new Promise((resolve, reject) => {
			const timer = this.#clock.at(this.#clock.nowMs() + timeoutMs, () => {
				this.#asking.delete(number);
				reject(new BusError('late'));
			});
			this.#asking.set(number, { resolve, reject, timer });
			this.#pipe.send({ type: 'request', number, subject, data });
		});
	}

	/** Asks the hub, which is the only one to answer. */
	async requestMany(subject: string, data: Uint8Array, waitMs: number): Promise<Uint8Array[]> {
		try {
			return [await this.request(subject, data, waitMs)];
		} catch (error) {
			if (error instanceof BusError) {
				return [];
			}
			throw error;
		}
	}

	/** Resolves when the hub has acted upon what was sent and subscribed before. */
	async flush(): Promise<void> {
		if (this.isConnected) {
			const number = this.#nextNumber();
			await new Promise<void>((resolve) => {
				this.#flushing.set(number, resolve);
				this.#pipe.send({ type: 'sync', number });
			});
		}
	}

	/** Ends it; what was sent before still reaches the hub. */
	async close(): Promise<void> {
		await this.flush();
		this.#subscriptions.clear();
		this.#watchers.clear();
		this.#pipe.close();
	}

	#nextNumber(): number {
		this.#lastNumber = (this.#lastNumber + 1) >>> 0;
		return this.#lastNumber;
	}

	/**
	 * All that the pipe holds is read in one turn: so what a process that stood still finds there is
	 * taken back before anybody hears it.
	 */
	#queue(word: BusWord): void {
		if (word.type === 'retract') {
			const isRetracted = ({ subject, type }: BusWord) =>
				type === 'publish' && subject === word.subject;
			this.#come = this.#come.filter((come) => !isRetracted(come));
			return;
		}
		if (this.#come.length === 0) {
			setImmediate(() => {
				for (const come of this.#come.splice(0)) {
					this.#take(come);
				}
			});
		}
		this.#come.push(word);
	}

	#take({ data, number, subject, type }: BusWord): void {
		switch (type) {
			case 'publish':
				this.#subscriptions.tell({ subject, data, respond: RESPONDS_TO_NOBODY });
				break;
			case 'answer':
				this.#settle(number)?.resolve(data);
				break;
			case 'refusal':
				this.#settle(number)?.reject(new BusError(readProblem(data)));
				break;
			case 'sync':
				this.#pipe.send({ type: 'synced', number });
				break;
			case 'synced':
				this.#flushing.get(number)?.();
				this.#flushing.delete(number);
				break;
			case 'renewed':
				this.#tell(true);
				break;
			default:
			// A hub subscribes to nothing, and asks nothing.
		}
	}

	#settle(number: number): Asking | undefined {
		const asking = this.#asking.get(number);
		this.#asking.delete(number);
		asking?.timer.cancel();
		return asking;
	}

	#onGone(): void {
		this.#awaySinceMs = this.#clock.nowMs();
		for (const number of [...this.#asking.keys()]) {
			this.#settle(number)?.reject(new BusError('away'));
		}
		for (const resolve of this.#flushing.values()) {
			resolve();
		}
		this.#flushing.clear();
		this.#tell(false);
	}

	#tell(isConnected: boolean): void {
		for (const watcher of this.#watchers) {
			watcher(isConnected);
		}
	}
}
