// One podcast of the fake service: its sender, its receivers, and every packet that came.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import nacl from 'tweetnacl';
import { WebSocket } from 'ws';
import type { Clock, Timer } from '../../../src/clock.js';
import { type PodcastDialect, writeDisconnect, writeHello } from './dialect.js';
import type { Message } from './faults.js';
import { Recorder } from './recorder.js';

/** Prefix and nonce; an audio packet is longer. */
const AUDIO_HEADER_BYTES = 1 + 24;

/** What a websocket says of a connection that broke (RFC 6455, 7.1.5). */
const NO_CLOSE_FRAME = 1006;

/** What a fake podcast is made of. */
export interface FakePodcastOptions {
	id: string | number;
	clientId: string;
	clock: Clock;
	dialect: PodcastDialect;
	/** A server of its own, where the dialect wants one. */
	server?: Server;
	/** 32 bytes; default random ones. */
	secretKey?: Buffer | undefined;
}

/** A podcast that a test can look into and end. */
export class FakePodcast {
	readonly id: string | number;
	readonly clientId: string;
	/** 32 bytes; a test may change it. */
	secretKey: Buffer;
	/** Every message of the sender, in order; text as its bytes. */
	readonly packets = new Recorder<Buffer>();
	/** Code that the podcast ended with; undefined while it has not. */
	endedWith: number | undefined;
	activeSince: number | null = null;
	/** Until when the sender has to come. */
	deadline: Timer | undefined;
	readonly #clock: Clock;
	readonly #dialect: PodcastDialect;
	readonly #server: Server | undefined;
	readonly #receivers = new Set<WebSocket>();
	#sender: WebSocket | undefined;

	constructor({ id, clientId, clock, dialect, secretKey, server }: FakePodcastOptions) {
		this.id = id;
		this.clientId = clientId;
		this.secretKey = secretKey ?? randomBytes(32);
		this.#clock = clock;
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
		webSocket.on('close', (code) => this.#onSenderClosed(code));
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

	/** Says Hello to the sender once more. */
	greetSender(): void {
		if (this.#sender) {
			this.greet(this.#sender);
		}
	}

	/** What is in one of the sender's packets under the present key; null where it does not open. */
	opened(index: number): Buffer | null {
		const packet = this.packets.items[index] ?? Buffer.alloc(0);
		const opus = nacl.secretbox.open(packet.subarray(25), packet.subarray(1, 25), this.secretKey);
		return opus && Buffer.from(opus);
	}

	/** Ends the podcast without a word to anybody, as a process that dies does. */
	forget(): void {
		this.endedWith ??= NO_CLOSE_FRAME;
		this.deadline?.cancel();
		this.#server?.close();
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
		if (this.#sender?.readyState === WebSocket.OPEN) {
			this.#sender.send(writeDisconnect(code, 'sender', this.#dialect));
			this.#sender.close(code);
		}
	}

	/** Sends the sender anything; strings as text messages. */
	sendToSender(packet: Message): void {
		this.#sender?.send(packet);
	}

	/** Resolves when the sender has read everything sent so far. */
	async senderRoundTrip(): Promise<void> {
		const pong = this.#sender && once(this.#sender, 'pong');
		this.#sender?.ping();
		await pong;
	}

	/** Sends pings in one go, with their numbers, from 0; resolves when the last one is answered. */
	async pingSender(count: number): Promise<void> {
		const sender = this.#sender as WebSocket;
		const last = String(count - 1);
		const answered = new Promise<void>((resolve) => {
			sender.on('pong', (data) => data.toString() === last && resolve());
		});
		for (let number = 0; number < count; number++) {
			sender.ping(String(number));
		}
		await answered;
	}

	/** Closes the sender's connection with any code, without an event. */
	closeSender(code: number): void {
		this.#sender?.close(code);
	}

	/** Cuts the sender's connection without a close frame. */
	dropSender(): void {
		this.#sender?.terminate();
	}

	/** Sends all receivers anything; strings as text messages. */
	sendToReceivers(packet: Message): void {
		for (const receiver of this.#receivers) {
			receiver.send(packet);
		}
	}

	/** Closes the receivers' connections with any code, without an event. */
	closeReceivers(code: number): void {
		for (const receiver of this.#receivers) {
			receiver.close(code);
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

	/** Who has dropped is missed after a while, and waited for; a goodbye is understood at once. */
	#onSenderClosed(code: number): void {
		if (code !== NO_CLOSE_FRAME || this.endedWith !== undefined) {
			this.end(4003);
			return;
		}
		const { senderGraceMs, senderHeldMs } = this.#dialect;
		this.#after(senderHeldMs, () => {
			this.#sender = undefined;
			this.#after(senderGraceMs, () => this.end(4003));
		});
	}

	#after(delayMs: number, callback: () => void): void {
		if (delayMs === 0) {
			callback();
		} else {
			this.deadline = this.#clock.at(this.#clock.nowMs() + delayMs, callback);
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
