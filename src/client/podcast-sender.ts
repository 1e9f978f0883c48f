// A podcast on some podcast server, fed with frames, kept up through what a network does.
import type { Logger } from 'pino';
import { type Clock, sleepUntil } from '../clock.js';
import { type DelayCounts, DelayHistogram, DelayWindow } from '../counts/delays.js';
import { ConnectionClosedError, PodcastError } from '../errors.js';
import { SERVICE_RESTART } from '../protocol/close-codes.js';
import { FrameSealer } from '../protocol/frame-sealer.js';
import type { PodcastNonceParts } from '../protocol/nonce.js';
import type { Podcast } from '../protocol/podcast.js';
import { MAX_OPUS_FRAME_BYTES, SEAL_OVERHEAD_BYTES } from '../protocol/secretbox.js';
import type { SenderDropReason } from './drop-reasons.js';
import { keepConnection } from './kept-connection.js';
import { KeyNonces } from './key-nonces.js';
import { type LeftPodcast, takeUpLeft } from './left-podcast.js';
import type { PodcastApi } from './podcast-api.js';
import { RESERVED_VOICE_SESSIONS, type VoiceSessionLedger } from './podcast-nonces.js';
import type { ReceivedPacketCounts } from './podcast-socket.js';
import { PodcastWhereabouts } from './podcast-whereabouts.js';
import { SenderConnection } from './sender-connection.js';
import { silenceWaitingSound } from './waiting-sound.js';

export type { LeftPodcast } from './left-podcast.js';

/** A frame as far as a sender needs it. */
export interface SendableFrame extends PodcastNonceParts {
	/** 1 to 3,832 bytes. */
	opus: Uint8Array;
	/** When it came from Discord, by the clock's `nowMs`. */
	receivedAtMs: number;
}

/** Callbacks of a sender. */
export interface PodcastSenderListener {
	/** The connection dropped for this reason; frames are dropped until `onReconnected`. */
	onDisconnected(error: ConnectionClosedError): void;
	/** On air again, with the same podcast or a new one. */
	onReconnected(podcast: Podcast): void;
	/** Called once if the podcast cannot be kept up; not after `stop`. */
	onFailed(error: Error): void;
}

/** Everything that a sender needs. */
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
	/** The podcast to return to, where its server still has it; default a new one. */
	left?: LeftPodcast | undefined;
	/** Where it is written down what a later process must not use; default nowhere. */
	ledger?: VoiceSessionLedger | undefined;
	/** Whether, by now, closing the connection is for a restart and the podcast is to wait. */
	isComingBack?: (() => boolean) | undefined;
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
	| { kind: 'on air'; connection: SenderConnection; sealer: FrameSealer }
	| { kind: 'ended' };

/**
 * A server that refuses our credentials for that long on our return means it; one that is being
 * restarted may do so for a moment.
 */
const REFUSED_FOR_MS = 5000;

/** How long a first return waits for Hello at most, before the API is asked what is wrong. */
const FIRST_HELLO_TIMEOUT_MS = 3000;

/** A server that has lost all its podcasts has all their senders back within that time, not at once. */
const SPREAD_MS = 250;

/** Creates a podcast and sends frames to it, until it is stopped or cannot be kept up. */
export class PodcastSender {
	readonly #options: PodcastSenderOptions;
	readonly #stopping = new AbortController();
	/** Aborted by `stop`, or by whoever started us. */
	readonly #signal: AbortSignal;
	readonly #dropped = new Map<SenderDropReason, number>();
	readonly #delays = new DelayWindow();
	readonly #delayHistogram = new DelayHistogram();
	readonly #whereabouts: PodcastWhereabouts;
	readonly #nonces = new KeyNonces();
	#state: State = { kind: 'connecting' };
	/** Whether what is connected to was on air before, here or in an earlier process. */
	#isReturning = false;
	/** Until its server was asked for it. */
	#left: LeftPodcast | undefined;
	#sent = 0;
	#sentBytes = 0;
	#reconnects = 0;

	/**
	 * Creates a podcast, or returns to the one that was left, and goes on air.
	 *
	 * @throws {PodcastError} the last failure, if no try succeeds or none is worth repeating
	 */
	static async start(options: PodcastSenderOptions): Promise<PodcastSender> {
		const sender = new PodcastSender(options);
		await sender.#goOnAir();
		return sender;
	}

