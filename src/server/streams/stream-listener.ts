// Somebody who hears a podcast as an answer that does not end.
import type { Socket } from 'node:net';
import type { Clock } from '../../clock.js';
import { resetSocket } from '../../socket-reset.js';
import { SocketWriter } from '../../socket-write.js';
import type { CountedConnection } from '../limits/connections.js';

/** What a listener is made of. */
export interface StreamListenerOptions {
	socket: Socket;
	/** Peer's address, for limits and the log. */
	address: string;
	clock: Clock;
	/** Bytes that may wait in the socket. */
	backlogBytes: number;
	/** Default one that writes by the handle where it can. */
	writer?: SocketWriter;
	/** Called once, when the connection is gone. */
	onClosed: (listener: StreamListener) => void;
}

const HANDLE_WRITER = new SocketWriter();

/** A socket that audio is written to for as long as it keeps up. */
export class StreamListener implements CountedConnection {
	readonly address: string;
	/** When all that was written had last left for the network. */
	heardAtMs: number;
	readonly socket: Socket;
	readonly #clock: Clock;
	readonly #backlogBytes: number;
	readonly #writer: SocketWriter;
	#isSlow = false;

	constructor({
		socket,
		address,
		clock,
		backlogBytes,
		writer = HANDLE_WRITER,
		onClosed,
	}: StreamListenerOptions) {
		this.#writer = writer;
		this.address = address;
		this.heardAtMs = clock.nowMs();
		this.socket = socket;
		this.#clock = clock;
		this.#backlogBytes = backlogBytes;
		socket.on('error', () => socket.destroy());
		socket.once('close', () => onClosed(this));
	}

	/** Whether it was cut because too much waited for it. */
	get isSlow(): boolean {
		return this.#isSlow;
	}

	/**
	 * Writes to the listener, or cuts it where too much waits already.
	 *
	 * @returns whether the bytes are needed no more: else they must stay as they are
	 */
	write(bytes: Uint8Array): boolean {
		const waitingBytes = this.socket.writableLength;
		if (waitingBytes === 0) {
			this.heardAtMs = this.#clock.nowMs();
		} else if (waitingBytes > this.#backlogBytes) {
			this.#isSlow = true;
			this.socket.destroy();
			return true;
		}
		return !this.socket.writable || this.#writer.write(this.socket, bytes);
	}

	/** Cuts a listener for whom something waits: what a socket was given cannot be taken back. */
	dropWaiting(): void {
		if (this.socket.writableLength > 0) {
			resetSocket(this.socket);
		}
	}

	/** Nothing can be asked of the peer in the middle of an answer. */
	ping(): void {}

	/** Ends the answer once what waits is written. */
	end(): void {
		// A peer that does not close its side would hold the socket half open.
		this.socket.once('finish', () => this.socket.destroy());
		this.socket.end();
	}

	/** Players come back by themselves. */
	moveOn(): void {
		this.end();
	}

	/** Cuts the connection at once. */
	terminate(): void {
		this.socket.destroy();
	}
}
