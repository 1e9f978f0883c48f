// One podcast: who sends, who hears, and what ends it.
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.js';
import { ProtocolError } from '../errors.js';
import { CloseCode } from '../protocol/close-codes.js';
import { encodeHello } from '../protocol/events.js';
import { checkAudioLength, PacketPrefix } from '../protocol/packet.js';
import { generateSecretKey } from '../protocol/secret-key.js';
import { type Connection, type ConnectionOwner, StandardCloseCode } from './connection.js';
import { FanOut, type Receiver } from './fan-out.js';
import type { PodcastServerLimits } from './limits.js';
import { Listing } from './listing.js';
import type { IgnoredMessages, PodcastTotals } from './podcast-totals.js';
import { TokenBucket } from './rate-limit.js';
import { LiveStreams, type LiveStreamsStats } from './streams/live-streams.js';
import type { Mp3Encoding } from './streams/mp3-encoding.js';
import type { PacketsPerWrite } from './write-joining.js';

/** Where a podcast stands. */
export type PodcastState =
	| { readonly status: 'waiting for sender'; readonly deadline: Timer }
	| { readonly status: 'live'; readonly sender: Connection }
	/** The sender's connection broke; its receivers stay for a while. */
	| { readonly status: 'waiting for return'; readonly deadline: Timer }
	| { readonly status: 'ended'; readonly reason: CloseCode };

/** What a podcast has done so far. */
export interface PodcastStats extends PodcastTotals, LiveStreamsStats {
	id: string;
	status: PodcastState['status'];
	receivers: number;
	/** Receivers, and those who listen otherwise. */
	listeners: number;
	/** Packets that share one write now, 1 to 3. */
	packetsPerWrite: number;
	/** Bytes that wait for receivers now. */
	bufferedBytes: number;
}

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
}

/** Seconds over which the rates of clients are averaged: a stall's worth of packets may follow it. */
const RATE_WINDOW_S = 5;

/** What a receiver has in the podcast. */
interface ReceiverRecord {
	receiver: Receiver;
	/** Made when the receiver first sends something. */
	allowance?: TokenBucket;
	/** Ends the watch over a guest's right to listen. */
	forget: () => void;
}

/** Who came without credentials, by a listen key or because the podcast is public. */
export interface Guest {
	listenKey: string | undefined;
}

/** A podcast from its creation to its end. */
export class LivePodcast {
	readonly id: string;
	readonly clientId: string;
	/** What listeners are told of it, and who may hear it. */
	readonly listing = new Listing();
	/** What players hear. */
	readonly streams: LiveStreams;
	readonly #options: LivePodcastOptions;
	readonly #logger: Logger;
	readonly #secretKey = generateSecretKey();
	readonly #hello = encodeHello(this.#secretKey);
	readonly #receivers = new Map<Connection, ReceiverRecord>();
	readonly #fanOut: FanOut;
	readonly #ignored: IgnoredMessages = {
		text: 0,
		empty: 0,
		event: 0,
		unknownPrefix: 0,
		tooFast: 0,
	};
	#state: PodcastState;
	#activeSinceMs: number | null = null;
	#senderAllowance: TokenBucket | undefined;
	#packetsIn = 0;
	#bytesIn = 0;
	/** Listeners beside the receivers. */
	#otherListeners = 0;

	constructor(options: LivePodcastOptions) {
		const { clock, limits } = options;
		this.id = options.id;
		this.clientId = options.clientId;
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
		this.streams = new LiveStreams({
			clock,
			logger: this.#logger,
			secretKey: this.#secretKey,
			listing: this.listing,
			mp3Encoding: options.mp3Encoding,
		});
		this.#state = {
			status: 'waiting for sender',
			deadline: clock.at(clock.nowMs() + limits.senderDeadlineMs, () =>
				this.end(CloseCode.SENDER_TIMEOUT),
			),
		};
		this.#logger.info({ clientId: options.clientId }, 'Podcast created');
	}

	/** Where the podcast stands. */
	get status(): PodcastState['status'] {
		return this.#state.status;
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

	/** What the podcast has done so far, as a copy. */
	stats(): PodcastStats {
		return {
			id: this.id,
			status: this.#state.status,
			receivers: this.#receivers.size,
			listeners: this.listenerCount,
			packetsIn: this.#packetsIn,
			bytesIn: this.#bytesIn,
			...this.#fanOut.totals,
			packetsPerWrite: this.#fanOut.packetsPerWrite,
			bufferedBytes: this.#fanOut.bufferedBytes,
			ignored: { ...this.#ignored },
			...this.streams.stats,
		};
	}

	/** What becomes of the sender's connection, for whoever makes it. */
	readonly senderOwner: ConnectionOwner = {
		received: (_connection, data, isBinary) => this.#receiveFromSender(data, isBinary),
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
		const { clock, limits } = this.#options;
		this.#senderAllowance = new TokenBucket(
			{
				perSecond: limits.senderPacketsPerSecond,
				burst: limits.senderPacketsPerSecond * RATE_WINDOW_S,
			},
			clock.nowMs(),
		);
		this.#activeSinceMs ??= clock.epochMs();
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
		const state = this.#state;
		if (state.status === 'ended') {
			return;
		}
		this.#fanOut.close();
		this.#setState({ status: 'ended', reason });
		if (state.status === 'live') {
			state.sender.disconnect(reason);
		}
		for (const connection of this.#receivers.keys()) {
			connection.disconnect(reason);
		}
		this.streams.end();
		this.#logger.info({ reason, ...this.stats() }, 'Podcast ended');
		this.#options.onEnded(this);
	}

	/** A sender that says goodbye is done; one whose connection broke may return. */
	#onSenderClosed(sender: Connection, code: number): void {
		if (this.#state.status !== 'live' || this.#state.sender !== sender) {
			return;
		}
		if (code !== StandardCloseCode.ABNORMAL_CLOSURE) {
			this.end(CloseCode.SENDER_DISCONNECTED);
			return;
		}
		const { clock, limits } = this.#options;
		this.#setState({
			status: 'waiting for return',
			deadline: clock.at(clock.nowMs() + limits.senderGraceMs, () =>
				this.end(CloseCode.SENDER_DISCONNECTED),
			),
		});
		this.#logger.warn({ graceMs: limits.senderGraceMs }, 'Sender lost, podcast waits for it');
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

	#receiveFromSender(data: Uint8Array, isBinary: boolean): void {
		if (this.#state.status !== 'live') {
			return;
		}
		if (!isBinary) {
			this.#ignored.text++;
			return;
		}
		switch (data[0]) {
			case PacketPrefix.AUDIO:
				this.#receiveAudio(data);
				return;
			case PacketPrefix.EVENT:
				this.#ignored.event++;
				return;
			case undefined:
				this.#ignored.empty++;
				return;
			default:
				this.#ignored.unknownPrefix++;
		}
	}

	#receiveAudio(packet: Uint8Array): void {
		try {
			checkAudioLength(packet);
		} catch (error) {
			if (!(error instanceof ProtocolError)) {
				throw error;
			}
			this.end(CloseCode.INVALID_PAYLOAD);
			return;
		}
		if (this.#senderAllowance?.take(this.#options.clock.nowMs()) === false) {
			this.#ignored.tooFast++;
			return;
		}
		this.#packetsIn++;
		this.#bytesIn += packet.length;
		this.#fanOut.push(packet);
		this.streams.push(packet);
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
