// What fan-out is compared with: bare loops, and what people would take instead.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OggPage, PageType } from '../../../src/media/ogg-page.js';
import { opusHead, opusTags } from '../../../src/media/opus-headers.js';
import { ForeignProcess } from '../foreign-process.js';
import { MeasuredProcess } from '../measured-process.js';
import {
	connectSender,
	OPUS_BYTES,
	PACKET_BYTES,
	RECEIVER_FRAME_BYTES,
	receiverGreeting,
	SENDER_FRAME_BYTES,
} from '../test-podcast.js';
import type { Broadcast } from './broadcast.js';
import type { BareBroadcastPorts } from './measured-bare-broadcast.js';
import { type CrowdOptions, ReceiverCrowd } from './receiver-crowd.js';

/** A loop of `socket.write` over node:net sockets. */
export async function startNodeLoop(receivers: number): Promise<Broadcast> {
	const server = await MeasuredProcess.start<BareBroadcastPorts>(
		'fan-out/measured-bare-broadcast',
		{},
	);
	const { source: sourcePort, receivers: port } = server.result;
	const source = await openSource(sourcePort);
	return fromSource({
		server,
		source,
		crowd: await ReceiverCrowd.connect({ port, count: receivers }),
		frame: Buffer.alloc(SENDER_FRAME_BYTES, 1),
		frameBytes: RECEIVER_FRAME_BYTES,
	});
}

