// One podcast with many listeners of all kinds: what it adds to the websockets' delay.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { EventType } from '../../src/protocol/events.js';
import { decodePacket } from '../../src/protocol/packet.js';
import { PacketSealer } from '../support/packet-sealer.js';
import { readOggOpus } from '../support/speech/ogg-opus.js';
import type { PodcastServerSetup } from './measured-podcast-server.js';
import { MeasuredProcess } from './measured-process.js';
import { pace } from './pace.js';
import type { Rounds } from './rounds.js';
import { percentile } from './statistics.js';
import type { Row } from './table.js';
import { CLIENT, createPodcast, receiverGreeting } from './test-podcast.js';

/** Who listens, and for how long. */
export interface ListenersBenchOptions {
	websockets: number;
	oggStreams: number;
	mp3Streams: number;
	/** Websockets beside them that connect and never read. */
	unread: number;
	seconds: number;
}

const P99_AIM_MS = 50;
const FRAME_INTERVAL_MS = 20;
const FRAMES_PER_SECOND = 1000 / FRAME_INTERVAL_MS;
const WARM_UP_FRAMES = 100;
const CONNECTING_AT_ONCE = 100;
const SETTLE_MS = 500;
const DRAIN_MS = 3000;
const READ_BUFFER = Buffer.allocUnsafe(64 * 1024);

/** Of a websocket frame's header for 126 to 65,535 bytes (RFC 6455, 5.2). */
const FRAME_HEADER_BYTES = 4;

/** The largest frame of the recording, so that who does not read is full soon. */
const OPUS = readOggOpus(join(import.meta.dirname, '../support/speech/voice-a.opus')).reduce(
	(longest, frame) => (frame.length > longest.length ? frame : longest),
);
const PACKET_BYTES = 1 + 24 + 16 + OPUS.length;

const MIXED = 'listeners of all kinds';
const WITH_UNREAD = 'listeners of all kinds, some that never read';

/** Adds the listeners to the rounds; the rows are there when those are over. */
export function planListeners(rounds: Rounds, options: ListenersBenchOptions): () => Row[] {
	const { mp3Streams, oggStreams, seconds, unread, websockets } = options;
	rounds.add([MIXED], () => measure({ ...options, unread: 0 }));
	rounds.add([WITH_UNREAD], () => measure(options));
	const what = `${websockets} websockets, ${oggStreams} Ogg and ${mp3Streams} MP3 streams`;
	return () => [
		{
			what: `${what} for ${seconds} s: delay of the websockets, p99`,
			unit: 'ms',
			measured: rounds.summary(MIXED),
			aim: P99_AIM_MS,
		},
		{
			what: `the same with ${unread} more that never read`,
			unit: 'ms',
			measured: rounds.summary(WITH_UNREAD),
			floor: rounds.summary(MIXED),
			aim: P99_AIM_MS,
		},
	];
}

async function measure(options: ListenersBenchOptions): Promise<[number]> {
	const setup: PodcastServerSetup = { packetsPerWrite: 'auto' };
	const server = await MeasuredProcess.start<string>('measured-podcast-server', setup);
	const url = server.result;
	const port = Number(new URL(url).port);
	const sender = await Sender.connect(url);
	const listeners: Listener[] = [];
	const add = async (count: number, make: () => Listener) => {
		for (let left = count; left > 0; left -= CONNECTING_AT_ONCE) {
			const made = Array.from({ length: Math.min(left, CONNECTING_AT_ONCE) }, make);
			await Promise.all(made.map((listener) => listener.ready));
			listeners.push(...made);
		}
	};
	const stream = (name: string) => () =>
		new Listener(port, streamGreeting(`/p/${sender.id}/live.${name}`), undefined);
	try {
		const hears = (at: number) => sender.delaySince(at);
		const websocket = () => new Listener(port, receiverGreeting(sender.id), hears);
		await add(options.websockets, websocket);
		await add(options.oggStreams, stream('ogg'));
		await add(options.mp3Streams, stream('mp3'));
		const unread = Array.from({ length: options.unread }, websocket);
		await Promise.all(unread.map((listener) => listener.stopReading()));
		await sleep(SETTLE_MS);
		await sender.speak(WARM_UP_FRAMES);
		await sleep(SETTLE_MS);
		for (const listener of listeners) {
			listener.begin(sender.sent);
		}
		const frames = options.seconds * FRAMES_PER_SECOND;
		await sender.speak(frames);
		await sleep(DRAIN_MS);
		checkAllHeard(listeners, sender.sent);
		return [
			percentile(
				listeners.flatMap(({ delaysMs }) => delaysMs),
				0.99,
			),
		];
	} finally {
		for (const listener of listeners) {
			listener.close();
		}
		sender.close();
		await server.stop();
	}
}

