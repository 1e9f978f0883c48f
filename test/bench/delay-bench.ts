// Delay from a datagram to a receiver's socket, in real time, beside a loop without cryptography.
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { systemClock } from '../../src/clock.js';
import { PodcastServer } from '../../src/server/podcast-server.js';
import { SeededRandom } from '../support/fake-discord/seeded-random.js';
import { makeDatagrams, openOutlets, openVoiceServer, VOICE_KEY } from './datagrams.js';
import type { BareForwardPorts, BareForwardSetup } from './measured-bare-forward.js';
import type { CrowdSetup } from './measured-crowd.js';
import type { PodcastSendersResult, PodcastSendersSetup } from './measured-podcast-senders.js';
import type { PodcastServerSetup } from './measured-podcast-server.js';
import { MeasuredProcess } from './measured-process.js';
import { waitFor } from './pace.js';
import type { Rounds } from './rounds.js';
import { percentile } from './statistics.js';
import type { Row } from './table.js';
import { CLIENT, hearPodcast, SENDER_FRAME_BYTES, UNLIMITED } from './test-podcast.js';

/** How delays are measured. */
export interface DelayBenchOptions {
	/** Podcasts on air at once, with one speaker and one receiver each. */
	podcasts: number;
	/** From the second one on. */
	seconds: number;
	/** From the tenth one on, where the code is compiled as it stays. */
	warmSeconds: number;
	/** Listeners of another podcast, served by another process. */
	besideListeners: number;
	/** For the times at which speakers begin. */
	seed: number;
}

const MODE = 'aead_aes256_gcm_rtpsize';
const FRAME_INTERVAL_MS = 20;
const FRAMES_PER_SECOND = 1000 / FRAME_INTERVAL_MS;
/** Frames at the beginning that do not count: the code is not compiled yet. */
const WARM_UP_FRAMES = 50;
const WARM_FRAMES = 10 * FRAMES_PER_SECOND;
const DRAIN_MS = 2000;
const P99_AIM_MS = 5;
const LATER_AIM_MS = 1;
const BESIDE_WAYS = ['heard', 'bare loop'] as const;
const FRACTIONS = [0.5, 0.99] as const;
const WARM = 0.99;

/** Called when a podcast's frame, counted from 0, has arrived; without a number, its next one. */
type OnArrival = (podcast: number, frame?: number) => void;

interface Way {
	udpPorts: readonly number[];
	/** Where datagrams come from; anywhere if left out. */
	voicePort?: number;
	close: () => Promise<void>;
}

/** Adds the delays to the rounds; the rows are there when those are over. */
export function planDelay(rounds: Rounds, options: DelayBenchOptions): () => Row[] {
	const ways = [
		{ name: 'bare delay', open: openBare },
		{ name: 'delay', open: openStation },
	] as const;
	for (const { name, open } of ways) {
		rounds.add(
			[...FRACTIONS.map((fraction) => nameOf(name, fraction)), `warm ${name}`],
			async () => {
				const { begun, warm } = await collectDelays(options, open);
				return [
					...FRACTIONS.map((fraction) => percentile(begun, fraction)),
					percentile(warm, WARM),
				];
			},
		);
	}
	rounds.add(BESIDE_WAYS.flatMap(besideNames), async () => {
		const short = { ...options, warmSeconds: 0 };
		const p99s = async (): Promise<number[]> => {
			const heard = await collectDelays(short, openBot);
			const bare = await collectDelays(short, (count, onArrival) =>
				openBare(count, onArrival, 'all cores'),
			);
			return [heard, bare].map(({ begun }) => percentile(begun, 0.99));
		};
		const alone = await p99s();
		const crowd = await startCrowd(options.besideListeners);
		try {
			const crowded = await p99s();
			return alone.flatMap((ms, way) => {
				const besideMs = crowded[way] as number;
				return [ms, besideMs, besideMs - ms];
			});
		} finally {
			await crowd.stop();
		}
	});
	const { besideListeners, podcasts, seconds, warmSeconds } = options;
	return () => [
		...FRACTIONS.map((fraction) => ({
			what: `delay, datagram to receiver, ${podcasts} podcasts, ${seconds} s, p${fraction * 100}`,
			unit: 'ms',
			measured: rounds.summary(nameOf('delay', fraction)),
			floor: rounds.summary(nameOf('bare delay', fraction)),
			...(fraction === 0.99 && { aim: P99_AIM_MS }),
		})),
		{
			what: `the same from the tenth second on, ${warmSeconds} s, p${WARM * 100}`,
			unit: 'ms',
			measured: rounds.summary('warm delay'),
			floor: rounds.summary('warm bare delay'),
		},
		{
			what: `datagram to the server's socket, ${podcasts} podcasts, p99, beside ${besideListeners} listeners`,
			unit: 'ms',
			measured: rounds.summary('heard beside, p99'),
			floor: rounds.summary('heard alone, p99'),
		},
		{
			what: 'that is later than without them',
			unit: 'ms',
			measured: rounds.summary('heard later'),
			floor: rounds.summary('bare loop later'),
			aim: LATER_AIM_MS,
		},
	];
}

