// Who hears one podcast: receivers by websocket, players by streams, and what they are fed with.
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { Mp3Encoding } from '../../media/mp3-encoding.js';
import { CloseCode, SERVICE_RESTART } from '../../protocol/close-codes.js';
import { encodeSilence } from '../../protocol/events.js';
import type { SocketWriter } from '../../socket-write.js';
import type { HeardListing } from '../access/listing.js';
import type { PodcastServerLimits } from '../limits/limits.js';
import { TokenBucket } from '../limits/rate-limit.js';
import type { HlsSettings } from '../streams/hls/hls-settings.js';
import { HlsStream } from '../streams/hls/hls-stream.js';
import { LiveStreams } from '../streams/live-streams.js';
import {
	type Connection,
	type ConnectionOwner,
	StandardCloseCode,
} from '../websocket/connection.js';
import { FanOut, type FanOutTotals, type Receiver } from '../websocket/fan-out.js';
import type { JoinedPackets, PacketsPerWrite } from '../websocket/write-joining.js';
import type { AudienceStats, Guest, PodcastEnd } from './podcast-state.js';
import { RATE_WINDOW_S } from './sender-intake.js';

/** What an audience works with. */
export interface AudienceOptions {
	clock: Clock;
	limits: PodcastServerLimits;
	packetsPerWrite: PacketsPerWrite;
	writer: SocketWriter;
	mp3Encoding: Mp3Encoding;
	hls: HlsSettings;
	logger: Logger;
	/** 32 bytes, the podcast's. */
	secretKey: Uint8Array;
	/** The Hello event's JSON, which each receiver gets first. */
	hello: Uint8Array;
	listing: HeardListing;
	/** Called when somebody has come or gone. */
	onChanged: () => void;
}

/** What a receiver has in the podcast. */
interface ReceiverRecord {
	receiver: Receiver;
	/** Made when the receiver first sends something. */
	allowance?: TokenBucket;
	/** Ends the watch over a guest's right to listen. */
	forget: () => void;
}

/** How somebody is to hear it. */
export interface ReceiverWish {
	/** Whoever came without credentials. */
	guest?: Guest | undefined;
	/** Packets in one write to them; default 1. */
	join?: JoinedPackets | undefined;
}

const WATCHES_NOTHING = () => {};

/** Tells somebody why a podcast is over, and closes; whoever is only to wait gets no event. */
export function partFrom(connection: Connection, reason: PodcastEnd): void {
	if (reason === SERVICE_RESTART) {
		connection.moveOn();
	} else {
		connection.disconnect(reason);
	}
}

/** Everybody who hears a podcast, until it ends. */
export class Audience {
	/** What players hear. */
	readonly streams: LiveStreams;
	/** What players hear who fetch it in pieces. */
	readonly hls: HlsStream;
	readonly #options: AudienceOptions;
	readonly #receivers = new Map<Connection, ReceiverRecord>();
	readonly #fanOut: FanOut;
	/** Receivers that were closed, and may still read what was written to them before. */
	readonly #parting = new Set<Connection>();
	/** Listeners beside the receivers. */
	#otherListeners = 0;
	#isOver = false;

