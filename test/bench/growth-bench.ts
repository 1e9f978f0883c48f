// How many podcasts a machine of two cores carries, and what a frame costs and waits on the way there.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { makeDatagrams, openOutlets, openVoiceServer, VOICE_KEY } from './datagrams.js';
import type { BareForwardPorts, BareForwardSetup } from './measured-bare-forward.js';
import type { PodcastSendersResult, PodcastSendersSetup } from './measured-podcast-senders.js';
import type { PodcastServerSetup } from './measured-podcast-server.js';
import { MeasuredProcess } from './measured-process.js';
import { pace, waitFor } from './pace.js';
import type { Rounds } from './rounds.js';
import { percentile } from './statistics.js';
import type { Row } from './table.js';
import {
	RECEIVER_FRAME_BYTES,
	receiverGreeting,
	SENDER_FRAME_BYTES,
	SWITCHING_PROTOCOLS,
} from './test-podcast.js';

/** What is measured of growth. */
export interface GrowthBenchOptions {
	/** Numbers of podcasts on air at once, with one speaker and one receiver each. */
	podcastCounts: readonly number[];
	/** Between which numbers it is looked for how many are carried; not at all without it. */
	carried?: { least: number; most: number; step: number };
	seconds: number;
}

/** What one number of podcasts came to. */
interface Load {
	p50Ms: number;
	p99Ms: number;
	/** CPU of the process that sends, in microseconds a frame. */
	cpuUs: number;
}

/** Whoever gets what the load has sent. */
interface Way {
	udpPorts: readonly number[];
	/** Where datagrams come from; anywhere if left out. */
	voicePort?: number;
	sending: MeasuredProcess<unknown>;
	close: () => Promise<void>;
}

/** Called when a podcast's next frame has arrived. */
type OnArrival = (podcast: number) => void;

type Open = (podcasts: number, onArrival: OnArrival) => Promise<Way>;

const MODE = 'aead_aes256_gcm_rtpsize';
const FRAME_INTERVAL_MS = 20;
const FRAMES_PER_SECOND = 1000 / FRAME_INTERVAL_MS;
/** Frames of each podcast that do not count: the code is not compiled yet. */
const WARM_UP_FRAMES = 50;
const DRAIN_MS = 3000;
/** What is later than that is heard. */
const CARRIED_P99_MS = 20;
/** Of what the bare loop carries in the same round. */
const CARRIED_SHARE = 0.6;
/** Handshakes at one time, fewer than fit a listening socket's queue. */
const CONNECTING_AT_ONCE = 50;

const WAYS = [
	{ name: 'growth', open: openStation },
	{ name: 'bare growth', open: openBare },
] as const;
const FIGURES = ['p50', 'p99', 'cpu'] as const;

/** Adds growth to the rounds; the rows are there when those are over. */
export function planGrowth(rounds: Rounds, options: GrowthBenchOptions): () => Row[] {
	const { carried, podcastCounts, seconds } = options;
	for (const { name, open } of WAYS) {
		for (const podcasts of podcastCounts) {
			rounds.add(
				FIGURES.map((figure) => nameOf(name, podcasts, figure)),
				async () => {
					const { p50Ms, p99Ms, cpuUs } = await measure(open, podcasts, seconds);
					return [p50Ms, p99Ms, cpuUs];
				},
			);
		}
		if (carried) {
			rounds.add([`${name} carried`], async () => [await findCarried(open, carried, seconds)]);
		}
	}
	const rowOf = (podcasts: number, figure: (typeof FIGURES)[number]): Row => ({
		what:
			figure === 'cpu'
				? `sender, ${podcasts} podcasts, a process of its own, server and load beside it`
				: `datagram to receiver, ${podcasts} podcasts on two cores, ${figure}`,
		unit: figure === 'cpu' ? 'µs CPU a frame' : 'ms',
		measured: rounds.summary(nameOf('growth', podcasts, figure)),
		floor: rounds.summary(nameOf('bare growth', podcasts, figure)),
		...(figure === 'cpu' && {
			ratio: rounds.ratio(
				nameOf('growth', podcasts, figure),
				nameOf('bare growth', podcasts, figure),
			),
		}),
	});
	return () => [
		...podcastCounts.flatMap((podcasts) => FIGURES.map((figure) => rowOf(podcasts, figure))),
		...(carried
			? [
					{
						what: `podcasts on two cores, one receiver each, p99 up to ${CARRIED_P99_MS} ms`,
						unit: 'podcasts',
						measured: rounds.summary('growth carried'),
						floor: rounds.summary('bare growth carried'),
						ratio: rounds.ratio('growth carried', 'bare growth carried'),
						least: CARRIED_SHARE,
					},
				]
			: []),
	];
}

