// What the way by the bus adds: packets at an edge beside the same packets at their own server.
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, isInstalled } from './fan-out/other-broadcasts.js';
import { ForeignProcess } from './foreign-process.js';
import type { ClusterServerSetup } from './measured-cluster-server.js';
import { MeasuredProcess } from './measured-process.js';
import { pace } from './pace.js';
import type { Rounds } from './rounds.js';
import { percentile } from './statistics.js';
import type { Row } from './table.js';
import { connectSender, createPodcast, hearPodcast, PACKET_BYTES } from './test-podcast.js';

/** How it is measured. */
export interface EdgeBenchOptions {
	/** On air at once, each heard once at its own server and once at the edge. */
	podcasts: number;
	seconds: number;
}

const FRAME_INTERVAL_MS = 20;
const WARM_UP_FRAMES = 50;
const DRAIN_MS = 1000;
/** What a listener at an edge hears later at most, in milliseconds (p50, p99). */
const AIMS = [
	[0.5, 1],
	[0.99, 8],
] as const;

/** Adds it to the rounds, where nats-server is installed; the rows are there when those are over. */
export function planEdge(rounds: Rounds, options: EdgeBenchOptions): () => Row[] {
	if (!isInstalled('nats-server')) {
		return () => [];
	}
	const names = [...AIMS.map(([fraction]) => `edge p${fraction * 100}`), 'edge, lost'];
	rounds.add(names, () => measure(options));
	const { podcasts, seconds } = options;
	const what = `edge, later than at the podcast's own server, ${podcasts} podcasts, ${seconds} s`;
	return () => [
		...AIMS.map(([fraction, aim], index) => ({
			what: `${what}, p${fraction * 100}`,
			unit: 'ms',
			measured: rounds.summary(names[index] as string),
			aim,
		})),
		{
			what: 'edge, packets that came to the origin’s listeners alone',
			unit: '',
			measured: rounds.summary('edge, lost'),
			aim: 0,
		},
	];
}

async function measure({ podcasts, seconds }: EdgeBenchOptions): Promise<number[]> {
	const port = await freePort();
	const nats = new ForeignProcess({
		program: 'nats-server',
		args: ['-a', '127.0.0.1', '-p', String(port)],
	});
	const start = (isEdgeOnly: boolean) => {
		const setup: ClusterServerSetup = { natsUrl: `nats://127.0.0.1:${port}`, isEdgeOnly };
		return MeasuredProcess.start<string>('measured-cluster-server', setup);
	};
	const [origin, edge] = await Promise.all([start(false), start(true)]);
	const frames = WARM_UP_FRAMES + (seconds * 1000) / FRAME_INTERVAL_MS;
	const shows = await Promise.all(
		Array.from({ length: podcasts }, async () => {
			const id = await createPodcast(origin.result);
			const sender = await connectSender(origin.result, id);
			const here = new Float64Array(frames);
			const there = new Float64Array(frames);
			const receivers = await Promise.all([
				hearPodcast(origin.result, id, (frame) => {
					here[frame] = performance.now();
				}),
				hearPodcast(edge.result, id, (frame) => {
					there[frame] = performance.now();
				}),
			]);
			return { here, there, sender, receivers };
		}),
	);
	// Senders' frames are spread over the interval, as those of as many bots are.
	await pace({ turns: frames * podcasts, intervalMs: FRAME_INTERVAL_MS / podcasts }, (turn) =>
		shows[turn % podcasts]?.sender.send(packetOf(Math.floor(turn / podcasts))),
	);
	await sleep(DRAIN_MS);
	for (const { receivers, sender } of shows) {
		for (const socket of [sender, ...receivers]) {
			socket.terminate();
		}
	}
	await Promise.all([origin.stop(), edge.stop()]);
	await nats.stop();
	return summarize(shows);
}

function summarize(shows: readonly { here: Float64Array; there: Float64Array }[]): number[] {
	const laterMs: number[] = [];
	let lost = 0;
	for (const { here, there } of shows) {
		for (let frame = WARM_UP_FRAMES; frame < here.length; frame++) {
			const [hereMs = 0, thereMs = 0] = [here[frame], there[frame]];
			if (hereMs > 0 && thereMs > 0) {
				laterMs.push(thereMs - hereMs);
			} else if (hereMs > 0) {
				lost++;
			}
		}
	}
	return [...AIMS.map(([fraction]) => percentile(laterMs, fraction)), lost];
}

function packetOf(frame: number): Buffer {
	const packet = Buffer.alloc(PACKET_BYTES, 0x5a);
	packet[0] = 1;
	packet.writeUInt32BE(frame, 1);
	return packet;
}