function besideNames(way: (typeof BESIDE_WAYS)[number]): string[] {
	return [`${way} alone, p99`, `${way} beside, p99`, `${way} later`];
}

function nameOf(name: string, fraction: number): string {
	return `${name} p${fraction * 100}`;
}

async function collectDelays(
	{ podcasts, seconds, warmSeconds, seed }: DelayBenchOptions,
	open: (podcasts: number, onArrival: OnArrival) => Promise<Way>,
): Promise<{ begun: number[]; warm: number[] }> {
	const begunFrames = WARM_UP_FRAMES + seconds * FRAMES_PER_SECOND;
	const framesEach =
		warmSeconds === 0 ? begunFrames : WARM_FRAMES + warmSeconds * FRAMES_PER_SECOND;
	const datagrams = makeDatagrams(MODE, framesEach);
	const random = new SeededRandom(seed);
	const speakers = Array.from({ length: podcasts }, () => ({
		sentAtMs: [] as number[],
		delaysMs: [] as number[],
		startMs: random.next() * FRAME_INTERVAL_MS,
	}));
	const { udpPorts, voicePort, close } = await open(podcasts, (podcast, frame) => {
		const { sentAtMs, delaysMs } = speakers[podcast] as (typeof speakers)[number];
		delaysMs.push(performance.now() - (sentAtMs[frame ?? delaysMs.length] as number));
	});
	const outlets = await openOutlets(udpPorts, voicePort);
	try {
		await Promise.all(
			speakers.map(({ startMs, sentAtMs }, index) =>
				speak(framesEach, startMs, (frame) => {
					sentAtMs[frame] = performance.now();
					outlets[index]?.send(datagrams[frame] as Buffer);
				}),
			),
		);
		const isComplete = () => speakers.every(({ delaysMs }) => delaysMs.length === framesEach);
		if (!(await waitFor(isComplete, DRAIN_MS))) {
			throw new Error('Expected every frame to arrive, some did not');
		}
		return {
			begun: speakers.flatMap(({ delaysMs }) => delaysMs.slice(WARM_UP_FRAMES, begunFrames)),
			warm: speakers.flatMap(({ delaysMs }) => delaysMs.slice(WARM_FRAMES)),
		};
	} finally {
		for (const outlet of outlets) {
			outlet.close();
		}
		await close();
	}
}

/** Says each frame at its time; one that is late is not caught up by a burst of its own. */
async function speak(frames: number, startMs: number, send: (frame: number) => void) {
	const beginMs = performance.now() + startMs;
	for (let frame = 0; frame < frames; frame++) {
		await sleep(Math.max(0, beginMs + frame * FRAME_INTERVAL_MS - performance.now()));
		send(frame);
	}
}

