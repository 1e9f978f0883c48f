// One accepted websocket: what it sends is handed to its owner, and how it ends is decided here.
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Clock } from '../../clock.js';
import { CLOSE_REASONS, type CloseCode, SERVICE_RESTART } from '../../protocol/close-codes.js';
import { encodeDisconnect } from '../../protocol/events.js';
import { encodeEventPacket } from '../../protocol/packet.js';
import { frameBinary } from '../../protocol/websocket-frame.js';
import { readInPlace } from '../../socket-read.js';
import { resetSocket } from '../../socket-reset.js';
import type { SocketWay } from '../../socket-write.js';
import type { CountedConnection } from '../limits/connections.js';
import {
	ClientOpcode,
	PING_FRAME,
	pongFrame,
	readClientFrame,
	unmaskedPayload,
} from './client-frame.js';
import type { Receiver } from './write-group.js';

/** Websocket close codes of RFC 6455, 7.4.1, and of IANA's registry (1013), that the server uses. */
export const StandardCloseCode = {
	ABNORMAL_CLOSURE: 1006,
	POLICY_VIOLATION: 1008,
	TRY_AGAIN_LATER: 1013,
} as const;

/** Who acts on what happens on a connection; one owner serves any number of connections. */
export interface ConnectionOwner {
	/** A message came; `data` is a view that nothing writes to again. */
	received(connection: Connection, data: Uint8Array, isBinary: boolean): void;
	/** A ping came, which has been answered. */
	pinged(connection: Connection): void;
	/** The peer broke the websocket protocol or a limit of it; the connection is closing. */
	failed(connection: Connection, error: Error): void;
	/** The connection is gone; called once, last. The code is 1006 where no close frame came. */
	closed(connection: Connection, code: number): void;
}

/** What all connections of a server share. */
export interface ConnectionsShared {
	clock: Clock;
	/** The longest message that a peer may send. */
	maxMessageBytes: number;
	/** How those are read who send without an end. */
	socketWay: SocketWay;
	/** Gives a socket to ws, which reads what comes from then on. */
	wake: (socket: Duplex) => WebSocket;
	/** Called when a connection is gone, after its owner. */
	onGone: (connection: Connection) => void;
}

/** What a connection is made of. */
export interface ConnectionOptions {
	/** A socket on which the handshake has been answered. */
	socket: Duplex;
	/** Peer's address, for limits and the log. */
	address: string;
	owner: ConnectionOwner;
	shared: ConnectionsShared;
}

/** Where a socket's connection is found by what listens to the socket: no closure for each. */
const CONNECTION = Symbol('connection');

type ConnectedSocket = Duplex & { [CONNECTION]: Connection };

/**
 * A websocket with its peer's address and the time of its last sign of life.
 *
 * What it hears most it reads by itself: binary messages, pings and pongs, in one frame each. For
 * anything else it wakes a websocket of ws, which stays.
 */
export class Connection implements CountedConnection {
	readonly socket: Duplex;
	readonly address: string;
	/** When anything last came from the peer, on the server's clock. */
	heardAtMs: number;
	/** Told before anything but packets is written. */
	receiver: Receiver | undefined;
	readonly #owner: ConnectionOwner;
	readonly #shared: ConnectionsShared;
	#webSocket: WebSocket | undefined;
	/** The beginning of a frame whose end has not come. */
	#rest: Uint8Array | undefined;
	/** Until a websocket is awake. */
	#sleepingState: typeof WebSocket.OPEN | typeof WebSocket.CLOSING = WebSocket.OPEN;