function nameOf(way: string, podcasts: number, figure: string): string {
	return `${way}, ${podcasts} podcasts, ${figure}`;
}

/** The highest number that is carried, by halves; frames that do not arrive carry nothing. */
async function findCarried(
	open: Open,
	{ least, most, step }: NonNullable<GrowthBenchOptions['carried']>,
	seconds: number,
): Promise<number> {
	let carried = 0;
	let low = 0;
	let high = Math.floor((most - least) / step);
	while (low <= high) {
		const middle = (low + high) >> 1;
		const podcasts = least + middle * step;
		const { p99Ms } = await measure(open, podcasts, seconds);
		if (p99Ms <= CARRIED_P99_MS) {
			carried = podcasts;
			low = middle + 1;
		} else {
			high = middle - 1;
		}
	}
	return carried;
}

async function measure(open: Open, podcasts: number, seconds: number): Promise<Load> {
	const framesEach = seconds * FRAMES_PER_SECOND;
	const datagrams = makeDatagrams(MODE, WARM_UP_FRAMES + framesEach);
	const sentAtMs = Array.from({ length: podcasts }, () => new Float64Array(datagrams.length));
	const arrived = new Uint32Array(podcasts);
	const delaysMs = new Float64Array(podcasts * framesEach);
	let arrivals = 0;
	let counted = 0;
	const { udpPorts, voicePort, sending, close } = await open(podcasts, (podcast) => {
		const frame = arrived[podcast] as number;
		arrived[podcast] = frame + 1;
		arrivals += 1;
		if (frame >= WARM_UP_FRAMES && counted < delaysMs.length) {
			delaysMs[counted] = performance.now() - (sentAtMs[podcast]?.[frame] as number);
			counted += 1;
		}
	});
	const outlets = await openOutlets(udpPorts, voicePort);
	/** Each podcast at a time of its own. */
	const speak = (first: number, frames: number) =>
		pace({ turns: frames * podcasts, intervalMs: FRAME_INTERVAL_MS / podcasts }, (turn) => {
			const podcast = turn % podcasts;
			const frame = first + Math.floor(turn / podcasts);
			(sentAtMs[podcast] as Float64Array)[frame] = performance.now();
			outlets[podcast]?.send(datagrams[frame] as Buffer);
		});
	try {
		await speak(0, WARM_UP_FRAMES);
		const { cpuUs } = await sending.usedBy(() => speak(WARM_UP_FRAMES, framesEach));
		const isComplete = await waitFor(() => arrivals >= podcasts * datagrams.length, DRAIN_MS);
		const sorted = delaysMs.subarray(0, counted);
		return {
			p50Ms: isComplete ? percentile([...sorted], 0.5) : Number.POSITIVE_INFINITY,
			p99Ms: isComplete ? percentile([...sorted], 0.99) : Number.POSITIVE_INFINITY,
			cpuUs: cpuUs / (podcasts * framesEach),
		};
	} finally {
		for (const outlet of outlets) {
			outlet.close();
		}
		await close();
	}
}

