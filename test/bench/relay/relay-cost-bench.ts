// What relaying costs: CPU a frame at an origin and at an edge, CPU a packet delivered at an edge beside
// the origin, and how long the first listener at an edge waits for the first packet.
import { setTimeout as sleep } from 'node:timers/promises';
import { ReceiverCrowd } from '../fan-out/receiver-crowd.js';
import type { MeasuredProcess } from '../measured-process.js';
import { pace } from '../pace.js';
import type { Rounds } from '../rounds.js';
import { percentile } from '../statistics.js';
import type { Row } from '../table.js';
import {
	connectSender,
	createPodcast,
	hearPodcast,
	packetOf,
	receiverGreeting,
} from '../test-podcast.js';
import { FRAME_INTERVAL_MS, type RelayServers, SETTLE_MS, withServers } from './relay-servers.js';

/** What is measured, and how long each part takes. */
export interface RelayCostOptions {
	/** On air at once. */
	podcasts: number;
	/** Of one podcast, here and there in turn. */
	listeners: number;
	seconds: number;
}

const ORIGIN_CPU = 'relay, CPU a frame at the origin';
const EDGE_CPU = 'relay, CPU a frame at an edge';
const DELIVERED_HERE = 'relay, CPU a packet delivered at the origin';
const DELIVERED_THERE = 'relay, CPU a packet delivered at an edge';
const FIRST_PACKET = 'relay, first packet';
const ORIGIN_AIM_US = 25;
const EDGE_AIM_US = 20;
const DELIVERED_AIM = 1.03;
const FIRST_PACKET_AIM_MS = 60;

const WARM_UP_FRAMES = 50;

/** From one newcomer to the next. */
const JOIN_INTERVAL_MS = 40;

/** Adds it to the rounds; the rows are there when those are over. */
export function planRelayCost(rounds: Rounds, options: RelayCostOptions): () => Row[] {
	const { listeners, podcasts } = options;
	rounds.add([FIRST_PACKET, ORIGIN_CPU, EDGE_CPU], () =>
		withServers(1, (servers) => measureFrames(servers, options)),
	);
	rounds.add([DELIVERED_HERE, DELIVERED_THERE], () =>
		withServers(1, (servers) => measureDelivery(servers, options)),
	);
	return () => [
		{
			what: `CPU a frame that goes to an edge, at the origin, more than without it, ${podcasts} podcasts`,
			unit: 'us',
			measured: rounds.summary(ORIGIN_CPU),
			aim: ORIGIN_AIM_US,
		},
		{
			what: 'the same, at the edge, without its delivery',
			unit: 'us',
			measured: rounds.summary(EDGE_CPU),
			aim: EDGE_AIM_US,
		},
		{
			what: `CPU a packet delivered, ${listeners} listeners at an edge, beside as many at the origin`,
			unit: 'us',
			measured: rounds.summary(DELIVERED_THERE),
			floor: rounds.summary(DELIVERED_HERE),
			ratio: rounds.ratio(DELIVERED_THERE, DELIVERED_HERE),
			aim: DELIVERED_AIM,
		},
		{
			what: 'the first listener at an edge, from connecting to the first packet, p99',
			unit: 'ms',
			measured: rounds.summary(FIRST_PACKET),
			aim: FIRST_PACKET_AIM_MS,
		},
	];
}

/** Podcasts that speak at times of their own. */
class OnAir {
	readonly ids: string[] = [];
	readonly #sends: ((packet: Buffer) => void)[] = [];
	#frame = 0;

	async start(origin: MeasuredProcess<string>, count: number): Promise<void> {
		for (let index = 0; index < count; index++) {
			const id = await createPodcast(origin.result);
			const sender = await connectSender(origin.result, id);
			this.ids.push(id);
			this.#sends.push((packet) => sender.send(packet));
		}
	}

	/** So many frames of each. */
	async speak(frames: number): Promise<void> {
		const { length } = this.#sends;
		const first = this.#frame;
		this.#frame += frames;
		await pace({ turns: frames * length, intervalMs: FRAME_INTERVAL_MS / length }, (turn) =>
			this.#sends[turn % length]?.(packetOf(first + Math.floor(turn / length))),
		);
	}
}

