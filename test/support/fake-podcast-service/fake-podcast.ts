// One podcast of the fake service: its sender, its receivers, and every packet that came.
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { WebSocket } from 'ws';
import type { Timer } from '../../../src/clock.js';
import { type PodcastDialect, writeDisconnect, writeHello } from './dialect.js';
import { Recorder } from './recorder.js';

/** Prefix and nonce; an audio packet is longer. */
const AUDIO_HEADER_BYTES = 1 + 24;

/** What a fake podcast is made of. */
export interface FakePodcastOptions {
	id: string | number;
	clientId: string;
	dialect: PodcastDialect;
	/** A server of its own, where the dialect wants one. */
	server?: Server;
}

/** A podcast that a test can look into and end. */
export class FakePodcast {
	readonly id: string | number;
	readonly clientId: string;
	/** 32 bytes. */
	readonly secretKey = randomBytes(32);
	/** Every message of the sender, in order; text as its bytes. */
	readonly packets = new Recorder<Buffer>();
	/** Code that the podcast ended with; undefined while it has not. */
	endedWith: number | undefined;
	activeSince: number | null = null;
	/** Until when the sender has to come. */
	deadline: Timer | undefined;
	readonly #dialect: PodcastDialect;
	readonly #server: Server | undefined;
	readonly #receivers = new Set<WebSocket>();
	#sender: WebSocket | undefined;

	constructor({ id, clientId, dialect, server }: FakePodcastOptions) {
		this.id = id;
		this.clientId = clientId;
		this.#dialect = dialect;
		this.#server = server;
	}

	/** The sender's connection, if there is one. */
	get sender(): WebSocket | undefined {
		return this.#sender;
	}

	/** Takes the sender's connection. */
	attachSender(webSocket: WebSocket, epochMs: number): void {
		this.#sender = webSocket;
		this.activeSince = epochMs;
		this.deadline?.cancel();
		webSocket.on('message', (data: Buffer, isBinary) => this.#receive(data, isBinary));
		webSocket.on('error', () => this.end(4002));
		webSocket.on('close', () => this.end(4003));
	}

	/** Takes a receiver's connection. */
	attachReceiver(webSocket: WebSocket): void {
		this.#receivers.add(webSocket);
		webSocket.on('error', () => {});
		webSocket.on('close', () => this.#receivers.delete(webSocket));
	}

	/** Says Hello. */
	greet(webSocket: WebSocket): void {
		webSocket.send(writeHello(this.secretKey, this.#dialect));
	}

	/** Ends the podcast: everybody gets the Disconnect event, then the close frame. */
	end(code: number): void {
		if (this.endedWith !== undefined) {
			return;
		}
		this.endedWith = code;
		this.deadline?.cancel();
		this.#server?.close();
		for (const receiver of this.#receivers) {
			receiver.send(writeDisconnect(code, 'receiver', this.#dialect));
			receiver.close(code);
		}
		if (this.#sender !== undefined) {
			this.#sender.send(writeDisconnect(code, 'sender', this.#dialect));
			this.#sender.close(code);
		}
	}

	/** Sends the sender any bytes, as one binary message. */
	sendToSender(packet: Uint8Array): void {
		this.#sender?.send(packet);
	}

	/** Closes the sender's connection with any code, without an event. */
	closeSender(code: number): void {
		this.#sender?.close(code);
	}

	/** Cuts the sender's connection without a close frame. */
	dropSender(): void {
		this.#sender?.terminate();
	}

	/** Sends all receivers any bytes, as one binary message. */
	sendToReceivers(packet: Uint8Array): void {
		for (const receiver of this.#receivers) {
			receiver.send(packet);
		}
	}

	/** Cuts the receivers' connections without a close frame. */
	dropReceivers(): void {
		for (const receiver of this.#receivers) {
			receiver.terminate();
		}
	}

	/** Reads and answers nothing more on the receivers' connections. */
	pauseReceivers(): void {
		for (const receiver of this.#receivers) {
			receiver.pause();
		}
	}

	#receive(data: Buffer, isBinary: boolean): void {
		this.packets.push(data);
		if (!isBinary || data[0] !== 1) {
			return;
		}
		if (data.length <= AUDIO_HEADER_BYTES) {
			this.end(4002);
			return;
		}
		for (const receiver of this.#receivers) {
			receiver.send(data);
		}
	}
}