/** The bot's audio path in one process, the built-in server in another one. */
async function openStation(podcasts: number, onArrival: OnArrival): Promise<Way> {
	const voiceServer = await openVoiceServer();
	const serverSetup: PodcastServerSetup = { packetsPerWrite: 1 };
	const server = await MeasuredProcess.start<string>(
		'measured-podcast-server',
		serverSetup,
		'all cores',
	);
	const setup: PodcastSendersSetup = {
		podcasts,
		mode: MODE,
		voiceKey: VOICE_KEY,
		voiceServerPort: voiceServer.address().port,
		serverUrl: server.result,
	};
	const sending = await MeasuredProcess.start<PodcastSendersResult>(
		'measured-podcast-senders',
		setup,
		'all cores',
	);
	const { port } = new URL(server.result);
	const receivers: Socket[] = [];
	const onAir = [...sending.result.podcasts.entries()];
	for (let next = 0; next < onAir.length; next += CONNECTING_AT_ONCE) {
		const some = onAir.slice(next, next + CONNECTING_AT_ONCE);
		receivers.push(
			...(await Promise.all(
				some.map(([podcast, { id }]) => hear(Number(port), id, () => onArrival(podcast))),
			)),
		);
	}
	return {
		udpPorts: sending.result.podcasts.map(({ udpPort }) => udpPort),
		voicePort: setup.voiceServerPort,
		sending,
		close: async () => {
			for (const receiver of receivers) {
				receiver.destroy();
			}
			voiceServer.close();
			await sending.stop();
			await server.stop();
		},
	};
}

/** Connects a receiver that does as little as it can: counts frames. Resolves after Hello. */
function hear(port: number, id: string, onFrame: () => void): Promise<Socket> {
	return new Promise((resolve, reject) => {
		const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
			socket.write(receiverGreeting(id));
		});
		socket.on('error', reject);
		let answer = Buffer.alloc(0);
		socket.on('data', function begin(data) {
			answer = Buffer.concat([answer, data]);
			const hello = answer.indexOf('\r\n\r\n') + 4;
			// Hello is longer than 125 bytes: its length stands behind 126 (RFC 6455, 5.2).
			const end = hello + 4 + (answer.length >= hello + 4 ? answer.readUInt16BE(hello + 2) : 0);
			if (hello < 4 || answer.length < end || end === hello + 4) {
				return;
			}
			socket.off('data', begin);
			if (!answer.toString('latin1').startsWith(SWITCHING_PROTOCOLS) || answer.length > end) {
				reject(new Error(`Expected an answer and Hello, got ${answer.toString('latin1')}`));
				return;
			}
			countFrames(socket, RECEIVER_FRAME_BYTES, onFrame);
			resolve(socket);
		});
	});
}

/** Calls for each frame of a length that all of them have. */
function countFrames(socket: Socket, frameBytes: number, onFrame: () => void): void {
	let pendingBytes = 0;
	socket.on('data', (data) => {
		pendingBytes += data.length;
		for (; pendingBytes >= frameBytes; pendingBytes -= frameBytes) {
			onFrame();
		}
	});
}

/** The floor: each datagram becomes as many bytes on a TCP socket, and there they are received. */
async function openBare(podcasts: number, onArrival: OnArrival): Promise<Way> {
	const podcastsByPort = new Map<number, number>();
	const sink = createServer((socket) => {
		socket.on('error', () => socket.destroy());
		countFrames(socket, SENDER_FRAME_BYTES, () =>
			onArrival(podcastsByPort.get(socket.remotePort ?? 0) ?? 0),
		);
	});
	await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
	const setup: BareForwardSetup = { podcasts, sinkPort: (sink.address() as AddressInfo).port };
	const sending = await MeasuredProcess.start<BareForwardPorts[]>(
		'measured-bare-forward',
		setup,
		'all cores',
	);
	for (const [podcast, { tcpPort }] of sending.result.entries()) {
		podcastsByPort.set(tcpPort, podcast);
	}
	return {
		udpPorts: sending.result.map(({ udpPort }) => udpPort),
		sending,
		close: async () => {
			await sending.stop();
			sink.close();
		},
	};
}
