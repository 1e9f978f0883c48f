// One podcast: who sends, who hears, and what ends it.
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { Mp3Encoding } from '../../media/mp3-encoding.js';
import { CloseCode, SERVICE_RESTART } from '../../protocol/close-codes.js';
import { encodeHello } from '../../protocol/events.js';
import { generateSecretKey } from '../../protocol/secret-key.js';
import { Listing } from '../access/listing.js';
import type { PodcastServerLimits } from '../limits/limits.js';
import { TokenBucket } from '../limits/rate-limit.js';
import { LiveStreams } from '../streams/live-streams.js';
import {
	type Connection,
	type ConnectionOwner,
	StandardCloseCode,
} from '../websocket/connection.js';
import { FanOut, type Receiver } from '../websocket/fan-out.js';
import type { PacketsPerWrite } from '../websocket/write-joining.js';
import type {
	Guest,
	KeptPodcast,
	PodcastEnd,
	PodcastState,
	PodcastStats,
} from './podcast-state.js';
import type { PodcastTotals } from './podcast-totals.js';
import { RATE_WINDOW_S, SenderIntake } from './sender-intake.js';

export type { Guest, PodcastStats } from './podcast-state.js';

/** What a podcast needs. */
export interface LivePodcastOptions {
	id: string;
	/** The client that created it, and may send. */
	clientId: string;
	clock: Clock;
	limits: PodcastServerLimits;
	packetsPerWrite: PacketsPerWrite;
	mp3Encoding: Mp3Encoding;
	logger: Logger;
	/** Called once, when the podcast has ended. */
	onEnded: (podcast: LivePodcast) => void;
	/** What it was before a restart, and how long it waits for its sender; default a new one. */
	left?: { podcast: KeptPodcast; waitMs: number } | undefined;
}

/** What a receiver has in the podcast. */
interface ReceiverRecord {
	receiver: Receiver;
	/** Made when the receiver first sends something. */
	allowance?: TokenBucket;
	/** Ends the watch over a guest's right to listen. */
	forget: () => void;
}

/** A podcast from its creation to its end. */
export class LivePodcast {
	readonly id: string;
	readonly clientId: string;
	/** What listeners are told of it, and who may hear it. */
	readonly listing: Listing;
	/** What players hear. */
	readonly streams: LiveStreams;
	readonly #options: LivePodcastOptions;
	readonly #logger: Logger;
	readonly #secretKey: Uint8Array;
	readonly #hello: Uint8Array;
	readonly #receivers = new Map<Connection, ReceiverRecord>();
	readonly #fanOut: FanOut;
	readonly #intake: SenderIntake;
	#state: PodcastState;
	#activeSinceMs: number | null;
	/** Listeners beside the receivers. */
	#otherListeners = 0;

