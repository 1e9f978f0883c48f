// The bus between machines, by NATS; its client is loaded here alone, and only where NATS is set.
import type {
	ConnectionOptions,
	Msg,
	NatsConnection,
	Status,
	Subscription,
} from '@nats-io/transport-node';
import type { Logger } from 'pino';
import { type Clock, comesWithin, sleepUntil } from '../clock.js';
import { type Bus, BusError, type BusMessage } from './bus.js';
import {
	connectionOptions,
	loadNatsClient,
	type NatsClient,
	type NatsPlace,
} from './nats-place.js';

/** What the bus works with. */
export interface NatsBusOptions {
	place: NatsPlace;
	/** Shown in NATS's own lists. */
	name: string;
	/** Whether what is sent comes back to subscriptions of this bus; default yes. */
	isEchoing?: boolean;
	clock: Clock;
	logger: Logger;
}

/** Between two tries to connect; the client's own 2 s would be heard as silence. */
const RECONNECT_MS = 100;
const PING_INTERVAL_MS = 5000;
const MAX_PINGS_OUT = 2;
/** A first try that takes longer is given up for the next. */
const CONNECT_TIMEOUT_MS = 5000;
/** A server that takes nothing any more must not hold up the end of a program. */
const CLOSE_TIMEOUT_MS = 1000;
/** Of what NATS refuses; each frame on air may be refused anew. */
const MAX_TOLD = 100;

/** A connection that is made anew for as long as the bus is open. */
const LASTING = {
	timeout: CONNECT_TIMEOUT_MS,
	maxReconnectAttempts: -1,
	reconnectTimeWait: RECONNECT_MS,
	reconnectJitter: RECONNECT_MS,
	reconnectJitterTLS: RECONNECT_MS,
	pingInterval: PING_INTERVAL_MS,
	maxPingOut: MAX_PINGS_OUT,
	// Wrong credentials may be put right on the server while we go on.
	ignoreAuthErrorAbort: true,
} as const satisfies ConnectionOptions;

interface Interest {
	readonly subject: string;
	readonly callback: (message: BusMessage) => void;
	subscription?: Subscription;
}

/** A bus over NATS core: at most once, nothing stored. */
export class NatsBus implements Bus {
	readonly #options: NatsBusOptions;
	readonly #client: NatsClient;
	readonly #interests = new Set<Interest>();
	readonly #watchers = new Set<(isConnected: boolean) => void>();
	readonly #closing = new AbortController();
	/** What NATS refused, since it was last reached. */
	readonly #told = new Set<string>();
	readonly #connecting: Promise<void>;
	#connection: NatsConnection | undefined;
	#awaySinceMs: number | undefined;

	private constructor(client: NatsClient, connection: ConnectionOptions, options: NatsBusOptions) {
		this.#client = client;
		this.#options = options;
		this.#awaySinceMs = options.clock.nowMs();
		this.#connecting = this.#connect(connection);
	}

	/**
	 * Opens a bus, which connects by itself, now and again; whoever must be connected waits for it.
	 *
	 * @throws the system's error if a file cannot be read
	 * @throws {Error} if NATS's client is not installed
	 */
	static async open(options: NatsBusOptions): Promise<NatsBus> {
		const client = await loadNatsClient();
		const connection = { ...(await connectionOptions(client, options.place)), ...LASTING };
		const { isEchoing = true, name } = options;
		return new NatsBus(client, { ...connection, name, noEcho: !isEchoing }, options);
	}

	/** Whether what is sent now reaches the bus. */
	get isConnected(): boolean {
		return this.#usable !== undefined;
	}

	/** Since when it is away. */
	get awaySinceMs(): number | undefined {
		return this.#awaySinceMs;
	}

	/** What the server says of itself; undefined until it was reached. */
	get serverVersion(): string | undefined {
		return this.#connection?.info?.version;
	}

	/** Calls back after each coming and going. */
	watch(watcher: (isConnected: boolean) => void): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	/** Sends to whoever has subscribed. */
	publish(subject: string, data: Uint8Array): boolean {
		const connection = this.#usable;
		connection?.publish(subject, data);
		return connection !== undefined;
	}

	/** Calls back with each message. */
	subscribe(subject: string, callback: (message: BusMessage) => void): () => void {
		const interest: Interest = { subject, callback };
		this.#interests.add(interest);
		this.#begin(interest);
		return () => {
			this.#interests.delete(interest);
			interest.subscription?.unsubscribe();
		};
	}

	/** Asks, and takes the first answer. */
	async request(subject: string, data: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
		const connection = this.#usable;
		if (!connection) {
			throw new BusError('away');
		}
		try {
			const answer = await connection.request(subject, data, { timeout: timeoutMs });
			return answer.data;
		} catch (error) {
			throw this.#toBusError(error);
		}
	}

