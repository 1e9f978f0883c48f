// A podcast whose sender is a test's own: frames are sealed with its key, and players' ways to it.
import type { Socket } from 'node:net';
import { packetSamples } from '../../../src/media/opus-packet.js';
import { decodeSecretKey } from '../../../src/protocol/secret-key.js';
import type { RawClient } from '../../contract/raw-client.js';
import { closed } from '../../support/closed.js';
import { PacketSealer } from '../../support/packet-sealer.js';
import { openSocket } from '../raw-http.js';
import type { ServerFixture } from '../server-fixture.js';

const SAMPLES_PER_MS = 48;

/** A live podcast, and its sender. */
export class Show {
	readonly fixture: ServerFixture;
	readonly id: string;
	readonly sender: RawClient;
	readonly listenKey: string;
	readonly #sealer: PacketSealer;
	#counter = 0;

	/** Goes live on a server that a test has started. */
	static async start(fixture: ServerFixture): Promise<Show> {
		const id = await fixture.create();
		const sender = fixture.sender(id);
		const hello = await sender.nextEvent();
		const { listenKey } = await fixture.ownView(id);
		return new Show({
			fixture,
			id,
			sender,
			listenKey,
			secretKey: decodeSecretKey(hello.secretKey),
		});
	}

	private constructor(parts: {
		fixture: ServerFixture;
		id: string;
		sender: RawClient;
		listenKey: string;
		secretKey: Uint8Array;
	}) {
		this.fixture = parts.fixture;
		this.id = parts.id;
		this.sender = parts.sender;
		this.listenKey = parts.listenKey;
		this.#sealer = new PacketSealer(parts.secretKey);
	}

	/** Path of one of its files, with the key. */
	path(file: string, query = ''): string {
		return `/p/${this.id}/${file}?key=${this.listenKey}${query}`;
	}

	/** Address of one of its files, with the key. */
	url(file: string, query = ''): string {
		return `${this.fixture.server.url}${this.path(file, query)}`;
	}

	/** Sends one frame; nothing waits for its arrival. */
	send(opus: Uint8Array): void {
		this.#counter += 1;
		this.sender.webSocket.send(
			this.#sealer.seal(opus, { transportNonce: this.#counter, voiceSession: 0 }),
		);
	}

	/** Sends frames, each followed by its time of the server's stepped clock. */
	async play(frames: readonly Uint8Array[]): Promise<void> {
		for (const frame of frames) {
			this.send(frame);
			await this.sender.roundTrip();
			await this.fixture.clock.step(packetSamples(frame) / SAMPLES_PER_MS);
		}
	}

	/** Begins to listen; `headers` are lines of the request. */
	listen(file: string, options: { headers?: string[]; query?: string } = {}): StreamClient {
		const target = this.path(file, options.query);
		return StreamClient.open(this.fixture.server.url, `GET ${target} HTTP/1.1`, options.headers);
	}
}

/** A client that keeps all that comes. */
export class StreamClient {
	readonly socket: Socket;
	/** Resolves when the connection is gone. */
	readonly closed: Promise<unknown>;
	#bytes = Buffer.alloc(0);
	#chunks: Buffer[] = [];

	/** Sends a request. */
	static open(serverUrl: string, requestLine: string, headers: string[] = []): StreamClient {
		const socket = openSocket(serverUrl);
		socket.write([requestLine, 'Host: test', ...headers, '', ''].join('\r\n'));
		return new StreamClient(socket);
	}

	private constructor(socket: Socket) {
		this.socket = socket;
		this.closed = closed(socket);
		socket.on('data', (chunk) => this.#chunks.push(chunk));
	}

	/** Everything so far. */
	get bytes(): Buffer {
		if (this.#chunks.length > 0) {
			this.#bytes = Buffer.concat([this.#bytes, ...this.#chunks]);
			this.#chunks = [];
		}
		return this.#bytes;
	}

	/** Status line and headers, once they are there. */
	get head(): string {
		const end = this.bytes.indexOf('\r\n\r\n');
		return end === -1 ? '' : this.bytes.subarray(0, end).toString('latin1');
	}

	/** What came behind the head. */
	get body(): Buffer {
		const end = this.bytes.indexOf('\r\n\r\n');
		return end === -1 ? Buffer.alloc(0) : this.bytes.subarray(end + 4);
	}
}
