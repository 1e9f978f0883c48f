// The sender's websocket: Hello has come, and packets can be sent.
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import WebSocket from 'ws';
import type { ConnectionClosedError } from '../errors.js';
import { SocketWriter } from '../socket-write.js';
import {
	PodcastSocket,
	type PodcastSocketOptions,
	type ReceivedPacketCounts,
} from './podcast-socket.js';

/** Length of what tells a ping of ours from others. */
const MARK_BYTES = 8;

/** One for all connections of the process. */
const WRITER = new SocketWriter();

/** Everything that a sender connection needs. */
export interface SenderConnectionOptions extends Omit<PodcastSocketOptions, 'onAudio' | 'onHello'> {
	/** Hello came again: `secretKey` has changed. */
	onKeyChange?: () => void;
}

/** A connection on which Hello has come and that can be sent on. */
export class SenderConnection {
	/** Resolves once, with how the connection ended; also where we closed it ourselves. */
	readonly closed: Promise<ConnectionClosedError>;
	readonly #socket: PodcastSocket;
	readonly #key: { latest: Uint8Array };
	/** The one that the websocket was upgraded on. */
	readonly #netSocket: Socket;

	/**
	 * Connects and waits for Hello.
	 *
	 * @throws {ConnectionClosedError} if the server refuses or closes first; its `closeCode` tells
	 * @throws {TimeoutError} if Hello does not come in time
	 * @throws {HelloError} if no Hello had a key that can be used
	 */
	static async open(options: SenderConnectionOptions): Promise<SenderConnection> {
		let key: { latest: Uint8Array } | undefined;
		const socket = new PodcastSocket({
			...options,
			headers: { ...options.headers, isSender: 'true' },
			onHello: (secretKey) => {
				if (key === undefined) {
					key = { latest: secretKey };
				} else {
					key.latest = secretKey;
					options.onKeyChange?.();
				}
			},
		});
		try {
			const latest = await socket.hello;
			key ??= { latest };
			return new SenderConnection(socket, key);
		} catch (error) {
			socket.terminate();
			throw error;
		}
	}

	private constructor(socket: PodcastSocket, key: { latest: Uint8Array }) {
		this.#socket = socket;
		this.#key = key;
		// Before Hello comes, the upgrade has been there.
		this.#netSocket = socket.netSocket as Socket;
		this.closed = socket.closed;
	}

	/** 32 bytes, from the last Hello. */
	get secretKey(): Uint8Array {
		return this.#key.latest;
	}

	/** Bytes that were sent and have not left for the network. */
	get bufferedBytes(): number {
		return this.#netSocket.writableLength;
	}

	/** What came in on this connection. */
	get received(): Readonly<ReceivedPacketCounts> {
		return this.#socket.received;
	}

	/**
	 * Sends one masked websocket frame; does nothing once closed.
	 *
	 * NOTE: writing past ws to its socket is safe because without permessage-deflate and Blobs ws's
	 * Sender never queues: `sendFrame` (ws, lib/sender.js) writes each frame of its own in one
	 * synchronous step, so frames cannot interleave. After a close frame nothing may follow (RFC
	 * 6455, 5.5.1); `readyState` leaves OPEN in the same step that writes it.
	 *
	 * @param frame - kept until it is written
	 */
	send(frame: Uint8Array): void {
		if (this.#socket.webSocket.readyState === WebSocket.OPEN) {
			WRITER.write(this.#netSocket, frame);
		}
	}

	/** Resolves when the server has read all that was sent until now, or the connection is closed. */
	arrival(signal: AbortSignal): Promise<void> {
		const { webSocket } = this.#socket;
		if (webSocket.readyState !== WebSocket.OPEN) {
			return Promise.resolve();
		}
		const mark = randomBytes(MARK_BYTES);
		return new Promise((resolve) => {
			const done = () => {
				webSocket.off('pong', onPong);
				webSocket.off('close', done);
				signal.removeEventListener('abort', done);
				resolve();
			};
			// Pongs come in the order of pings, which come in the order of what was sent (RFC 6455, 5.5.3).
			const onPong = (data: Buffer) => {
				if (data.equals(mark)) {
					done();
				}
			};
			webSocket.on('pong', onPong);
			webSocket.once('close', done);
			signal.addEventListener('abort', done, { once: true });
			webSocket.ping(mark);
		});
	}

	/** Cuts the connection, with all that has not arrived. */
	reset(): void {
		this.#socket.reset();
	}

	/**
	 * Closes the connection; resolves when the server has confirmed it, or after 2 s.
	 *
	 * @param code - default 1000, a goodbye; with 1012 a server of ours waits for our return
	 */
	async close(code?: number): Promise<void> {
		this.#socket.close(code);
		await this.closed;
	}
}
