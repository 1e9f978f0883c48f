// An edge beside the origin: what the way over NATS adds to a frame, and what becomes of all of them.
import { setTimeout as sleep } from 'node:timers/promises';
import { ReceiverCrowd } from '../fan-out/receiver-crowd.js';
import { pace, waitFor } from '../pace.js';
import type { Rounds } from '../rounds.js';
import { percentile } from '../statistics.js';
import type { Row } from '../table.js';
import {
	connectSender,
	createPodcast,
	hearPodcast,
	packetOf,
	RECEIVER_FRAME_BYTES,
	receiverGreeting,
} from '../test-podcast.js';
import { FRAME_INTERVAL_MS, type RelayServers, SETTLE_MS, withServers } from './relay-servers.js';

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

const WARM_UP_FRAMES = 100;
const DRAIN_MS = 3000;
const P50_AIM_MS = 1;
const P99_AIM_MS = 8;
const NOT_DELIVERED_AIM_PERCENT = 0.01;

const P50 = 'relay, added p50';
const P99 = 'relay, added p99';
const LOST = 'relay, not delivered';

/** Adds the relay to the rounds; the rows are there when those are over. */
export function planRelay(rounds: Rounds, options: RelayBenchOptions): () => Row[] {
	rounds.add([P50, P99], () => withServers(1, (servers) => measureDelay(servers, options)));
	rounds.add([LOST], () => withServers(options.edges, (servers) => measureLoss(servers, options)));
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
			aim: NOT_DELIVERED_AIM_PERCENT,
		},
	];
}

/** By how much later each frame comes at the edge than at the origin, in milliseconds. */
async function measureDelay(
	{ edges, origin: { result: origin } }: RelayServers,
	{ podcasts, seconds }: RelayBenchOptions,
): Promise<number[]> {
	const edge = edges[0]?.result ?? '';
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
	{ edges, origin: { result: origin } }: RelayServers,
	{ listeners, loadSeconds }: RelayBenchOptions,
): Promise<number[]> {
	const id = await createPodcast(origin);
	const sender = await connectSender(origin, id);
	const crowds = await Promise.all(
		edges.map(({ result: url }) =>
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