/** The loop in C, compiled; undefined where there is no compiler. */
export function compileKernelLoop(): string | undefined {
	const folder = mkdtempSync(join(tmpdir(), 'bench-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	const program = join(folder, 'broadcast-loop');
	const source = join(import.meta.dirname, 'broadcast-loop.c');
	const { error, status, stderr } = spawnSync('cc', ['-O2', '-o', program, source]);
	if (error) {
		return undefined;
	}
	if (status !== 0) {
		throw new Error(`Expected broadcast-loop.c to compile, got ${stderr}`);
	}
	return program;
}

/**
 * One `send()` a receiver and nothing else.
 *
 * @param joined - packets in one of them
 */
export async function startKernelLoop(
	program: string,
	receivers: number,
	joined = 1,
): Promise<Broadcast> {
	const args = [SENDER_FRAME_BYTES, RECEIVER_FRAME_BYTES, joined].map(String);
	const server = new ForeignProcess({ program, args });
	const [sourcePort, port] = (await server.firstLine()).split(' ').map(Number);
	const source = await openSource(sourcePort as number);
	return fromSource({
		server,
		source,
		crowd: await ReceiverCrowd.connect({ port: port as number, count: receivers }),
		frame: Buffer.alloc(SENDER_FRAME_BYTES, 1),
		frameBytes: RECEIVER_FRAME_BYTES,
	});
}

/** The package ws, `send` for each receiver. */
export async function startNaiveWs(receivers: number): Promise<Broadcast> {
	const server = await MeasuredProcess.start<string>('fan-out/measured-naive-ws', {});
	const sender = await connectSender(server.result, 'any');
	const port = Number(new URL(server.result).port);
	const greeting = receiverGreeting('any');
	const crowd = await ReceiverCrowd.connect({ port, count: receivers, greeting });
	const packet = Buffer.alloc(PACKET_BYTES, 1);
	return {
		server,
		crowd,
		frameBytes: RECEIVER_FRAME_BYTES,
		send: () => sender.send(packet),
		close: async () => {
			sender.terminate();
			crowd.close();
			await server.stop();
		},
	};
}

/** Whether a program is there. */
export function isInstalled(program: string): boolean {
	return spawnSync(program, ['-v']).error === undefined;
}

/** Icecast, an Ogg page of 20 ms a packet. */
export async function startIcecast(receivers: number): Promise<Broadcast> {
	const port = await freePort();
	const folder = mkdtempSync(join(tmpdir(), 'bench-'));
	const settings = join(folder, 'icecast.xml');
	writeFileSync(settings, icecastSettings(port, folder));
	// It refuses to run as root.
	const uid = process.getuid?.() === 0 ? NOBODY : undefined;
	if (uid !== undefined) {
		chownSync(folder, uid, uid);
	}
	const server = new ForeignProcess({ program: 'icecast2', args: ['-c', settings], uid });
	const source = await openSource(port);
	source.write(
		`PUT ${MOUNT} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: audio/ogg\r\n` +
			`Authorization: Basic ${Buffer.from(`source:${PASSWORD}`).toString('base64')}\r\n\r\n`,
	);
	await once(source, 'data');
	const pages = new IcecastPages();
	source.write(pages.beginning());
	// It answers nobody before there is something to hear.
	const filling = setInterval(() => source.write(pages.next()), FILLING_MS);
	await served(`http://127.0.0.1:${port}${MOUNT}`);
	const crowd = await ReceiverCrowd.connect({
		port,
		count: receivers,
		greeting: `GET ${MOUNT} HTTP/1.0\r\n\r\n`,
		welcome: 'HTTP/1.0 200 ',
		atOnce: ICECAST_QUEUE,
	});
	clearInterval(filling);
	return {
		server,
		crowd,
		frameBytes: pages.pageBytes,
		send: () => source.write(pages.next()),
		close: async () => {
			source.destroy();
			crowd.close();
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** NATS, a message a packet. */
export async function startNats(receivers: number): Promise<Broadcast> {
	const port = await freePort();
	const args = ['-a', '127.0.0.1', '-p', String(port)];
	const server = new ForeignProcess({ program: 'nats-server', args });
	const source = await openSource(port);
	source.resume();
	source.write('CONNECT {"verbose":false}\r\n');
	const crowd: CrowdOptions = {
		port,
		count: receivers,
		greeting: 'CONNECT {"verbose":false}\r\nSUB bench 1\r\n',
		welcome: 'INFO ',
	};
	return fromSource({
		server,
		source,
		crowd: await ReceiverCrowd.connect(crowd),
		frame: natsMessage('PUB bench'),
		frameBytes: natsMessage('MSG bench 1').length,
	});
}

const FILLING_MS = 5;
/** It lets no more connections wait to be accepted. */
const ICECAST_QUEUE = 4;
const NOBODY = 65_534;
const MOUNT = '/bench.ogg';
/** Of a server that lives for seconds, on loopback. */
const PASSWORD = 'bench';

function icecastSettings(port: number, folder: string): string {
	return `<icecast>
	<limits><clients>9000</clients><sources>2</sources><queue-size>524288</queue-size>
		<source-timeout>60</source-timeout><burst-size>0</burst-size></limits>
	<authentication><source-password>${PASSWORD}</source-password>
		<admin-user>admin</admin-user><admin-password>${PASSWORD}</admin-password></authentication>
	<hostname>127.0.0.1</hostname>
	<listen-socket><port>${port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
	<paths><basedir>/usr/share/icecast2</basedir><logdir>${folder}</logdir>
		<webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths>
	<logging><loglevel>1</loglevel></logging>
</icecast>`;
}

/** The stream that Icecast gets: two headers, then a packet a page. */
class IcecastPages {
	readonly #page = new OggPage({
		packets: [Buffer.alloc(OPUS_BYTES, 1)],
		type: PageType.MIDDLE,
		serial: SERIAL,
	});
	#sequence = 2;

	get pageBytes(): number {
		return this.#page.length;
	}

	beginning(): Buffer {
		const pages = [opusHead(), opusTags({})].map((packet, sequence) =>
			new OggPage({
				packets: [packet],
				type: sequence === 0 ? PageType.FIRST : PageType.MIDDLE,
				serial: SERIAL,
			}).at({ sequence, granule: 0 }),
		);
		return Buffer.concat(pages);
	}

	next(): Buffer {
		const sequence = this.#sequence++;
		return this.#page.at({ sequence, granule: (sequence - 1) * SAMPLES });
	}
}

const SERIAL = 1;
/** Of 20 ms at 48 kHz. */
const SAMPLES = 960;

function natsMessage(head: string): Buffer {
	return Buffer.concat([
		Buffer.from(`${head} ${PACKET_BYTES}\r\n`),
		Buffer.alloc(PACKET_BYTES, 1),
		Buffer.from('\r\n'),
	]);
}

function fromSource({
	source,
	frame,
	...broadcast
}: Pick<Broadcast, 'crowd' | 'frameBytes'> & {
	server: Broadcast['server'] & { stop(): Promise<void> };
	source: Socket;
	frame: Buffer;
}): Broadcast {
	return {
		...broadcast,
		send: () => source.write(frame),
		close: async () => {
			source.destroy();
			broadcast.crowd.close();
			await broadcast.server.stop();
		},
	};
}

const TRIES = 100;
const PAUSE_MS = 50;

/** A program that has just been started does not listen at once. */
async function openSource(port: number): Promise<Socket> {
	for (let tries = 1; ; tries++) {
		const socket = connect({ port, host: '127.0.0.1', noDelay: true });
		try {
			await once(socket, 'connect');
			return socket;
		} catch (error) {
			if (tries === TRIES) {
				throw error;
			}
			await sleep(PAUSE_MS);
		}
	}
}

/** What has just got its source does not serve it at once. */
async function served(url: string): Promise<void> {
	for (let tries = 1; ; tries++) {
		const response = await fetch(url);
		await response.body?.cancel();
		if (response.ok) {
			return;
		}
		if (tries === TRIES) {
			throw new Error(`Expected ${url} to be served, got ${response.status}`);
		}
		await sleep(PAUSE_MS);
	}
}

/** For programs that take no 0. */
/** A port that nobody has now. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}