	constructor(options: LivePodcastOptions) {
		const { clock, left, limits } = options;
		this.id = options.id;
		this.clientId = options.clientId;
		this.listing = new Listing(left?.podcast);
		this.#secretKey = left?.podcast.secretKey ?? generateSecretKey();
		this.#hello = encodeHello(this.#secretKey);
		this.#activeSinceMs = left?.podcast.activeSinceMs ?? null;
		this.#options = options;
		this.#logger = options.logger.child({ podcast: options.id });
		this.#fanOut = new FanOut({
			clock,
			backlogBytes: limits.backlogBytes,
			slowReceiverMs: limits.slowReceiverMs,
			burstMs: limits.burstMs,
			packetsPerWrite: options.packetsPerWrite,
			onSlow: (receiver) => this.#closeSlow(receiver),
		});
		this.#intake = new SenderIntake({
			clock,
			limits,
			onAudio: (packet) => {
				this.#fanOut.push(packet);
				this.streams.push(packet);
			},
			onInvalid: () => this.end(CloseCode.INVALID_PAYLOAD),
		});
		this.streams = new LiveStreams({
			clock,
			logger: this.#logger,
			secretKey: this.#secretKey,
			listing: this.listing,
			mp3Encoding: options.mp3Encoding,
		});
		this.#state =
			this.#activeSinceMs === null
				? this.#waiting('waiting for sender', limits.senderDeadlineMs, CloseCode.SENDER_TIMEOUT)
				: this.#waitingForReturn(left?.waitMs);
		this.#logger.info({ clientId: options.clientId }, left ? 'Podcast is back' : 'Podcast created');
	}

	/** Where the podcast stands. */
	get status(): PodcastState['status'] {
		return this.#state.status;
	}

	/** What of it is the same after a restart. */
	get kept(): KeptPodcast {
		const { details, listenKey } = this.listing;
		const { id, clientId } = this;
		const activeSinceMs = this.#activeSinceMs;
		return { id, clientId, secretKey: this.#secretKey, listenKey, details, activeSinceMs };
	}

	/** Whether it has ended for this process alone, and goes on after a restart. */
	get isPaused(): boolean {
		return this.#state.status === 'ended' && this.#state.reason === SERVICE_RESTART;
	}

	/** Milliseconds since the epoch, or null while no sender has connected. */
	get activeSinceMs(): number | null {
		return this.#activeSinceMs;
	}

	/** Receivers connected now. */
	get receiverCount(): number {
		return this.#receivers.size;
	}

	/** Everybody who hears the podcast now, whichever way. */
	get listenerCount(): number {
		return this.#receivers.size + this.#otherListeners;
	}

	/**
	 * Counts one who hears the podcast by other ways than a websocket, until the returned function
	 * is called; calling that again is harmless.
	 */
	addListener(): () => void {
		let isCounted = true;
		this.#otherListeners++;
		this.listing.tell();
		return () => {
			if (isCounted) {
				isCounted = false;
				this.#otherListeners--;
				this.listing.tell();
			}
		};
	}

	/** Running totals, as a copy. */
	get counts(): PodcastTotals {
		return { ...this.#intake.totals, ...this.#fanOut.totals };
	}

	/** What the podcast has done so far, as a copy. */
	stats(): PodcastStats {
		return {
			id: this.id,
			status: this.#state.status,
			receivers: this.#receivers.size,
			listeners: this.listenerCount,
			...this.counts,
			packetsPerWrite: this.#fanOut.packetsPerWrite,
			bufferedBytes: this.#fanOut.bufferedBytes,
			...this.streams.stats,
		};
	}

	/** What becomes of the sender's connection, for whoever makes it. */
	readonly senderOwner: ConnectionOwner = {
		received: (_connection, data, isBinary) => {
			if (this.#state.status === 'live') {
				this.#intake.receive(data, isBinary);
			}
		},
		pinged: () => {},
		failed: (connection, error) => {
			this.#logger.info({ address: connection.address, err: error }, 'Sender failed');
			this.end(CloseCode.INVALID_PAYLOAD);
		},
		closed: (connection, code) => this.#onSenderClosed(connection, code),
	};

	/** What becomes of receivers' connections. */
	readonly receiverOwner: ConnectionOwner = {
		received: (connection) => this.#countFromReceiver(connection),
		pinged: (connection) => this.#countFromReceiver(connection),
		failed: (connection, error) => {
			this.#logger.debug({ address: connection.address, err: error }, 'Receiver failed');
		},
		closed: (connection) => this.#removeReceiver(connection),
	};

	/** Whether its sender may connect: for the first time, or again after its connection broke. */
	get isWaiting(): boolean {
		return (
			this.#state.status === 'waiting for sender' || this.#state.status === 'waiting for return'
		);
	}

	/** Puts the sender on air; the podcast must be waiting for it. */
	attachSender(sender: Connection): void {
		if (!this.isWaiting) {
			sender.refuse(CloseCode.SENDER_ALREADY_CONNECTED);
			return;
		}
		this.#intake.begin();
		this.#activeSinceMs ??= this.#options.clock.epochMs();
		this.#setState({ status: 'live', sender });
		sender.sendEvent(this.#hello);
		this.#logger.info({ address: sender.address }, 'Podcast live');
	}

	/**
	 * Lets a receiver hear the podcast from now on; a guest for as long as the podcast is open to
	 * what it came with.
	 */
	attachReceiver(connection: Connection, guest?: Guest): void {
		if (this.#state.status === 'ended') {
			connection.refuse(CloseCode.NO_SUCH_PODCAST);
			return;
		}
		connection.sendEvent(this.#hello);
		const receiver = this.#fanOut.add(connection.webSocket, connection.socket);
		const forget =
			guest === undefined
				? () => {}
				: this.listing.whileOpenTo(guest.listenKey, () => this.#cutGuest(connection));
		this.#receivers.set(connection, { receiver, forget });
		this.#logger.debug({ address: connection.address }, 'Receiver connected');
		this.listing.tell();
	}

	/** Ends the podcast: everybody is told the reason and closed with it; harmless if it has ended. */
	end(reason: CloseCode): void {
		this.#end(reason, (connection) => connection.disconnect(reason));
	}

	/** Ends it for this process: everybody is closed with 1012, and may return to the next one. */
	pause(): void {
		this.#end(SERVICE_RESTART, (connection) =>
			connection.close(SERVICE_RESTART, 'Service restart'),
		);
	}

	#end(reason: PodcastEnd, part: (connection: Connection) => void): void {
		const state = this.#state;
		if (state.status === 'ended') {
			return;
		}
		this.#fanOut.close();
		this.#setState({ status: 'ended', reason });
		if (state.status === 'live') {
			part(state.sender);
		}
		for (const connection of this.#receivers.keys()) {
			part(connection);
		}
		this.streams.end();
		this.#logger.info(
			{ reason, ...this.stats() },
			this.isPaused ? 'Podcast paused for a restart' : 'Podcast ended',
		);
		this.#options.onEnded(this);
	}

	/** A sender that says goodbye is done; one whose connection broke, or that restarts, may return. */
	#onSenderClosed(sender: Connection, code: number): void {
		if (this.#state.status !== 'live' || this.#state.sender !== sender) {
			return;
		}
		if (code !== StandardCloseCode.ABNORMAL_CLOSURE && code !== SERVICE_RESTART) {
			this.end(CloseCode.SENDER_DISCONNECTED);
			return;
		}
		this.#setState(this.#waitingForReturn());
		this.#logger.warn({ closeCode: code }, 'Sender lost, podcast waits for it');
	}

	#waitingForReturn(waitMs = 0): PodcastState {
		const graceMs = Math.max(waitMs, this.#options.limits.senderGraceMs);
		return this.#waiting('waiting for return', graceMs, CloseCode.SENDER_DISCONNECTED);
	}

	#waiting(
		status: 'waiting for sender' | 'waiting for return',
		waitMs: number,
		reason: CloseCode,
	): PodcastState {
		const { clock } = this.#options;
		return { status, deadline: clock.at(clock.nowMs() + waitMs, () => this.end(reason)) };
	}

	#setState(state: PodcastState): void {
		if (
			this.#state.status === 'waiting for sender' ||
			this.#state.status === 'waiting for return'
		) {
			this.#state.deadline.cancel();
		}
		this.#state = state;
		this.listing.tell();
	}

	/** What a receiver sends is ignored, but each message costs time to read. */
	#countFromReceiver(connection: Connection): void {
		const record = this.#receivers.get(connection);
		if (record === undefined) {
			return;
		}
		const { clock, limits } = this.#options;
		record.allowance ??= new TokenBucket(
			{
				perSecond: limits.receiverMessagesPerSecond,
				burst: limits.receiverMessagesPerSecond * RATE_WINDOW_S,
			},
			clock.nowMs(),
		);
		if (!record.allowance.take(clock.nowMs())) {
			this.#logger.info({ address: connection.address }, 'Receiver closed, it floods');
			connection.close(StandardCloseCode.POLICY_VIOLATION, 'Too many messages');
			// Not even the answer to the close frame is read any more; ws cuts it when its time is up.
			connection.webSocket.pause();
			this.#removeReceiver(connection);
		}
	}

	#closeSlow(receiver: Receiver): void {
		for (const [connection, record] of this.#receivers) {
			if (record.receiver === receiver) {
				this.#logger.info({ address: connection.address }, 'Receiver closed, it is too slow');
				connection.close(StandardCloseCode.TRY_AGAIN_LATER, 'Too slow for the audio');
				this.#removeReceiver(connection);
				return;
			}
		}
	}

	#cutGuest(connection: Connection): void {
		this.#logger.info(
			{ address: connection.address },
			'Receiver closed, it may not listen any more',
		);
		connection.disconnect(CloseCode.CREDENTIALS_WRONG);
		this.#removeReceiver(connection);
	}

	#removeReceiver(connection: Connection): void {
		const record = this.#receivers.get(connection);
		if (record !== undefined) {
			this.#receivers.delete(connection);
			this.#fanOut.remove(record.receiver);
			record.forget();
			this.#logger.debug({ address: connection.address }, 'Receiver gone');
			this.listing.tell();
		}
	}
}
