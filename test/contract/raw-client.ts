// A websocket client without any knowledge of the protocol: what came, in order, and how it closed.
import { once } from 'node:events';
import { WebSocket } from 'ws';

/** How a connection ended. */
export interface Closure {
	code: number;
	reason: string;
}

/** A connection that remembers every message until a test asks for it. */
export class RawClient {
	readonly webSocket: WebSocket;
	/** Resolves when the connection is gone. */
	readonly closed: Promise<Closure>;
	readonly #messages: Buffer[] = [];
	readonly #waiting: ((message: Buffer) => void)[] = [];

	constructor(url: string, headers: Record<string, string> = {}) {
		this.webSocket = new WebSocket(url, { headers, perMessageDeflate: false });
		this.webSocket.on('message', (data: Buffer) => {
			const waiting = this.#waiting.shift();
			if (waiting === undefined) {
				this.#messages.push(data);
			} else {
				waiting(data);
			}
		});
		this.webSocket.on('error', () => {});
		this.closed = new Promise((resolve) => {
			this.webSocket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
		});
	}

	/** Messages that came and were not asked for yet. */
	get unread(): readonly Buffer[] {
		return this.#messages;
	}

	/** The next message; rejects if the connection closes first. */
	next(): Promise<Buffer> {
		const message = this.#messages.shift();
		if (message !== undefined) {
			return Promise.resolve(message);
		}
		return Promise.race([
			new Promise<Buffer>((resolve) => this.#waiting.push(resolve)),
			this.closed.then(({ code }) => {
				throw new Error(`Expected a message, but the connection closed with ${code}`);
			}),
		]);
	}

	/** The next message as an event: prefix 0, then JSON. */
	async nextEvent(): Promise<Record<string, unknown>> {
		const packet = await this.next();
		if (packet[0] !== 0) {
			throw new Error(`Expected an event packet, got the prefix ${packet[0]}`);
		}
		return JSON.parse(packet.subarray(1).toString());
	}

	/** Resolves when everything sent so far has been read and answered by the peer. */
	async roundTrip(): Promise<void> {
		const pong = once(this.webSocket, 'pong');
		this.webSocket.ping();
		await pong;
	}
}