	private constructor(options: PodcastSenderOptions) {
		this.#options = options;
		this.#whereabouts = new PodcastWhereabouts(options);
		this.#left = options.left;
		this.#signal = options.signal
			? AbortSignal.any([options.signal, this.#stopping.signal])
			: this.#stopping.signal;
		options.signal?.addEventListener('abort', () => void this.stop(), { once: true });
	}

	/** The podcast on air, or the one that is being returned to. */
	get podcast(): Podcast | undefined {
		return this.#whereabouts.podcast;
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
			if (this.#nonces.isExhausted) {
				this.#changePodcast(state.connection);
			}
			return;
		}
		state.connection.send(state.sealer.seal(frame.opus, nonce));
		this.#sent += 1;
		this.#sentBytes += SEAL_OVERHEAD_BYTES + frame.opus.length;
		const delayMs = this.#options.clock.nowMs() - frame.receivedAtMs;
		this.#delays.add(delayMs);
		this.#delayHistogram.add(delayMs);
	}

	/**
	 * Makes silence of what was sent and has not been heard, where the server can do that; after the
	 * end, of what can still be fetched.
	 *
	 * @returns resolves when it is done, or after a second; never rejects
	 */
	async silence(): Promise<void> {
		const { api, clock, logger } = this.#options;
		const podcastId = this.podcast?.id;
		if (podcastId !== undefined) {
			const connection = this.#state.kind === 'on air' ? this.#state.connection : undefined;
			const isOver = this.#state.kind === 'ended';
			const signal = isOver ? undefined : this.#signal;
			await silenceWaitingSound({ api, clock, logger, podcastId, connection, signal, isOver });
		}
	}

	/** Ends the podcast by closing its connection; harmless when repeated. */
	async stop(): Promise<void> {
		const state = this.#state;
		this.#state = { kind: 'ended' };
		this.#stopping.abort(new ConnectionClosedError('The sender was stopped', { closeCode: 1000 }));
		if (state.kind === 'on air') {
			await this.#leave(state.connection);
		}
	}

	async #leave(connection: SenderConnection): Promise<void> {
		await connection.close(this.#options.isComingBack?.() ? SERVICE_RESTART : undefined);
	}

	/** Under a new key all nonces are new. */
	#changePodcast(connection: SenderConnection): void {
		this.#options.logger.warn(
			{ podcast: this.podcast?.id },
			'Voice sessions cannot be counted on the disk: going on with a new podcast',
		);
		this.#whereabouts.lose();
		this.#state = { kind: 'connecting' };
		void connection.close();
	}

	#goOnAir(): Promise<void> {
		const { api, clock, listener, logger, random } = this.#options;
		const { reconnectTimeoutMs, startTimeoutMs } = this.#options;
		const whereabouts = this.#whereabouts;
		return keepConnection<SenderConnection>({
			clock,
			random,
			startTimeoutMs,
			reconnectTimeoutMs,
			refusedForMs: REFUSED_FOR_MS,
			signal: this.#signal,
			open: (attempt, withinMs) => this.#open(attempt, withinMs),
			isFinalAtStart: (error) => !(error instanceof PodcastError && error.retryable),
			isFinal: () => false,
			pauseMs: (error) => whereabouts.pauseMs(error),
			onFailure: (error, attempt) =>
				logger.warn(
					{ err: error, attempt, advice: api.advise(error) },
					'Podcast server failed, trying again',
				),
			onDropped: (closed) => {
				this.#state = { kind: 'connecting' };
				this.#reconnects += 1;
				logger.warn(
					{ podcast: this.podcast?.id, err: closed, advice: api.advise(closed) },
					'Podcast connection dropped',
				);
				listener.onDisconnected(closed);
				whereabouts.noteDrop(closed);
			},
			onReturned: () => listener.onReconnected(this.podcast as Podcast),
			onEnd: (error) => {
				this.#state = { kind: 'ended' };
				listener.onFailed(error as Error);
			},
		});
	}

	/** One try: on the podcast that there is, where it is still there, else on a new one. */
	async #open(attempt: number, withinMs: number): Promise<SenderConnection> {
		const { clock, helloTimeoutMs, random } = this.#options;
		await this.#takeUpLeft();
		const { podcast } = this.#whereabouts;
		if (!podcast) {
			return this.#openNew(withinMs);
		}
		try {
			const isFirstReturn = this.#isReturning && attempt === 1;
			return await this.#openOn(
				podcast,
				Math.min(isFirstReturn ? FIRST_HELLO_TIMEOUT_MS : withinMs, helloTimeoutMs),
			);
		} catch (error) {
			this.#signal.throwIfAborted();
			// Whoever waits for the start is told why it failed; nobody looks into it here.
			if (!this.#isReturning) {
				throw error;
			}
			const connection = await this.#follow(error);
			if (connection) {
				return connection;
			}
		}
		await sleepUntil(clock, clock.nowMs() + SPREAD_MS * (0.5 + random() / 2), this.#signal);
		return this.#openNew(withinMs);
	}

	/** Finds the podcast that an earlier process left; where it is gone, there will be a new one. */
	async #takeUpLeft(): Promise<void> {
		const { api, ledger } = this.#options;
		if (!this.#left || !ledger) {
			return;
		}
		const { id, nextVoiceSession: firstVoiceSession } = this.#left;
		const podcast = await takeUpLeft(this.#left, { api, ledger, signal: this.#signal });
		this.#left = undefined;
		if (podcast) {
			this.#whereabouts.replace(podcast);
			this.#nonces.beginPodcast({ firstVoiceSession, reserve: (next) => ledger(id, next) });
			this.#isReturning = true;
		}
	}

	/**
	 * Looks where a podcast is whose connection failed.
	 *
	 * @returns a connection to it where it is now, or undefined if it is lost
	 * @throws what keeps it from being connected to at the moment
	 */
	async #follow(failure: unknown): Promise<SenderConnection | undefined> {
		const { helloTimeoutMs, logger } = this.#options;
		const finding = await this.#whereabouts.find(failure, this.#signal);
		switch (finding.kind) {
			case 'there':
				throw failure;
			case 'lost':
				logger.warn({ err: failure }, 'The podcast is lost, opening a new one');
				return undefined;
			case 'moved':
				try {
					return await this.#openOn(finding.podcast, helloTimeoutMs);
				} catch (error) {
					this.#signal.throwIfAborted();
					logger.warn({ err: error }, 'The podcast is not where it should be, opening a new one');
					return undefined;
				}
		}
	}

	async #openNew(withinMs: number): Promise<SenderConnection> {
		const { api, clock, helloTimeoutMs, ledger } = this.#options;
		const endMs = clock.nowMs() + withinMs;
		const podcast = await api.createPodcast(this.#signal, withinMs);
		const { id } = podcast;
		this.#whereabouts.replace(podcast);
		// Not waited for: where nothing is written, nobody returns to it.
		void ledger?.(id, RESERVED_VOICE_SESSIONS);
		this.#nonces.beginPodcast(ledger && { reserve: (next) => ledger(id, next) });
		return this.#openOn(podcast, Math.min(helloTimeoutMs, endMs - clock.nowMs()));
	}

	async #openOn(podcast: Podcast, helloTimeoutMs: number): Promise<SenderConnection> {
		const { api, clock } = this.#options;
		const signal = this.#signal;
		try {
			const connection = await SenderConnection.open({
				...(await api.websocketAddress(podcast)),
				clock,
				helloTimeoutMs,
				signal,
				onKeyChange: () => this.#changeKey(),
			});
			if (signal.aborted) {
				await this.#leave(connection);
				signal.throwIfAborted();
			}
			this.#isReturning = true;
			this.#state = { kind: 'on air', connection, sealer: this.#sealWith(connection.secretKey) };
			return connection;
		} catch (error) {
			this.#whereabouts.noteFailure(error);
			throw error;
		}
	}

	/** Hello came again on the connection that is on air, and what follows is under its key. */
	#changeKey(): void {
		if (this.#state.kind === 'on air') {
			const { connection } = this.#state;
			this.#state = { kind: 'on air', connection, sealer: this.#sealWith(connection.secretKey) };
		}
	}

	#sealWith(secretKey: Uint8Array): FrameSealer {
		this.#nonces.useKey(secretKey);
		return new FrameSealer(secretKey);
	}

	#drop(reason: SenderDropReason): void {
		this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
	}
}
