// An edge beside the origin: what the way over NATS adds to a frame, and what becomes of all of them.
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNats } from '../support/own-program.js';
import { ReceiverCrowd } from './fan-out/receiver-crowd.js';
import type { PodcastServerSetup } from './measured-podcast-server.js';
import { MeasuredProcess } from './measured-process.js';
import { pace, waitFor } from './pace.js';
import type { Rounds } from './rounds.js';
import { percentile } from './statistics.js';
import type { Row } from './table.js';
import {
	connectSender,
	createPodcast,
	hearPodcast,
	PACKET_BYTES,
	RECEIVER_FRAME_BYTES,
	receiverGreeting,
} from './test-podcast.js';

/** What is relayed, and to how many. */
export interface RelayBenchOptions {
	/** On air at once, heard by one at the origin and one at an edge each. */
	podcasts: number;
	seconds: number;
	edges: number;
	/** At each edge, of one podcast. */
	listeners: number;
	loadSeconds: number;
}

const FRAME_INTERVAL_MS = 20;
const WARM_UP_FRAMES = 100;
const DRAIN_MS = 3000;
const SETTLE_MS = 500;
const P50_AIM_MS = 1;
const P99_AIM_MS = 8;
const DELIVERED_AIM_PERCENT = 99.99;

const P50 = 'relay, added p50';
const P99 = 'relay, added p99';
const LOST = 'relay, not delivered';

/** Whether there is one; without it nothing is relayed. */
export function hasNatsServer(): boolean {
	return spawnSync('nats-server', ['--version']).status === 0;
}

/** Adds the relay to the rounds; the rows are there when those are over. */
export function planRelay(rounds: Rounds, options: RelayBenchOptions): () => Row[] {
	rounds.add([P50, P99], () => withServers(1, (urls) => measureDelay(urls, options)));
	rounds.add([LOST], () => withServers(options.edges, (urls) => measureLoss(urls, options)));
	const { edges, listeners, loadSeconds, podcasts } = options;
	return () => [
		{
			what: `origin, NATS, edge, websocket, beside a listener of the origin, ${podcasts} podcasts: later by, p50`,
			unit: 'ms',
			measured: rounds.summary(P50),
			aim: P50_AIM_MS,
		},
		{ what: 'the same, p99', unit: 'ms', measured: rounds.summary(P99), aim: P99_AIM_MS },
		{
			what: `${edges} edges with ${listeners} listeners each, ${loadSeconds} s: not delivered`,
			unit: '%',
			measured: rounds.summary(LOST),
			aim: 100 - DELIVERED_AIM_PERCENT,
		},
	];
}

/** Starts NATS, an origin and edges; the origin's URL comes first. */
async function withServers(
	edges: number,
	measure: (urls: readonly string[]) => Promise<number[]>,
): Promise<number[]> {
	const nats = await startNats();
	if (!nats) {
		throw new Error('Expected nats-server to be installed');
	}
	const start = (isEdgeOnly: boolean) => {
		const bus = { natsUrl: nats.url, isEdgeOnly };
		const setup: PodcastServerSetup = { packetsPerWrite: 'auto', bus };
		return MeasuredProcess.start<string>('measured-podcast-server', setup, 'all cores');
	};
	const servers = await Promise.all([
		start(false),
		...Array.from({ length: edges }, () => start(true)),
	]);
	try {
		await sleep(SETTLE_MS);
		return await measure(servers.map(({ result }) => result));
	} finally {
		await Promise.all(servers.map((server) => server.stop()));
		nats.process.kill();
	}
}

/** By how much later each frame comes at the edge than at the origin, in milliseconds. */
async function measureDelay(
	[origin = '', edge = '']: readonly string[],
	{ podcasts, seconds }: RelayBenchOptions,
): Promise<number[]> {
	const laterMs: number[] = [];
	const frames = WARM_UP_FRAMES + (seconds * 1000) / FRAME_INTERVAL_MS;
	const heard = { here: 0, there: 0 };
	const sends = await Promise.all(
		Array.from({ length: podcasts }, async () => {
			const id = await createPodcast(origin);
			const sender = await connectSender(origin, id);
			const hereAtMs: number[] = [];
			const thereAtMs: number[] = [];
			const note = (frame: number) => {
				const here = hereAtMs[frame];
				const there = thereAtMs[frame];
				if (here !== undefined && there !== undefined && frame >= WARM_UP_FRAMES) {
					laterMs.push(there - here);
				}
			};
			await hearPodcast(origin, id, (frame) => {
				hereAtMs[frame] = performance.now();
				heard.here++;
				note(frame);
			});
			await hearPodcast(edge, id, (frame) => {
				thereAtMs[frame] = performance.now();
				heard.there++;
				note(frame);
			});
			return (frame: number) => sender.send(packetOf(frame));
		}),
	);
	// At the edge the audio comes as soon as NATS knows that it is wanted.
	await sleep(SETTLE_MS);
	// Podcasts speak at times of their own.
	await pace({ turns: frames * podcasts, intervalMs: FRAME_INTERVAL_MS / podcasts }, (turn) =>
		sends[turn % podcasts]?.(Math.floor(turn / podcasts)),
	);
	await waitFor(() => heard.there >= frames * podcasts, DRAIN_MS);
	return [percentile(laterMs, 0.5), percentile(laterMs, 0.99)];
}

/** How much of what listeners at edges should get they do not get, in percent. */
async function measureLoss(
	[origin = '', ...edges]: readonly string[],
	{ listeners, loadSeconds }: RelayBenchOptions,
): Promise<number[]> {
	const id = await createPodcast(origin);
	const sender = await connectSender(origin, id);
	const crowds = await Promise.all(
		edges.map((url) =>
			ReceiverCrowd.connect({
				port: Number(new URL(url).port),
				count: listeners,
				greeting: receiverGreeting(id),
			}),
		),
	);
	await sleep(SETTLE_MS);
	const received = () => crowds.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0);
	const beforeBytes = received();
	const frames = (loadSeconds * 1000) / FRAME_INTERVAL_MS;
	await pace({ turns: frames, intervalMs: FRAME_INTERVAL_MS }, (frame) =>
		sender.send(packetOf(frame)),
	);
	const expectedBytes = frames * RECEIVER_FRAME_BYTES * listeners * edges.length;
	await waitFor(() => received() - beforeBytes >= expectedBytes, DRAIN_MS);
	const lostPercent = 100 * (1 - (received() - beforeBytes) / expectedBytes);
	for (const crowd of crowds) {
		crowd.close();
	}
	return [lostPercent];
}

function packetOf(frame: number): Buffer {
	const packet = Buffer.alloc(PACKET_BYTES, 0x5a);
	packet[0] = 1;
	packet.writeUInt32BE(frame, 1);
	return packet;
}