	constructor({ socket, address, owner, shared }: ConnectionOptions) {
		this.socket = socket;
		this.address = address;
		this.heardAtMs = shared.clock.nowMs();
		this.#owner = owner;
		this.#shared = shared;
		(socket as ConnectedSocket)[CONNECTION] = this;
		socket
			.on('close', Connection.#onClose)
			.on('error', Connection.#onError)
			.on('end', Connection.#onEnd)
			.on('data', Connection.#onData);
	}

	/** Where it stands, as websockets tell it. */
	get readyState(): WebSocket['readyState'] {
		return this.#webSocket === undefined ? this.#sleepingState : this.#webSocket.readyState;
	}

	/** Whether only we write to the socket; ws does so by itself once it is awake. */
	get isQuiet(): boolean {
		return this.#webSocket === undefined;
	}

	/** Whether packets may still be sent. */
	get isOpen(): boolean {
		return this.readyState === WebSocket.OPEN;
	}

	/** Has what comes read at less cost, where that can be done: for a peer that sends without an end. */
	expectMuch(): void {
		readInPlace(this.socket as ConnectedSocket, Connection.#onRead, this.#shared.socketWay);
	}

	/** Asks the peer for a sign of life, which `heardAtMs` will tell. */
	ping(): void {
		if (this.isOpen) {
			this.#write(PING_FRAME);
		}
	}

	/** Reads nothing any more. */
	pause(): void {
		this.#wake().pause();
	}

	/** Cuts the connection, without a close frame. */
	terminate(): void {
		this.#stopSending();
		this.#webSocket?.terminate();
		this.socket.destroy();
	}

	/** Cuts the connection so that not even what waits in the system's buffers is delivered. */
	reset(): void {
		if (this.socket instanceof Socket) {
			this.#stopSending();
			resetSocket(this.socket);
		}
		// Where its end is on its way already, the reset comes behind it.
		if (!this.socket.writableEnded || this.socket.destroyed) {
			this.terminate();
		}
	}

	/** Sends an event, given as its JSON. */
	sendEvent(json: Uint8Array): void {
		if (this.isOpen) {
			this.#write(frameBinary(encodeEventPacket(json)));
		}
	}

	/** Tells the peer why its podcast ended, then closes with the same code. */
	disconnect(reason: CloseCode): void {
		this.sendEvent(encodeDisconnect(reason));
		this.refuse(reason);
	}

	/** Closes with a code of the podcast protocol, without an event. */
	refuse(code: CloseCode): void {
		this.close(code, CLOSE_REASONS[code]);
	}

	/** Closes it for a moment, which it may spend at another server. */
	moveOn(): void {
		this.close(SERVICE_RESTART, 'Service restart');
	}

	/** Begins the closing handshake; harmless if it has begun. */
	close(code: number, reason: string): void {
		if (this.isOpen) {
			this.#wake().close(code, reason);
		}
	}

	/** Lets ws read, and end the connection. */
	#wake(): WebSocket {
		if (this.#webSocket !== undefined) {
			return this.#webSocket;
		}
		this.receiver?.disturb();
		const { socket } = this;
		const owner = this.#owner;
		const { clock, wake } = this.#shared;
		socket
			.off('data', Connection.#onData)
			.off('end', Connection.#onEnd)
			.off('error', Connection.#onError)
			.off('close', Connection.#onClose);
		const webSocket = wake(socket);
		this.#webSocket = webSocket;
		// With ws's binaryType left at "nodebuffer", a message is one Buffer.
		webSocket.on('message', (data, isBinary) => {
			this.heardAtMs = clock.nowMs();
			owner.received(this, data as Buffer, isBinary);
		});
		webSocket.on('pong', () => {
			this.heardAtMs = clock.nowMs();
		});
		webSocket.on('ping', () => {
			this.heardAtMs = clock.nowMs();
			owner.pinged(this);
		});
		webSocket.on('error', (error) => owner.failed(this, error));
		webSocket.on('close', (code) => this.#onClosed(code));
		if (this.#rest !== undefined && !socket.readableEnded) {
			socket.unshift(this.#rest);
		}
		this.#rest = undefined;
		return webSocket;
	}

	/** Takes what it knows; anything else is for ws, and all that comes after it. */
	#read(chunk: Uint8Array): void {
		const wasCut = this.#rest !== undefined;
		const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
		this.#rest = undefined;
		let start = 0;
		while (start < bytes.length && this.#webSocket === undefined && this.isOpen) {
			const frame = readClientFrame(bytes, start, this.#shared.maxMessageBytes);
			if (frame === 'cut' && !(wasCut && start === 0)) {
				// A copy: what it is part of may be long, and written to again.
				this.#rest = Buffer.from(bytes.subarray(start));
				return;
			}
			// Of a frame in many pieces, and of answers that would have to wait, ws keeps count.
			if (
				typeof frame === 'string' ||
				(frame.opcode === ClientOpcode.PING && this.socket.writableLength > 0)
			) {
				this.#wake();
				break;
			}
			start = frame.end;
			this.heardAtMs = this.#shared.clock.nowMs();
			if (frame.opcode === ClientOpcode.BINARY) {
				this.#owner.received(this, unmaskedPayload(bytes, frame), true);
			} else if (frame.opcode === ClientOpcode.PING) {
				this.#write(pongFrame(unmaskedPayload(bytes, frame)));
				this.#owner.pinged(this);
			}
		}
		if (start < bytes.length && this.#webSocket !== undefined) {
			this.socket.unshift(Buffer.from(bytes.subarray(start)));
		}
	}

	#onClosed(code: number): void {
		this.#owner.closed(this, code);
		this.#shared.onGone(this);
	}

	static readonly #onData = function (this: ConnectedSocket, bytes: Buffer): void {
		this[CONNECTION].#read(bytes);
	};

	/** Once ws is awake, its stream gets what comes, as it would without us. */
	static readonly #onRead = function (
		this: ConnectedSocket,
		length: number,
		place: Buffer,
	): boolean {
		const bytes = place.subarray(0, length);
		if (this[CONNECTION].#webSocket !== undefined) {
			return this.push(Buffer.from(bytes));
		}
		this[CONNECTION].#read(bytes);
		return true;
	};

	/** Who sends no more without a close frame is told nothing more. */
	static readonly #onEnd = function (this: ConnectedSocket): void {
		this[CONNECTION].#stopSending();
		this.end();
	};

	static readonly #onError = function (this: ConnectedSocket): void {
		this[CONNECTION].#stopSending();
		this.destroy();
	};

	static readonly #onClose = function (this: ConnectedSocket): void {
		this[CONNECTION].#stopSending();
		this[CONNECTION].#onClosed(StandardCloseCode.ABNORMAL_CLOSURE);
	};

	#write(frame: Uint8Array): void {
		this.receiver?.disturb();
		this.socket.write(frame);
	}

	#stopSending(): void {
		this.receiver?.disturb();
		this.#sleepingState = WebSocket.CLOSING;
	}
}