	/** Asks, and takes all answers that come in that time. */
	async requestMany(subject: string, data: Uint8Array, waitMs: number): Promise<Uint8Array[]> {
		const found: Uint8Array[] = [];
		try {
			const options = { strategy: 'timer', maxWait: waitMs } as const;
			const answers = (await this.#usable?.requestMany(subject, data, options)) ?? [];
			for await (const answer of answers) {
				found.push(answer.data);
			}
		} catch (error) {
			// Nobody there to answer is an answer, too: none.
			this.#options.logger.debug({ err: error, subject }, 'Nobody answered on the bus');
		}
		return found;
	}

	/** Resolves when the bus has taken what was sent and subscribed before; at once where it is away. */
	async flush(): Promise<void> {
		try {
			await this.#usable?.flush();
		} catch (error) {
			this.#options.logger.debug({ err: error }, 'NATS went before it had taken all');
		}
	}

	/** Ends it; what was sent before still goes out, where the server takes it. */
	async close(): Promise<void> {
		const drained = this.#usable?.drain();
		this.#closing.abort();
		const { clock, logger } = this.#options;
		const timeLimit = { clock, timeoutMs: CLOSE_TIMEOUT_MS };
		try {
			await comesWithin(timeLimit, Promise.all([drained, this.#connecting]));
		} catch (error) {
			logger.debug({ err: error }, 'NATS went while the bus was closed');
		}
		await this.#connection?.close();
	}

	/** The connection, while something can be sent over it. */
	get #usable(): NatsConnection | undefined {
		return this.#awaySinceMs === undefined && !this.#closing.signal.aborted
			? this.#connection
			: undefined;
	}

	async #connect(options: ConnectionOptions): Promise<void> {
		const { clock } = this.#options;
		const { signal } = this.#closing;
		while (!signal.aborted && !this.#connection) {
			try {
				this.#connection = await this.#client.connect(options);
			} catch (error) {
				this.#tell(error);
				await sleepUntil(clock, clock.nowMs() + RECONNECT_MS, signal).catch(() => {});
			}
		}
		if (signal.aborted) {
			await this.#connection?.close();
		} else if (this.#connection) {
			void this.#follow(this.#connection);
			this.#arrive();
		}
	}

	/** The server is there, for the first time or again. */
	#arrive(): void {
		this.#told.clear();
		for (const interest of this.#interests) {
			// Those that NATS had refused begin anew: it may have other permissions now.
			if (interest.subscription?.isClosed() ?? true) {
				this.#begin(interest);
			}
		}
		this.#setConnected(true);
	}

	#begin(interest: Interest): void {
		if (!this.#connection || this.#connection.isClosed() || this.#closing.signal.aborted) {
			return;
		}
		interest.subscription = this.#connection.subscribe(interest.subject, {
			callback: (error, message) => {
				if (error) {
					// It is told as a status, too.
					return;
				}
				try {
					interest.callback(this.#toBusMessage(message));
				} catch (thrown) {
					const { logger } = this.#options;
					logger.error({ err: thrown, subject: message.subject }, 'A word on the bus was lost');
				}
			},
		});
	}

	async #follow(connection: NatsConnection): Promise<void> {
		for await (const status of connection.status()) {
			this.#onStatus(status);
		}
	}

	#onStatus(status: Status): void {
		switch (status.type) {
			case 'disconnect':
			case 'close':
				this.#setConnected(false);
				break;
			case 'reconnect':
				this.#arrive();
				break;
			case 'error':
				this.#tell(status.error);
				break;
		}
	}

	/** Each try, and each frame, would fill the log with the same. */
	#tell(error: unknown): void {
		const text = String(error);
		if (this.#told.has(text) || this.#told.size >= MAX_TOLD || this.#closing.signal.aborted) {
			return;
		}
		this.#told.add(text);
		const { logger } = this.#options;
		const { AuthorizationError, PermissionViolationError } = this.#client.errors;
		if (error instanceof PermissionViolationError) {
			const { operation, subject } = error;
			logger.error({ operation, subject }, 'NATS does not permit this machine a subject');
		} else if (error instanceof AuthorizationError) {
			logger.error({ err: error }, 'NATS refuses the user or the password, trying again');
		} else {
			logger.warn({ err: error }, this.isConnected ? 'NATS failed' : 'NATS is not reached');
		}
	}

	#setConnected(isConnected: boolean): void {
		if (isConnected === (this.#awaySinceMs === undefined)) {
			return;
		}
		const { clock, logger } = this.#options;
		this.#awaySinceMs = isConnected ? undefined : clock.nowMs();
		const server = this.#connection?.getServer();
		if (isConnected) {
			logger.info({ server, version: this.serverVersion }, 'NATS is there');
		} else if (!this.#closing.signal.aborted) {
			logger.warn({ server }, 'NATS is away');
		}
		for (const watcher of this.#watchers) {
			watcher(isConnected);
		}
	}

	#toBusError(error: unknown): BusError {
		const { errors } = this.#client;
		if (error instanceof errors.RequestError && error.isNoResponders()) {
			return new BusError('no responders', { cause: error });
		}
		return new BusError(this.isConnected ? 'late' : 'away', { cause: error });
	}

	#toBusMessage(message: Msg): BusMessage {
		return {
			subject: message.subject,
			data: message.data,
			// Whoever answers may have thought for so long that the bus is gone.
			respond: (data) => void (this.#usable && message.respond(data)),
		};
	}
}