async function measureFrames(
	{ edges, origin }: RelayServers,
	{ podcasts, seconds }: RelayCostOptions,
): Promise<number[]> {
	const [edge = origin] = edges;
	const onAir = new OnAir();
	await onAir.start(origin, podcasts);
	const frames = (seconds * 1000) / FRAME_INTERVAL_MS;
	const speak = () => onAir.speak(frames);
	const aFrame = ({ cpuUs }: { cpuUs: number }) => cpuUs / (frames * podcasts);
	await onAir.speak(WARM_UP_FRAMES);
	const alone = aFrame(await origin.usedBy(speak));

	const firstMs = await firstPackets(onAir, edge.result);
	await onAir.speak(WARM_UP_FRAMES);
	const usedOnce = await usedByBoth(origin, edge, speak);
	// A second listener each: what is more then is delivery.
	const others = await crowdsOf(onAir, edge.result);
	await onAir.speak(WARM_UP_FRAMES);
	const usedTwice = await edge.usedBy(speak);
	for (const crowd of others) {
		crowd.close();
	}
	const delivery = aFrame(usedTwice) - aFrame(usedOnce.edge);
	return [
		percentile(firstMs, 0.99),
		aFrame(usedOnce.origin) - alone,
		aFrame(usedOnce.edge) - delivery,
	];
}

async function usedByBoth(
	origin: MeasuredProcess<string>,
	edge: MeasuredProcess<string>,
	run: () => Promise<void>,
) {
	let usedByEdge = { cpuUs: 0 };
	const usedByOrigin = await origin.usedBy(async () => {
		usedByEdge = await edge.usedBy(run);
	});
	return { origin: usedByOrigin, edge: usedByEdge };
}

/** Somebody comes to each podcast at the edge while it speaks, one after another, and stays. */
async function firstPackets(onAir: OnAir, edgeUrl: string): Promise<number[]> {
	const tookMs: number[] = [];
	const speaking = onAir.speak((onAir.ids.length * JOIN_INTERVAL_MS) / FRAME_INTERVAL_MS);
	const joining = onAir.ids.map(async (id, index) => {
		await sleep(index * JOIN_INTERVAL_MS);
		const startMs = performance.now();
		let isFirst = true;
		await hearPodcast(edgeUrl, id, () => {
			if (isFirst) {
				isFirst = false;
				tookMs.push(performance.now() - startMs);
			}
		});
	});
	await Promise.all([speaking, ...joining]);
	await onAir.speak(WARM_UP_FRAMES);
	return tookMs;
}

/** A listener of each podcast who does nothing but read. */
function crowdsOf({ ids }: OnAir, serverUrl: string): Promise<ReceiverCrowd[]> {
	const port = Number(new URL(serverUrl).port);
	return Promise.all(
		ids.map((id) => ReceiverCrowd.connect({ port, count: 1, greeting: receiverGreeting(id) })),
	);
}

/** What a packet costs that is delivered at the origin, and at an edge, in microseconds. */
async function measureDelivery(
	{ edges, origin }: RelayServers,
	{ listeners, seconds }: RelayCostOptions,
): Promise<number[]> {
	const onAir = new OnAir();
	await onAir.start(origin, 1);
	const [id = ''] = onAir.ids;
	const frames = (seconds * 1000) / FRAME_INTERVAL_MS;
	const figures: number[] = [];
	for (const server of [origin, ...edges]) {
		const crowd = await ReceiverCrowd.connect({
			port: Number(new URL(server.result).port),
			count: listeners,
			greeting: receiverGreeting(id),
		});
		await sleep(SETTLE_MS);
		await onAir.speak(WARM_UP_FRAMES);
		const { cpuUs } = await server.usedBy(() => onAir.speak(frames));
		figures.push(cpuUs / (frames * listeners));
		crowd.close();
		await sleep(SETTLE_MS);
	}
	return figures;
}
