// A podcast on some podcast server as a row of frames, kept up through what a network does.
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { ConnectionClosedError, InvalidStateError } from '../errors.js';
import { CloseCode, isGoneCode } from '../protocol/close-codes.js';
import { isRefusal, keepConnection } from './kept-connection.js';
import {
	type OpenedPacketCounts,
	type PodcastFrame,
	ReceiverConnection,
} from './receiver-connection.js';

/** Where a receiver connects to, and what lets it in beside the URL. */
export interface PodcastAddress {
	/** `ws:` or `wss:`; may carry a listen key, so it is never logged. */
	url: URL;
	/** Credentials, or none. */
	headers: Record<string, string>;
}

/** A podcast that can be listened to, for as long as it is there. */
export interface PodcastSource {
	/** Where it is now; undefined while it is nowhere. Asked before each try. */
	address(): PodcastAddress | undefined | Promise<PodcastAddress | undefined>;
	/** Another value whenever `address` has changed, told apart by identity; absent where it never does. */
	version?(): unknown;
	/** Whether its sender will be back, though the server does not know the podcast any more. */
	isComingBack(): boolean;
}

/** Callbacks of a podcast listener. */
export interface PodcastListenerEvents {
	/** Each frame, in the order of sending. */
	onFrame(frame: PodcastFrame): void;
	/** Frames that came and have not been heard must not be heard. */
	onSilence?(): void;
	/** The connection dropped; frames come again after `onReconnected`. */
	onDisconnected(): void;
	onReconnected(): void;
	/**
	 * Called once, if it ends by itself after it has started.
	 *
	 * @param error - what ended it; see {@link isPodcastGone}
	 */
	onEnd(error: Error): void;
}

/** Everything that a podcast listener needs. */
export interface PodcastListenerOptions {
	source: PodcastSource;
	clock: Clock;
	logger: Logger;
	events: PodcastListenerEvents;
	/** Source of numbers in 0..1 for the jitter of pauses. */
	random: () => number;
	/** How long starting may take, all tries together, in milliseconds. */
	startTimeoutMs: number;
	/** How long to try to come back after the connection dropped, in milliseconds. */
	reconnectTimeoutMs: number;
	/** How long connecting and waiting for Hello may take, in milliseconds. */
	helloTimeoutMs: number;
	/** Gives up starting, or ends what has started, as `stop` does. */
	signal: AbortSignal;
}

/** Counts over a listener's life. */
export interface PodcastListenerStats extends OpenedPacketCounts {
	/** Times that the connection dropped. */
	reconnects: number;
}

type State =
	| { kind: 'connecting' }
	| { kind: 'listening'; connection: ReceiverConnection }
	| { kind: 'ended' };

/**
 * For that long a server may not know a podcast, or us, after the connection broke: one that was
 * restarted gets its podcasts back when their senders return.
 */
const UNKNOWN_FOR_MS = 30_000;

/** Whether the server says that there is no such podcast, or no longer. */
export function isPodcastGone(error: unknown): boolean {
	return error instanceof ConnectionClosedError && isGoneCode(error.closeCode);
}

/** Receives one podcast until it ends, is stopped or cannot be reached. */
export class PodcastListener {
	readonly #options: PodcastListenerOptions;
	readonly #stopping = new AbortController();
	readonly #signal: AbortSignal;
	#state: State = { kind: 'connecting' };
	/** Where it was last tried to connect to; it may carry a listen key, so it is never logged. */
	#tried: unknown;
	#past: PodcastListenerStats = { opened: 0, unusable: 0, reconnects: 0 };

	/**
	 * Connects.
	 *
	 * @throws {PodcastError} the last failure, if no try succeeds or none is worth repeating
	 */
	static async start(options: PodcastListenerOptions): Promise<PodcastListener> {
		const listener = new PodcastListener(options);
		await listener.#listen();
		return listener;
	}

	private constructor(options: PodcastListenerOptions) {
		this.#options = options;
		this.#signal = AbortSignal.any([options.signal, this.#stopping.signal]);
		options.signal.addEventListener('abort', () => void this.stop(), { once: true });
	}

	/** Whether frames can come in now. */
	get isConnected(): boolean {
		return this.#state.kind === 'listening';
	}

	get stats(): PodcastListenerStats {
		const now = this.#state.kind === 'listening' ? this.#state.connection.counts : undefined;
		return {
			opened: this.#past.opened + (now?.opened ?? 0),
			unusable: this.#past.unusable + (now?.unusable ?? 0),
			reconnects: this.#past.reconnects,
		};
	}

	/** Disconnects; harmless when repeated. */
	async stop(): Promise<void> {
		const state = this.#state;
		this.#leave();
		this.#stopping.abort(new InvalidStateError('The listener was stopped', 'stopped'));
		if (state.kind === 'listening') {
			await state.connection.close();
		}
	}

	#listen(): Promise<void> {
		const { clock, events, logger, random, reconnectTimeoutMs, startTimeoutMs } = this.#options;
		return keepConnection<ReceiverConnection>({
			clock,
			random,
			startTimeoutMs,
			reconnectTimeoutMs,
			refusedForMs: UNKNOWN_FOR_MS,
			signal: this.#signal,
			open: (_attempt, withinMs) => this.#open(withinMs),
			isFinalAtStart: (error) => isPodcastGone(error) || isRefusal(error),
			isFinal: (error, awayMs) => this.#isOver(error, awayMs),
			hasNews: () => this.#options.source.version?.() !== this.#tried,
			onFailure: (error, attempt) =>
				logger.info({ err: error, attempt }, 'Podcast cannot be heard, trying again'),
			onDropped: (closed) => {
				this.#leave({ kind: 'connecting' });
				logger.info({ err: closed }, 'Receiver connection closed');
				this.#past.reconnects += 1;
				events.onDisconnected();
			},
			onReturned: () => events.onReconnected(),
			onEnd: (error) => {
				this.#leave();
				events.onEnd(error as Error);
			},
		});
	}

	/** A podcast that ends says so; one that is unknown all at once may be so for a while only. */
	#isOver(error: unknown, awayMs: number | undefined): boolean {
		if (!isPodcastGone(error) || this.#options.source.isComingBack()) {
			return false;
		}
		const isUnknown = (error as ConnectionClosedError).closeCode === CloseCode.NO_SUCH_PODCAST;
		return !isUnknown || awayMs === undefined || awayMs >= UNKNOWN_FOR_MS;
	}

	async #open(withinMs: number): Promise<ReceiverConnection> {
		const { source, clock, helloTimeoutMs, events } = this.#options;
		this.#tried = source.version?.();
		const address = await source.address();
		if (!address) {
			// As the server would say it, if there were an id to ask it about.
			throw new ConnectionClosedError('The podcast is nowhere at the moment', {
				closeCode: CloseCode.NO_SUCH_PODCAST,
				retryable: true,
			});
		}
		const connection = await ReceiverConnection.open({
			...address,
			clock,
			helloTimeoutMs: Math.min(helloTimeoutMs, withinMs),
			signal: this.#signal,
			onSilence: () => {
				if (this.#state.kind !== 'ended') {
					events.onSilence?.();
				}
			},
			onFrame: (frame) => {
				if (this.#state.kind !== 'ended') {
					events.onFrame(frame);
				}
			},
		});
		if (this.#signal.aborted) {
			await connection.close();
			this.#signal.throwIfAborted();
		}
		this.#state = { kind: 'listening', connection };
		return connection;
	}

	/** Keeps what the connection has counted. */
	#leave(next: State = { kind: 'ended' }): void {
		this.#past = this.stats;
		this.#state = next;
	}
}
