// A podcast on some podcast server, fed with frames, kept up through what a network does.
import type { Logger } from 'pino';
import { type Clock, sleepUntil } from '../clock.js';
import { ConnectionClosedError, PodcastApiError, PodcastError } from '../errors.js';
import { CloseCode } from '../protocol/close-codes.js';
import type { PodcastNonceParts } from '../protocol/nonce.js';
import type { Podcast } from '../protocol/podcast.js';
import { MAX_OPUS_FRAME_BYTES, PacketSealer } from '../protocol/secretbox.js';
import { backoffMs } from './backoff.js';
import { type DelayCounts, DelayHistogram } from './delay-histogram.js';
import { DelayWindow } from './delay-window.js';
import type { PodcastApi } from './podcast-api.js';
import { PodcastNonces } from './podcast-nonces.js';
import type { ReceivedPacketCounts } from './podcast-socket.js';
import { SenderConnection } from './sender-connection.js';

/** A frame as far as a sender needs it. */
export interface SendableFrame extends PodcastNonceParts {
	/** 1 to 3,832 bytes. */
	opus: Uint8Array;
	/** When it came from Discord, by the clock's `nowMs`. */
	receivedAtMs: number;
}

/** Why a frame was not sent. */
export type SenderDropReason =
	| 'podcast not connected'
	| 'podcast connection too slow'
	| 'nonce would repeat'
	| 'frame too long';

/** What a sender calls back. */
export interface PodcastSenderListener {
	/** The connection dropped for this reason; frames are dropped until `onReconnected`. */
	onDisconnected(error: ConnectionClosedError): void;
	/** On air again, with the same podcast or a new one. */
	onReconnected(podcast: Podcast): void;
	/** Called once if the podcast cannot be kept up; not after `stop`. */
	onFailed(error: Error): void;
}

/** What a sender works with. */
export interface PodcastSenderOptions {
	api: PodcastApi;
	clock: Clock;
	logger: Logger;
	listener: PodcastSenderListener;
	/** Source of numbers in 0..1 for the jitter of pauses. */
	random: () => number;
	/** How long starting may take, all tries together, in milliseconds. */
	startTimeoutMs: number;
	/** How long to try to come back after the connection dropped, in milliseconds. */
	reconnectTimeoutMs: number;
	/** How long connecting and waiting for Hello may take, in milliseconds. */
	helloTimeoutMs: number;
	/** Bytes that may wait in the socket before frames are dropped. */
	maxBufferedBytes: number;
	/** Gives up starting, or ends what has started, as `stop` does. */
	signal?: AbortSignal;
}

/** Counts over a sender's life, over all its podcasts. */
export interface PodcastSenderStats {
	sent: number;
	sentBytes: number;
	dropped: ReadonlyMap<SenderDropReason, number>;
	/** What came in on the present connection, where there is one. */
	received: Readonly<ReceivedPacketCounts> | undefined;
	/** Milliseconds from datagram to socket that 99 % of the last frames stayed within. */
	delayP99Ms: number | undefined;
	/** Delays from datagram to socket of all frames. */
	delays: DelayCounts;
	/** Times that the connection dropped while on air. */
	reconnects: number;
	/** Bytes that wait in the podcast's socket now. */
	bufferedBytes: number;
}

type State =
	| { kind: 'connecting' }
	| { kind: 'on air'; connection: SenderConnection; sealer: PacketSealer }
	| { kind: 'ended' };

/** Close codes after which the podcast exists no more. */
const PODCAST_GONE_CODES: ReadonlySet<number> = new Set([
	CloseCode.INVALID_PAYLOAD,
	CloseCode.SENDER_DISCONNECTED,
	CloseCode.SENDER_TIMEOUT,
	CloseCode.NO_SUCH_PODCAST,
]);

/** Creates a podcast and sends frames to it, until it is stopped or cannot be kept up. */
export class PodcastSender {
	readonly #options: PodcastSenderOptions;
	readonly #stopping = new AbortController();
	/** Aborted by `stop`, or by whoever started us. */
	readonly #signal: AbortSignal;
	readonly #dropped = new Map<SenderDropReason, number>();
	readonly #delays = new DelayWindow();
	readonly #delayHistogram = new DelayHistogram();
	#state: State = { kind: 'connecting' };
	/** The podcast that is on air, or that may be returned to. */
	#podcast: Podcast | undefined;
	#nonces = new PodcastNonces();
	#sent = 0;
	#sentBytes = 0;
	#reconnects = 0;

