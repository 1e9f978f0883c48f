// From a websocket handshake to a socket that frames may be written to, and to ws where it is needed.
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { PodcastServerLimits } from '../limits/limits.js';

/** Pieces that a message may come in; a client of ours sends every packet in one. */
const MAX_FRAGMENTS = 64;
/** Reads that one message may be spread over. */
const MAX_BUFFERED_CHUNKS = 1_024;

const NOTHING = Buffer.alloc(0);

/** What of ws its own server uses, and its types leave out (ws, lib/websocket.js). */
interface UpgradedWebSocket {
	setSocket(socket: Duplex, head: Buffer, options: object): void;
}

/** Stands in for a websocket of ws in its handshake, and leaves the socket alone. */
class NoWebSocket extends WebSocket implements UpgradedWebSocket {
	setSocket(socket: Duplex, head: Buffer): void {
		if (socket instanceof Socket) {
			socket.setTimeout(0);
			socket.setNoDelay();
		}
		if (head.length > 0) {
			socket.unshift(head);
		}
	}
}

/**
 * Answers websocket handshakes.
 *
 * A websocket of ws with its receiver and its sender is much of what a listener costs in memory,
 * and whoever says nothing but pongs has no use for it. So it is made when something is to be
 * read, or the connection to be closed: both are ws's business, as ever.
 */
export class WebSocketUpgrade {
	readonly #server: WebSocketServer;

	/** @param onInvalid - called with the socket of a request that is no handshake */
	constructor(
		limits: Pick<PodcastServerLimits, 'closeTimeoutMs' | 'maxMessageBytes'>,
		onInvalid: (socket: Duplex) => void,
	) {
		// NOTE: ws knows closeTimeout since 8.19 (lib/websocket-server.js); @types/ws does not yet.
		const options = {
			noServer: true,
			clientTracking: false,
			// Audio does not compress; deflate costs ten times the CPU and 230 kB a connection.
			perMessageDeflate: false,
			maxPayload: limits.maxMessageBytes,
			maxFragments: MAX_FRAGMENTS,
			maxBufferedChunks: MAX_BUFFERED_CHUNKS,
			closeTimeout: limits.closeTimeoutMs,
			WebSocket: NoWebSocket,
		};
		this.#server = new WebSocketServer(options);
		this.#server.on('wsClientError', (_error, socket) => onInvalid(socket));
		this.#server.on('headers', (headers) => headers.push('X-Content-Type-Options: nosniff'));
	}

	/** Answers a handshake; what is in it has been admitted. */
	accept(request: IncomingMessage, socket: Duplex, head: Buffer, onAccepted: () => void): void {
		this.#server.handleUpgrade(request, socket, head, onAccepted);
	}

	/** Gives a socket that was accepted to ws, which reads what comes from now on. */
	wake(socket: Duplex): WebSocket {
		const { options } = this.#server;
		const ServerWebSocket = WebSocket as unknown as new (
			...parameters: [address: null, protocols: undefined, options: object]
		) => WebSocket & UpgradedWebSocket;
		const webSocket = new ServerWebSocket(null, undefined, options);
		webSocket.setSocket(socket, NOTHING, options);
		return webSocket;
	}

	/** Refuses further upgrades that are under way. */
	close(): void {
		this.#server.close();
	}
}
