// The bus between machines, by NATS; its client is loaded here alone, and only where NATS is set.
import { readFile } from 'node:fs/promises';
import type {
	ConnectionOptions,
	Msg,
	NatsConnection,
	Status,
	Subscription,
} from '@nats-io/transport-node';
import type { Logger } from 'pino';
import { type Clock, sleepUntil } from '../clock.js';
import { type Bus, BusError, type BusMessage } from './bus.js';

type NatsClient = typeof import('@nats-io/transport-node');

/** Where NATS is, and as whom we come. */
export interface NatsPlace {
	/** `nats://` or `tls://`, of one cluster. */
	servers: readonly string[];
	user?: string | undefined;
	password?: string | undefined;
	/** A `.creds` file. */
	credentialsFile?: string | undefined;
	/** Certificates that the servers' are checked with, in PEM. */
	caFile?: string | undefined;
	/** Where answers to this process come, so that nobody else may read them. */
	inboxPrefix?: string | undefined;
}

/** What the bus works with. */
export interface NatsBusOptions {
	place: NatsPlace;
	/** Shown in NATS's own lists. */
	name: string;
	clock: Clock;
	logger: Logger;
}

/** Between two tries to connect; the client's own 2 s would be heard as silence. */
const RECONNECT_MS = 100;
const PING_INTERVAL_MS = 5000;
const MAX_PINGS_OUT = 2;
/** A first try that takes longer is given up for the next. */
const CONNECT_TIMEOUT_MS = 5000;

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
		const client = await import('@nats-io/transport-node');
		return new NatsBus(client, await connectionOptions(client, options), options);
	}

	/** Whether what is sent now reaches the bus. */
	get isConnected(): boolean {
		return this.#awaySinceMs === undefined;
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
		if (!this.isConnected || !this.#connection) {
			return false;
		}
		this.#connection.publish(subject, data);
		return true;
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
		if (!this.isConnected || !this.#connection) {
			throw new BusError('away');
		}
		try {
			const answer = await this.#connection.request(subject, data, { timeout: timeoutMs });
			return answer.data;
		} catch (error) {
			throw this.#toBusError(error);
		}
	}

	/** Asks, and takes all answers that come in that time. */
	async requestMany(subject: string, data: Uint8Array, waitMs: number): Promise<Uint8Array[]> {
		if (!this.isConnected || !this.#connection) {
			return [];
		}
		const found: Uint8Array[] = [];
		try {
			const options = { strategy: 'timer', maxWait: waitMs } as const;
			for await (const answer of await this.#connection.requestMany(subject, data, options)) {
				found.push(answer.data);
			}
		} catch (error) {
			// Nobody there to answer is an answer, too: none.
			this.#options.logger.debug({ err: error, subject }, 'Nobody answered on the bus');
		}
		return found;
	}

	/** Resolves when the bus has taken what was sent and subscribed before. */
	async flush(): Promise<void> {
		await this.#connection?.flush();
	}

	/** Ends it; what was sent before still goes out. */
	async close(): Promise<void> {
		this.#closing.abort();
		await this.#connecting;
		const connection = this.#connection;
		if (!connection || connection.isClosed()) {
			return;
		}
		// Draining waits for a server that may never be back.
		await (this.isConnected ? connection.drain() : connection.close());
	}

	async #connect(options: ConnectionOptions): Promise<void> {
		const { clock, logger } = this.#options;
		const { signal } = this.#closing;
		let told: string | undefined;
		while (!signal.aborted) {
			try {
				this.#connection = await this.#client.connect(options);
				break;
			} catch (error) {
				// Each try's failure would fill the log; another one than before is news.
				if (String(error) !== told) {
					told = String(error);
					logger.warn({ err: error }, 'NATS is not reached, trying again');
				}
				await sleepUntil(clock, clock.nowMs() + RECONNECT_MS, signal).catch(() => {});
			}
		}
		if (!this.#connection) {
			return;
		}
		for (const interest of this.#interests) {
			this.#begin(interest);
		}
		this.#setConnected(true);
		void this.#follow(this.#connection);
	}

	#begin(interest: Interest): void {
		const { logger } = this.#options;
		if (!this.#connection || this.#connection.isClosed()) {
			return;
		}
		interest.subscription = this.#connection.subscribe(interest.subject, {
			callback: (error, message) => {
				if (error) {
					logger.error({ err: error, subject: interest.subject }, 'NATS refuses a subscription');
					return;
				}
				try {
					interest.callback(toBusMessage(message));
				} catch (thrown) {
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
		const { logger } = this.#options;
		switch (status.type) {
			case 'disconnect':
				this.#setConnected(false);
				break;
			case 'reconnect':
				this.#setConnected(true);
				break;
			case 'error':
				logger.error({ err: status.error }, 'NATS refuses something');
				break;
			case 'close':
				this.#setConnected(false);
				break;
		}
	}

	#setConnected(isConnected: boolean): void {
		if (isConnected === this.isConnected) {
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
}

async function connectionOptions(
	{ credsAuthenticator }: NatsClient,
	{ name, place }: NatsBusOptions,
): Promise<ConnectionOptions> {
	const { caFile, credentialsFile, inboxPrefix, password, servers, user } = place;
	const credentials = credentialsFile && (await readFile(credentialsFile));
	const ca = caFile && (await readFile(caFile, 'utf8'));
	return {
		servers: [...servers],
		name,
		...(user !== undefined && { user }),
		...(password !== undefined && { pass: password }),
		...(credentials && { authenticator: credsAuthenticator(credentials) }),
		...(ca && { tls: { ca } }),
		...(inboxPrefix !== undefined && { inboxPrefix }),
		timeout: CONNECT_TIMEOUT_MS,
		maxReconnectAttempts: -1,
		reconnectTimeWait: RECONNECT_MS,
		reconnectJitter: RECONNECT_MS,
		reconnectJitterTLS: RECONNECT_MS,
		pingInterval: PING_INTERVAL_MS,
		maxPingOut: MAX_PINGS_OUT,
		// Wrong credentials may be put right on the server while we go on.
		ignoreAuthErrorAbort: true,
	};
}

function toBusMessage(message: Msg): BusMessage {
	return {
		subject: message.subject,
		data: message.data,
		respond: (data) => void message.respond(data),
	};
}
