// A podcast on some podcast server as a row of frames, kept up through what a network does.
import type { Logger } from 'pino';
import { type Clock, sleepUntil } from '../clock.js';
import { ConnectionClosedError, InvalidStateError } from '../errors.js';
import { CloseCode } from '../protocol/close-codes.js';
import { backoffMs } from '../sender/backoff.js';
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
	/** Whether its sender will be back, though the server does not know the podcast any more. */
	isComingBack(): boolean;
}

/** What a podcast listener calls back. */
export interface PodcastListenerEvents {
	/** Each frame, in the order of sending. */
	onFrame(frame: PodcastFrame): void;
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

/** What a podcast listener works with. */
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

/** Close codes after which the podcast exists no more. */
const PODCAST_GONE_CODES: ReadonlySet<number> = new Set([
	CloseCode.INVALID_PAYLOAD,
	CloseCode.SENDER_DISCONNECTED,
	CloseCode.SENDER_TIMEOUT,
	CloseCode.NO_SUCH_PODCAST,
]);

/** Whether the server says that there is no such podcast, or no more. */
export function isPodcastGone(error: unknown): boolean {
	return error instanceof ConnectionClosedError && PODCAST_GONE_CODES.has(error.closeCode);
}

/** Receives one podcast until it ends, is stopped or cannot be reached. */
export class PodcastListener {
	readonly #options: PodcastListenerOptions;
	readonly #stopping = new AbortController();
	readonly #signal: AbortSignal;
	#state: State = { kind: 'connecting' };
	#past: PodcastListenerStats = { opened: 0, unusable: 0, reconnects: 0 };

	/**
	 * Connects.
	 *
	 * @throws {PodcastError} the last failure, if no try succeeds or none is worth repeating
	 */
	static async start(options: PodcastListenerOptions): Promise<PodcastListener> {
		const listener = new PodcastListener(options);
		const connection = await listener.#connect({
			timeoutMs: options.startTimeoutMs,
			isFinal: (error) => isPodcastGone(error) || isRefusal(error),
		});
		void listener.#keepListening(connection);
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

	async #keepListening(first: ReceiverConnection): Promise<void> {
		const { events, logger, reconnectTimeoutMs } = this.#options;
		let connection = first;
		try {
			for (;;) {
				const closed = await connection.closed;
				if (this.#state.kind === 'ended') {
					return;
				}
				this.#leave({ kind: 'connecting' });
				logger.info({ err: closed }, 'Receiver connection closed');
				if (this.#isOver(closed)) {
					throw closed;
				}
				this.#past.reconnects += 1;
				events.onDisconnected();
				connection = await this.#connect({
					timeoutMs: reconnectTimeoutMs,
					isFinal: (error) => this.#isOver(error),
				});
				events.onReconnected();
			}
		} catch (error) {
			if (!this.#signal.aborted) {
				this.#state = { kind: 'ended' };
				events.onEnd(error as Error);
			}
		}
	}

	#isOver(error: unknown): boolean {
		return isRefusal(error) || (isPodcastGone(error) && !this.#options.source.isComingBack());
	}

	async #connect(options: {
		timeoutMs: number;
		isFinal: (error: unknown) => boolean;
	}): Promise<ReceiverConnection> {
		const { clock, random, logger } = this.#options;
		const deadlineMs = clock.nowMs() + options.timeoutMs;
		for (let attempt = 1; ; attempt++) {
			try {
				return await this.#tryConnect();
			} catch (error) {
				this.#signal.throwIfAborted();
				const nextTryMs = clock.nowMs() + backoffMs(attempt, random);
				if (options.isFinal(error) || nextTryMs >= deadlineMs) {
					throw error;
				}
				logger.info({ err: error, attempt }, 'Podcast cannot be heard, trying again');
				await sleepUntil(clock, nextTryMs, this.#signal);
			}
		}
	}

	async #tryConnect(): Promise<ReceiverConnection> {
		const { source, clock, helloTimeoutMs, events } = this.#options;
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
			helloTimeoutMs,
			signal: this.#signal,
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

/** Whether the server does not let us in, which no further try changes. */
function isRefusal(error: unknown): boolean {
	return error instanceof ConnectionClosedError && !error.retryable;
}
