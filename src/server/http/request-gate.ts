// One request of a connection at a time: what is sent behind it waits unparsed, in the kernel.
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Turns } from './turns.js';

/** Bytes that may have been read, and wait; Node reads 64 KiB at once. */
const MAX_WAITING_BYTES = 256 * 1024;

/** Pieces that are parsed in one go: one that is full of empty lines has many. */
const MAX_PIECES = 32;

/** Answers to requests that came before they were read; the system holds fewer of any length. */
const MAX_UNTAKEN = 64;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const NOTHING = Buffer.alloc(0);

const gates = new WeakMap<Duplex, RequestGate>();

/**
 * Puts a gate before the parser of each connection.
 *
 * Node parses all that one read brought, 2,000 requests and more, before it looks at anything else.
 * So the parser gets its bytes up to the next empty line, where alone a head can end, and what
 * follows only when that request has been answered. An answer that does not end lets nothing more
 * through. How requests are framed stays the parser's business: only where a read ends is ours.
 *
 * NOTE: Node's parser takes bytes by a `data` listener of the socket, from any Duplex, and lets go
 * of the socket's handle as soon as there is a second listener (lib/_http_server.js, `unconsume`).
 */
export function serveInTurn(server: Server): void {
	const turns = new Turns();
	server.on('connection', (socket: Socket) => {
		if (!socket.destroyed) {
			gates.set(socket, new RequestGate(socket, turns));
		}
	});
	server.prependListener('request', (request, response) => {
		gates.get(request.socket)?.begin(request, response);
	});
}

/**
 * Calls back once when a client has what it was answered: it says more on its connection, or that is
 * closed. A response closes before: when the system has all of it, for a client that may be slow.
 */
export function onceTaken({ socket }: IncomingMessage, callback: () => void): void {
	gates.get(socket)?.onceTaken(callback);
}

/** Takes a socket that was upgraded from its gate, with the bytes that came behind the request. */
export function takeUpgraded(socket: Duplex, head: Buffer): Buffer {
	const gate = gates.get(socket);
	gates.delete(socket);
	return gate ? Buffer.concat([head, gate.release()]) : head;
}

/** What stands before the parser of one connection. */
class RequestGate {
	readonly #socket: Socket;
	readonly #turns: Turns;
	readonly #parse: (bytes: Buffer) => void;
	/** What has been read, and not been parsed. */
	#waiting: Buffer = NOTHING;
	/** The request that has not been answered. */
	#current: IncomingMessage | undefined;
	#isQueued = false;
	#isPaused = false;
	/** Whether nothing but a carriage return stands before the next byte in its line. */
	#isLineEmpty = false;
	/** Called when the client has all that it was answered. */
	#untaken: (() => void)[] = [];

	constructor(socket: Socket, turns: Turns) {
		this.#socket = socket;
		this.#turns = turns;
		const listeners = socket.listeners('data') as ((bytes: Buffer) => void)[];
		this.#parse = (bytes) => {
			for (const listener of listeners) {
				listener.call(socket, bytes);
			}
		};
		for (const listener of listeners) {
			socket.removeListener('data', listener);
		}
		socket.on('data', this.#onData);
		socket.on('resume', this.#proceed);
		socket.on('close', this.#tellTaken);
	}

	/** As {@link onceTaken}. */
	onceTaken(callback: () => void): void {
		if (this.#socket.destroyed) {
			callback();
			return;
		}
		this.#untaken.push(callback);
		if (this.#untaken.length > MAX_UNTAKEN) {
			this.#untaken.shift()?.();
		}
	}

	/** A request's head has been parsed. */
	begin(request: IncomingMessage, response: NodeJS.EventEmitter): void {
		this.#current = request;
		response.once('close', () => {
			if (this.#current === request) {
				this.#current = undefined;
				this.#proceed();
			}
		});
	}

	/** Gives the socket back, and what has been read of it. */
	release(): Buffer {
		const waiting = this.#waiting;
		this.#waiting = NOTHING;
		this.#socket.removeListener('data', this.#onData);
		this.#socket.removeListener('resume', this.#proceed);
		this.#socket.removeListener('close', this.#tellTaken);
		return waiting;
	}

	readonly #onData = (bytes: Buffer) => {
		if (this.#current === undefined) {
			this.#tellTaken();
		}
		this.#waiting = this.#waiting.length === 0 ? bytes : Buffer.concat([this.#waiting, bytes]);
		if (this.#waiting.length > MAX_WAITING_BYTES) {
			this.#socket.destroy();
			return;
		}
		this.#proceed();
	};

	readonly #tellTaken = () => {
		const untaken = this.#untaken;
		this.#untaken = [];
		for (const callback of untaken) {
			callback();
		}
	};

	readonly #proceed = () => {
		if (this.#waiting.length === 0 || this.#isQueued) {
			return;
		}
		if (this.#mayParse) {
			this.#isQueued = true;
			this.#turns.take(this.#onTurn);
		}
		if (this.#waiting.length > 0 && !this.#isPaused) {
			this.#isPaused = true;
			this.#socket.pause();
		}
	};

	readonly #onTurn = () => {
		this.#isQueued = false;
		for (let piece = 0; piece < MAX_PIECES && this.#mayParse; piece++) {
			const end = this.#endOfPiece();
			const bytes = this.#waiting.subarray(0, end);
			this.#waiting = this.#waiting.subarray(end);
			this.#parse(bytes);
			if (this.#waiting.length === 0) {
				break;
			}
		}
		if (this.#waiting.length > 0) {
			this.#proceed();
		} else if (this.#isPaused) {
			this.#waiting = NOTHING;
			this.#isPaused = false;
			if (!isPausedByNode(this.#socket)) {
				this.#socket.resume();
			}
		}
	};

	/** A body is let through while it is read; nobody reads one of GET or HEAD. */
	get #mayParse(): boolean {
		const { destroyed, writableEnded } = this.#socket;
		if (destroyed || writableEnded || isPausedByNode(this.#socket)) {
			return false;
		}
		const request = this.#current;
		return (
			request === undefined ||
			(request.method !== 'GET' && request.method !== 'HEAD' && !request.complete)
		);
	}

	/** Where the first empty line ends, or else what there is. */
	#endOfPiece(): number {
		const bytes = this.#waiting;
		for (let index = 0; index < bytes.length; index++) {
			const byte = bytes[index];
			if (byte === LINE_FEED) {
				if (this.#isLineEmpty) {
					this.#isLineEmpty = false;
					return index + 1;
				}
				this.#isLineEmpty = true;
			} else if (byte !== CARRIAGE_RETURN) {
				this.#isLineEmpty = false;
			}
		}
		return bytes.length;
	}
}

/** Node takes no bytes while it holds a connection back whose answers are not read. */
function isPausedByNode(socket: Socket & { _paused?: boolean }): boolean {
	return socket._paused === true;
}
