// The receiver's websocket: Hello has come, and packets become Opus frames.

import type { Clock } from '../clock.js';
import type { ConnectionClosedError } from '../errors.js';
import { isWellFormed } from '../media/opus-packet.js';
import { type PodcastNonceParts, readPodcastNonce } from '../protocol/nonce.js';
import type { AudioPacket } from '../protocol/packet.js';
import { MAX_OPUS_FRAME_BYTES, openBox } from '../protocol/secretbox.js';
import { PodcastSocket, type PodcastSocketOptions } from './podcast-socket.js';

/** A podcast's packet, of any length from 2.5 to 120 ms, as it came from the server. */
export interface PodcastFrame extends PodcastNonceParts {
	/** 1 to 3,832 bytes; nobody writes to it. */
	opus: Uint8Array;
	/** When the packet came, by the clock's `nowMs`. */
	receivedAtMs: number;
}

/** Audio packets that came, by what became of them. */
export interface OpenedPacketCounts {
	opened: number;
	/** Came before Hello, did not open with the podcast's key, or held no Opus packet. */
	unusable: number;
}

/** Everything that a receiver connection needs. */
export interface ReceiverConnectionOptions
	extends Omit<PodcastSocketOptions, 'onAudio' | 'onHello'> {
	/** Each frame, in the order of sending. */
	onFrame: (frame: PodcastFrame) => void;
}

/** A connection on which Hello has come; frames come until it closes. */
export class ReceiverConnection {
	/** Resolves once, with how the connection ended; also where we closed it ourselves. */
	readonly closed: Promise<ConnectionClosedError>;
	readonly #socket: PodcastSocket;
	readonly #opener: PacketOpener;

	/**
	 * Connects and waits for Hello.
	 *
	 * @throws {ConnectionClosedError} if the server refuses or closes first; its `closeCode` tells
	 * @throws {TimeoutError} if Hello does not come in time
	 * @throws {HelloError} if no Hello had a key that can be used
	 */
	static async open(options: ReceiverConnectionOptions): Promise<ReceiverConnection> {
		const opener = new PacketOpener(options);
		const socket = new PodcastSocket({
			...options,
			onHello: (secretKey) => opener.setKey(secretKey),
			onAudio: (packet) => opener.open(packet),
		});
		try {
			await socket.hello;
			return new ReceiverConnection(socket, opener);
		} catch (error) {
			socket.terminate();
			throw error;
		}
	}

	private constructor(socket: PodcastSocket, opener: PacketOpener) {
		this.#socket = socket;
		this.#opener = opener;
		this.closed = socket.closed;
	}

	/** What came in on this connection. */
	get counts(): Readonly<OpenedPacketCounts> {
		return this.#opener.counts;
	}

	/** Closes the connection; resolves when the server has confirmed it, or after 2 s. */
	async close(): Promise<void> {
		this.#socket.close();
		await this.closed;
	}
}

/** Opens audio packets under one podcast's key; a bad one costs itself. */
class PacketOpener {
	readonly counts: OpenedPacketCounts = { opened: 0, unusable: 0 };
	readonly #clock: Clock;
	readonly #onFrame: (frame: PodcastFrame) => void;
	#secretKey: Uint8Array | undefined;

	constructor({ clock, onFrame }: { clock: Clock; onFrame: (frame: PodcastFrame) => void }) {
		this.#clock = clock;
		this.#onFrame = onFrame;
	}

	setKey(secretKey: Uint8Array): void {
		this.#secretKey = secretKey;
	}

	open({ box, podcastNonce }: AudioPacket): void {
		const opus = this.#secretKey && openBox(box, podcastNonce, this.#secretKey);
		if (!opus || opus.length > MAX_OPUS_FRAME_BYTES || !isWellFormed(opus)) {
			this.counts.unusable += 1;
			return;
		}
		this.counts.opened += 1;
		this.#onFrame({
			opus,
			...readPodcastNonce(podcastNonce),
			receivedAtMs: this.#clock.nowMs(),
		});
	}
}
