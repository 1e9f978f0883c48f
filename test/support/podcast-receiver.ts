// A receiver of the podcast protocol that shares no code with the product.
import nacl from 'tweetnacl';
import WebSocket from 'ws';
import { Recorder } from './fake-podcast-service/recorder.js';

/** One audio packet as it came. */
export interface HeardPacket {
	/** 24 bytes. */
	nonce: Buffer;
	/** The Opus frame, or null where the box did not open. */
	opus: Uint8Array | null;
	/** By `performance.now()`. */
	heardAtMs: number;
}

/** Who connects where. */
export interface PodcastReceiverOptions {
	/** Base URL of the podcast server. */
	serverUrl: string;
	podcastId: string;
	clientId: string;
	clientToken: string;
}

/** A connected receiver and all that it heard. */
export class PodcastReceiver {
	readonly heard = new Recorder<HeardPacket>();
	/** Reasons of Disconnect events. */
	readonly disconnects: number[] = [];
	/** Close code, once closed. */
	readonly closed: Promise<number>;
	/** Called for each packet, after it was recorded. */
	onPacket: (packet: HeardPacket) => void = () => {};
	readonly #webSocket: WebSocket;
	#secretKey: Uint8Array | undefined;

	/** Connects; resolves after Hello. */
	static async connect(options: PodcastReceiverOptions): Promise<PodcastReceiver> {
		const url = new URL(options.serverUrl);
		url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
		url.searchParams.set('id', options.podcastId);
		const receiver = new PodcastReceiver(
			new WebSocket(url, {
				headers: { clientId: options.clientId, token: options.clientToken },
				perMessageDeflate: false,
			}),
		);
		await receiver.#hello();
		return receiver;
	}

	private constructor(webSocket: WebSocket) {
		this.#webSocket = webSocket;
		this.closed = new Promise((resolve) => webSocket.once('close', resolve));
		webSocket.on('error', () => {});
		webSocket.on('message', (data: Buffer) => this.#onPacket(data));
	}

	/** The secret key in all the ways in which a log could quote it. */
	get secretKeyForms(): string[] {
		const key = Buffer.from(this.#secretKey ?? []);
		return [
			key.toString('hex'),
			key.toString('base64'),
			key.toString('base64url'),
			[...key].join(),
			[...new Int8Array(key)].join(),
		];
	}

	/** Disconnects; resolves when the connection is closed. */
	async close(): Promise<void> {
		this.#webSocket.close();
		await this.closed;
	}

	#hello(): Promise<void> {
		return new Promise((resolve, reject) => {
			const look = () => {
				if (this.#secretKey) {
					this.#webSocket.off('message', look);
					resolve();
				}
			};
			this.#webSocket.on('message', look);
			void this.closed.then((code) => reject(new Error(`Closed with ${code} before Hello`)));
		});
	}

	#onPacket(data: Buffer): void {
		if (data[0] === 0) {
			this.#onEvent(JSON.parse(data.subarray(1).toString('utf8')));
			return;
		}
		if (data[0] !== 1 || !this.#secretKey) {
			throw new Error(`Unexpected packet with prefix ${data[0]}`);
		}
		const nonce = data.subarray(1, 25);
		const packet = {
			nonce,
			opus: nacl.secretbox.open(data.subarray(25), nonce, this.#secretKey),
			heardAtMs: performance.now(),
		};
		this.heard.push(packet);
		this.onPacket(packet);
	}

	#onEvent(event: { type: number; secretKey: number[]; reason: number }): void {
		if (event.type === 0) {
			this.#secretKey = Uint8Array.from(event.secretKey, (byte) => byte & 0xff);
		} else if (event.type === 1) {
			this.disconnects.push(event.reason);
		}
	}
}