	/**
	 * Creates a podcast and goes on air.
	 *
	 * @throws {PodcastError} the last failure, if no try succeeds or none is worth repeating
	 */
	static async start(options: PodcastSenderOptions): Promise<PodcastSender> {
		const sender = new PodcastSender(options);
		const connection = await sender.#connect({
			timeoutMs: options.startTimeoutMs,
			isFinal: (error) => !(error instanceof PodcastError && error.retryable),
		});
		void sender.#stayOnAir(connection);
		return sender;
	}

	private constructor(options: PodcastSenderOptions) {
		this.#options = options;
		this.#signal = options.signal
			? AbortSignal.any([options.signal, this.#stopping.signal])
			: this.#stopping.signal;
		options.signal?.addEventListener('abort', () => void this.stop(), { once: true });
	}

	/** The podcast on air, or the one that is being returned to. */
	get podcast(): Podcast | undefined {
		return this.#podcast;
	}

	get isOnAir(): boolean {
		return this.#state.kind === 'on air';
	}

	get stats(): PodcastSenderStats {
		return {
			sent: this.#sent,
			sentBytes: this.#sentBytes,
			dropped: this.#dropped,
			received: this.#state.kind === 'on air' ? this.#state.connection.received : undefined,
			delayP99Ms: this.#delays.percentile(0.99),
			delays: this.#delayHistogram.counts,
			reconnects: this.#reconnects,
			bufferedBytes: this.#state.kind === 'on air' ? this.#state.connection.bufferedBytes : 0,
		};
	}

	/** Seals a frame and sends it, at once or not at all. */
	send(frame: SendableFrame): void {
		const state = this.#state;
		if (state.kind !== 'on air') {
			this.#drop('podcast not connected');
			return;
		}
		if (state.connection.bufferedBytes > this.#options.maxBufferedBytes) {
			this.#drop('podcast connection too slow');
			return;
		}
		if (frame.opus.length > MAX_OPUS_FRAME_BYTES) {
			this.#drop('frame too long');
			return;
		}
		const nonce = this.#nonces.take(frame);
		if (!nonce) {
			this.#drop('nonce would repeat');
			return;
		}
		const packet = state.sealer.seal(frame.opus, nonce);
		state.connection.send(packet);
		this.#sent += 1;
		this.#sentBytes += packet.length;
		const delayMs = this.#options.clock.nowMs() - frame.receivedAtMs;
		this.#delays.add(delayMs);
		this.#delayHistogram.add(delayMs);
	}

	/** Ends the podcast by closing its connection; harmless when repeated. */
	async stop(): Promise<void> {
		const state = this.#state;
		this.#state = { kind: 'ended' };
		this.#stopping.abort(new ConnectionClosedError('The sender was stopped', { closeCode: 1000 }));
		if (state.kind === 'on air') {
			await state.connection.close();
		}
	}

	async #stayOnAir(first: SenderConnection): Promise<void> {
		const { listener, logger, reconnectTimeoutMs } = this.#options;
		let connection = first;
		try {
			for (;;) {
				const closed = await connection.closed;
				if (this.#state.kind === 'ended') {
					return;
				}
				this.#state = { kind: 'connecting' };
				this.#reconnects += 1;
				logger.warn({ podcast: this.#podcast?.id, err: closed }, 'Podcast connection dropped');
				listener.onDisconnected(closed);
				this.#forgetPodcastIfGone(closed);
				if (isCredentialsRefusal(closed)) {
					throw closed;
				}
				connection = await this.#connect({
					timeoutMs: reconnectTimeoutMs,
					isFinal: isCredentialsRefusal,
				});
				listener.onReconnected(this.#podcast as Podcast);
			}
		} catch (error) {
			if (!this.#signal.aborted) {
				this.#state = { kind: 'ended' };
				listener.onFailed(error as Error);
			}
		}
	}

	async #connect(options: {
		timeoutMs: number;
		isFinal: (error: unknown) => boolean;
	}): Promise<SenderConnection> {
		const { clock, random, logger } = this.#options;
		const signal = this.#signal;
		const deadlineMs = clock.nowMs() + options.timeoutMs;
		for (let attempt = 1; ; attempt++) {
			try {
				return await this.#tryConnect();
			} catch (error) {
				signal.throwIfAborted();
				this.#forgetPodcastIfGone(error);
				const retryAfterMs = error instanceof PodcastApiError ? (error.retryAfterMs ?? 0) : 0;
				const nextTryMs = clock.nowMs() + Math.max(backoffMs(attempt, random), retryAfterMs);
				if (options.isFinal(error) || nextTryMs >= deadlineMs) {
					throw error;
				}
				logger.warn({ err: error, attempt }, 'Podcast server failed, trying again');
				await sleepUntil(clock, nextTryMs, signal);
			}
		}
	}

	async #tryConnect(): Promise<SenderConnection> {
		const { api, clock, helloTimeoutMs } = this.#options;
		const signal = this.#signal;
		if (!this.#podcast) {
			this.#podcast = await api.createPodcast(signal);
			this.#nonces = new PodcastNonces();
		}
		const connection = await SenderConnection.open({
			...(await api.websocketAddress(this.#podcast)),
			clock,
			helloTimeoutMs,
			signal,
		});
		if (signal.aborted) {
			await connection.close();
			signal.throwIfAborted();
		}
		this.#state = { kind: 'on air', connection, sealer: new PacketSealer(connection.secretKey) };
		return connection;
	}

	#forgetPodcastIfGone(error: unknown): void {
		if (error instanceof ConnectionClosedError && PODCAST_GONE_CODES.has(error.closeCode)) {
			this.#podcast = undefined;
		}
	}

	#drop(reason: SenderDropReason): void {
		this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
	}
}

/** Whether the server does not know us, which no further try changes. */
function isCredentialsRefusal(error: unknown): boolean {
	return (
		(error instanceof PodcastApiError && (error.status === 401 || error.status === 403)) ||
		(error instanceof ConnectionClosedError && !error.retryable)
	);
}