function checkAllHeard(listeners: readonly Listener[], sent: number): void {
	const missing = listeners.filter((listener) => !listener.hasAll(sent)).length;
	if (missing > 0) {
		throw new Error(`Expected all listeners to hear everything, ${missing} did not`);
	}
}

function streamGreeting(path: string): string {
	return [
		`GET ${path} HTTP/1.1`,
		'Host: 127.0.0.1',
		`clientId: ${CLIENT.clientId}`,
		`token: ${CLIENT.token}`,
		'\r\n',
	].join('\r\n');
}

/** A podcast's sender, whose packets really open. */
export class Sender {
	readonly id: string;
	/** Packets so far. */
	sent = 0;
	readonly #webSocket: WebSocket;
	readonly #sealer: PacketSealer;
	readonly #sentAtMs: number[] = [];

	static async connect(url: string): Promise<Sender> {
		const id = await createPodcast(url);
		const webSocket = new WebSocket(`${url.replace('http', 'ws')}/?id=${id}`, {
			headers: { ...CLIENT, isSender: 'true' },
			perMessageDeflate: false,
		});
		const [message] = (await once(webSocket, 'message')) as [Buffer];
		const packet = decodePacket(message);
		if (packet.type !== 'event' || packet.event.type !== EventType.HELLO) {
			throw new Error('Expected Hello to come first');
		}
		return new Sender(id, webSocket, packet.event.secretKey);
	}

	private constructor(id: string, webSocket: WebSocket, secretKey: Uint8Array) {
		this.id = id;
		this.#webSocket = webSocket;
		this.#sealer = new PacketSealer(secretKey);
	}

	/** How long ago a packet was sent, in milliseconds. */
	delaySince(packet: number): number {
		return performance.now() - (this.#sentAtMs[packet] as number);
	}

	speak(frames: number): Promise<void> {
		return pace({ turns: frames, intervalMs: FRAME_INTERVAL_MS }, () => {
			const nonce = { transportNonce: this.sent + 1, voiceSession: 0 };
			this.#sentAtMs.push(performance.now());
			this.#webSocket.send(this.#sealer.seal(OPUS, nonce));
			this.sent += 1;
		});
	}

	close(): void {
		this.#webSocket.terminate();
	}
}

/** One listener on a plain socket, which does as little as it can. */
class Listener {
	/** Resolves when the server has begun to answer. */
	readonly ready: Promise<void>;
	/** Of each packet; empty for a stream. */
	readonly delaysMs: number[] = [];
	readonly #socket: Socket;
	readonly #delaySince: ((packet: number) => number) | undefined;
	#bytes = 0;
	#firstPacket = 0;
	#heard = 0;

	/** @param delaySince - of a websocket, tells how long ago a packet was sent */
	constructor(
		port: number,
		greeting: string,
		delaySince: ((packet: number) => number) | undefined,
	) {
		this.#delaySince = delaySince;
		let begin = () => {};
		this.ready = new Promise((resolve) => {
			begin = resolve;
		});
		const callback = (bytes: number): boolean => {
			begin();
			this.#receive(bytes);
			return true;
		};
		// One buffer for all, which nobody looks at: reading is to cost as little as it can.
		const onread = { buffer: READ_BUFFER, callback };
		this.#socket = connect({ port, host: '127.0.0.1', onread }, () => this.#socket.write(greeting));
		this.#socket.on('error', () => {});
	}

	/** From here on all that comes is counted. */
	begin(sent: number): void {
		this.#bytes = 0;
		this.#firstPacket = sent;
	}

	/** Whether all packets up to this one came; of a stream, whether it has not been cut. */
	hasAll(sent: number): boolean {
		return this.#delaySince
			? this.#heard === sent - this.#firstPacket
			: !this.#socket.destroyed && this.#bytes > 0;
	}

	async stopReading(): Promise<void> {
		await this.ready;
		this.#socket.pause();
	}

	close(): void {
		this.#socket.destroy();
	}

	#receive(bytes: number): void {
		this.#bytes += bytes;
		const packets = Math.floor(this.#bytes / (FRAME_HEADER_BYTES + PACKET_BYTES));
		if (this.#delaySince && this.#firstPacket > 0) {
			for (; this.#heard < packets; this.#heard++) {
				this.delaysMs.push(this.#delaySince(this.#firstPacket + this.#heard));
			}
		}
	}
}