	constructor(options: AudienceOptions) {
		const { clock, limits, listing, logger, mp3Encoding, packetsPerWrite, secretKey, writer } =
			options;
		this.#options = options;
		this.#fanOut = new FanOut({
			clock,
			backlogBytes: limits.backlogBytes,
			slowReceiverMs: limits.slowReceiverMs,
			burstMs: limits.burstMs,
			packetsPerWrite,
			writer,
			onSlow: (receiver) => this.#closeSlow(receiver),
		});
		this.streams = new LiveStreams({ clock, logger, secretKey, listing, mp3Encoding });
		this.hls = new HlsStream({
			clock,
			streams: this.streams,
			bitrateKbps: mp3Encoding.bitrateKbps,
			segmentMs: options.hls.segmentMs,
			onListeners: () => options.onChanged(),
		});
	}

	/** Whether it has ended: nobody is heard by anybody any more. */
	get isOver(): boolean {
		return this.#isOver;
	}

	/** Receivers connected now. */
	get receiverCount(): number {
		return this.#receivers.size;
	}

	/** Everybody who hears the podcast now, whichever way; those by HLS are an estimate. */
	get listenerCount(): number {
		return this.connectedCount + this.hls.listeners;
	}

	/** Listeners who have a connection each. */
	get connectedCount(): number {
		return this.#receivers.size + this.#otherListeners;
	}

	/**
	 * Counts one who hears the podcast by other ways than a websocket, until the returned function
	 * is called; calling that again is harmless.
	 */
	addListener(): () => void {
		let isCounted = true;
		this.#otherListeners++;
		this.#options.onChanged();
		return () => {
			if (isCounted) {
				isCounted = false;
				this.#otherListeners--;
				this.#options.onChanged();
			}
		};
	}

	/** Running totals, as a copy. */
	get totals(): FanOutTotals {
		return this.#fanOut.totals;
	}

	/** Who hears it and what waits for them now, as a copy. */
	stats(): AudienceStats {
		return {
			receivers: this.#receivers.size,
			listeners: this.listenerCount,
			packetsPerWrite: this.#fanOut.packetsPerWrite,
			bufferedBytes: this.#fanOut.bufferedBytes,
			...this.streams.stats,
		};
	}

	/** Gives everybody one audio packet, prefix included. */
	hear(packet: Uint8Array): void {
		this.#fanOut.push(packet);
		this.streams.push(packet);
	}

	/**
	 * Lets a receiver hear the podcast from now on; a guest for as long as the podcast is open to
	 * what it came with.
	 */
	attachReceiver(connection: Connection, { guest, join }: ReceiverWish = {}): void {
		if (this.#isOver) {
			connection.refuse(CloseCode.NO_SUCH_PODCAST);
			return;
		}
		connection.sendEvent(this.#options.hello);
		const receiver = this.#fanOut.add(connection, connection.socket, join);
		connection.receiver = receiver;
		const forget =
			guest === undefined
				? WATCHES_NOTHING
				: this.#options.listing.whileOpenTo(guest.listenKey, () => this.#cutGuest(connection));
		this.#receivers.set(connection, { receiver, forget });
		this.#options.logger.debug({ address: connection.address }, 'Receiver connected');
		this.#options.onChanged();
	}

	/** What becomes of receivers' connections. */
	readonly receiverOwner: ConnectionOwner = {
		received: (connection) => this.#countFromReceiver(connection),
		pinged: (connection) => this.#countFromReceiver(connection),
		failed: (connection, error) => {
			this.#options.logger.debug({ address: connection.address, err: error }, 'Receiver failed');
		},
		closed: (connection) => {
			this.#parting.delete(connection);
			this.#removeReceiver(connection);
		},
	};

	/**
	 * Makes silence of all that was sent and has not been heard, everybody's: voices that were mixed
	 * cannot be taken apart. Who has bytes waiting that cannot be taken back is cut, and may return.
	 */
	silence(): void {
		const stuck = new Set(this.#fanOut.dropWaiting());
		const event = encodeSilence();
		for (const connection of this.#parting) {
			connection.reset();
		}
		for (const [connection, { receiver }] of this.#receivers) {
			if (stuck.has(receiver)) {
				this.#options.logger.info(
					{ address: connection.address },
					'Receiver cut, what waits for it must not be heard',
				);
				connection.reset();
			} else {
				connection.sendEvent(event);
			}
		}
		this.hls.silence();
		this.streams.silence();
	}

	/** Ends it for everybody: what waits is written, then each receiver is told why and parted from. */
	end(reason: PodcastEnd): void {
		this.#isOver = true;
		this.#fanOut.close();
		for (const connection of this.#receivers.keys()) {
			partFrom(connection, reason);
		}
		this.hls.end();
		this.streams.end();
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
			this.#options.logger.info({ address: connection.address }, 'Receiver closed, it floods');
			connection.close(StandardCloseCode.POLICY_VIOLATION, 'Too many messages');
			// Not even the answer to the close frame is read any more; ws cuts it when its time is up.
			connection.pause();
			this.#parting.add(connection);
			this.#removeReceiver(connection);
		}
	}

	#closeSlow(receiver: Receiver): void {
		for (const [connection, record] of this.#receivers) {
			if (record.receiver === receiver) {
				this.#options.logger.info(
					{ address: connection.address },
					'Receiver closed, it is too slow',
				);
				connection.close(StandardCloseCode.TRY_AGAIN_LATER, 'Too slow for the audio');
				this.#parting.add(connection);
				this.#removeReceiver(connection);
				return;
			}
		}
	}

	#cutGuest(connection: Connection): void {
		this.#options.logger.info(
			{ address: connection.address },
			'Receiver closed, it may not listen any more',
		);
		connection.disconnect(CloseCode.CREDENTIALS_WRONG);
		this.#parting.add(connection);
		this.#removeReceiver(connection);
	}

	#removeReceiver(connection: Connection): void {
		const record = this.#receivers.get(connection);
		if (record !== undefined) {
			this.#receivers.delete(connection);
			this.#fanOut.remove(record.receiver);
			record.forget();
			this.#options.logger.debug({ address: connection.address }, 'Receiver gone');
			this.#options.onChanged();
		}
	}
}
