// One accepted websocket: what it sends is handed to its owner, and how it ends is decided here.
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Clock } from '../../clock.js';
import { CLOSE_REASONS, type CloseCode } from '../../protocol/close-codes.js';
import { encodeDisconnect } from '../../protocol/events.js';
import { encodeEventPacket } from '../../protocol/packet.js';
import { resetSocket } from '../../socket-reset.js';
import type { CountedConnection } from '../limits/connections.js';

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
	/** A ping came, which ws has answered. */
	pinged(connection: Connection): void;
	/** The peer broke the websocket protocol or a limit of it; the connection is closing. */
	failed(connection: Connection, error: Error): void;
	/** The connection is gone; called once, last. The code is 1006 where no close frame came. */
	closed(connection: Connection, code: number): void;
}

/** What a connection is made of. */
export interface ConnectionOptions {
	webSocket: WebSocket;
	/** The socket that `webSocket` was upgraded on. */
	socket: Duplex;
	/** Peer's address, for limits and the log. */
	address: string;
	owner: ConnectionOwner;
	clock: Clock;
}

/** A websocket with its peer's address and the time of its last sign of life. */
export class Connection implements CountedConnection {
	readonly webSocket: WebSocket;
	readonly socket: Duplex;
	readonly address: string;
	/** When anything last came from the peer, on the server's clock. */
	heardAtMs: number;

	constructor({ webSocket, socket, address, owner, clock }: ConnectionOptions) {
		this.webSocket = webSocket;
		this.socket = socket;
		this.address = address;
		this.heardAtMs = clock.nowMs();
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
		webSocket.on('close', (code) => owner.closed(this, code));
	}

	/** Whether packets may still be sent. */
	get isOpen(): boolean {
		return this.webSocket.readyState === WebSocket.OPEN;
	}

	/** Asks the peer for a sign of life, which `heardAtMs` will tell. */
	ping(): void {
		if (this.isOpen) {
			this.webSocket.ping();
		}
	}

	/** Cuts the connection, without a close frame. */
	terminate(): void {
		this.webSocket.terminate();
	}

	/** Cuts the connection so that not even what waits in the system's buffers is delivered. */
	reset(): void {
		if (this.socket instanceof Socket) {
			resetSocket(this.socket);
		}
		this.webSocket.terminate();
	}

	/** Sends an event, given as its JSON. */
	sendEvent(json: Uint8Array): void {
		if (this.isOpen) {
			this.webSocket.send(encodeEventPacket(json));
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

	/** Begins the closing handshake; harmless if it has begun. */
	close(code: number, reason: string): void {
		if (this.isOpen) {
			this.webSocket.close(code, reason);
		}
	}
}