/** The bot's audio path and the built-in server in one process, as on one core. */
function openStation(podcasts: number, onArrival: OnArrival): Promise<Way> {
	return openSenders(podcasts, onArrival, {});
}

/** The bot's audio path alone; what it sends arrives here. */
async function openBot(podcasts: number, onArrival: OnArrival): Promise<Way> {
	const server = await PodcastServer.start({
		host: '127.0.0.1',
		port: 0,
		clients: new Map([[CLIENT.clientId, CLIENT.token]]),
		clock: systemClock,
		logger: pino({ level: 'silent' }),
		limits: UNLIMITED,
	});
	const senders = await openSenders(podcasts, onArrival, { serverUrl: server.url });
	return {
		...senders,
		close: async () => {
			await senders.close();
			await server.close();
		},
	};
}

/** Listeners of one podcast, and the server that serves them, wherever there is room. */
async function startCrowd(receivers: number): Promise<{ stop(): Promise<void> }> {
	const serverSetup: PodcastServerSetup = { packetsPerWrite: 'auto' };
	const server = await MeasuredProcess.start<string>(
		'measured-podcast-server',
		serverSetup,
		'all cores',
	);
	const setup: CrowdSetup = { serverUrl: server.result, receivers };
	const crowd = await MeasuredProcess.start<void>('measured-crowd', setup, 'all cores');
	return {
		async stop() {
			await crowd.stop();
			await server.stop();
		},
	};
}

async function openSenders(
	podcasts: number,
	onArrival: OnArrival,
	{ serverUrl: givenUrl }: { serverUrl?: string },
): Promise<Way> {
	const voiceServer = await openVoiceServer();
	const setup: PodcastSendersSetup = {
		podcasts,
		mode: MODE,
		voiceKey: VOICE_KEY,
		voiceServerPort: voiceServer.address().port,
		...(givenUrl !== undefined && { serverUrl: givenUrl }),
	};
	const station = await MeasuredProcess.start<PodcastSendersResult>(
		'measured-podcast-senders',
		setup,
		givenUrl === undefined ? 'one core' : 'all cores',
	);
	const { serverUrl, podcasts: onAir } = station.result;
	const receivers = await Promise.all(
		onAir.map(({ id }, podcast) =>
			hearPodcast(serverUrl, id, (counter) => onArrival(podcast, counter - 1)),
		),
	);
	return {
		udpPorts: onAir.map(({ udpPort }) => udpPort),
		voicePort: setup.voiceServerPort,
		close: async () => {
			for (const receiver of receivers) {
				receiver.terminate();
			}
			voiceServer.close();
			await station.stop();
		},
	};
}

/** Each datagram becomes as many bytes on a TCP socket; there they are received. */
async function openBare(
	podcasts: number,
	onArrival: OnArrival,
	where?: Parameters<typeof MeasuredProcess.start>[2],
): Promise<Way> {
	const podcastsByPort = new Map<number, number>();
	const sink = createServer((socket) => {
		let pendingBytes = 0;
		socket.on('error', () => socket.destroy());
		socket.on('data', (data) => {
			pendingBytes += data.length;
			for (; pendingBytes >= SENDER_FRAME_BYTES; pendingBytes -= SENDER_FRAME_BYTES) {
				onArrival(podcastsByPort.get(socket.remotePort ?? 0) ?? 0);
			}
		});
	});
	await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
	const setup: BareForwardSetup = { podcasts, sinkPort: (sink.address() as AddressInfo).port };
	const bare = await MeasuredProcess.start<BareForwardPorts[]>(
		'measured-bare-forward',
		setup,
		where,
	);
	for (const [podcast, { tcpPort }] of bare.result.entries()) {
		podcastsByPort.set(tcpPort, podcast);
	}
	return {
		udpPorts: bare.result.map(({ udpPort }) => udpPort),
		close: async () => {
			await bare.stop();
			sink.close();
		},
	};
}
