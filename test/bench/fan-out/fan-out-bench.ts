// CPU per delivered frame of the server's fan-out, beside bare loops and what others take for it.
import { setTimeout as sleep } from 'node:timers/promises';
import { pace, waitFor } from '../pace.js';
import type { Rounds } from '../rounds.js';
import { percentile } from '../statistics.js';
import type { Row } from '../table.js';
import { OPUS_BYTES } from '../test-podcast.js';
import type { Broadcast, StartBroadcast } from './broadcast.js';
import {
	compileKernelLoop,
	isInstalled,
	startIcecast,
	startKernelLoop,
	startNaiveWs,
	startNats,
	startNodeLoop,
} from './other-broadcasts.js';
import { startServer, startStream } from './our-broadcasts.js';

/** How fan-out is measured. */
export interface FanOutBenchOptions {
	/** Receivers of one podcast, one measurement each; 1,000 among them. */
	receiverCounts: readonly number[];
	/** Packets in one write, one measurement each. */
	joinedPackets: readonly (2 | 3)[];
	/** Frames in the measured window, a multiple of all numbers of joined packets. */
	frames: number;
}

const FRAME_INTERVAL_MS = 20;
/** More deliveries a second are more than a core can do; frames then come at a slower pace. */
const MAX_DELIVERIES_PER_MS = 50;
const WARM_UP_FRAMES = 60;
/**
 * Of a stream, which writes a tenth as often: its code is compiled after some thousand writes, and a
 * second of it is five pages or six.
 */
const STREAM_FRAMES = 300;
/** How long the last frames may take to arrive. */
const DRAIN_MS = 15_000;
/** Hellos of the last receivers may still be on their way. */
const SETTLE_MS = 100;

/** Packets that share a write of a stream with many players. */
const PAGE_PACKETS = 10;

/** Receivers of whatever is compared with something else than the floor. */
const COMPARED_RECEIVERS = 1000;

/** Aims at those, in multiples of what the row names. */
const AIMS = { single: 1.2, 2: 0.62, 3: 0.42, naive: 0.8, stream: 0.25 } as const;

/** Icecast's clients take Ogg, and so are compared with what is served as such. */
const STREAMS = ['live.ogg', 'live.mp3'] as const;

/** Adds fan-out's variants to the rounds; the rows are there when those are over. */
export function planFanOut(rounds: Rounds, options: FanOutBenchOptions): () => Row[] {
	const { frames, joinedPackets, receiverCounts } = options;
	const usual = { warmUpFrames: WARM_UP_FRAMES, frames };
	const ofStream = { warmUpFrames: STREAM_FRAMES, frames: STREAM_FRAMES };
	const add = (name: string, receivers: number, start: StartBroadcast, lengths = usual) => {
		const names = [name, `${name}, p50`, `${name}, p99`];
		rounds.add(names, () => measure(start, { receivers, ...lengths }));
	};
	const program = compileKernelLoop();
	const floorName = program === undefined ? 'Node loop (no C compiler)' : 'C loop';
	const floorOf = (receivers: number) => `${floorName}, ${receivers}`;
	const startFloor: StartBroadcast = (receivers) =>
		program === undefined ? startNodeLoop(receivers) : startKernelLoop(program, receivers);
	for (const receivers of receiverCounts) {
		add(floorOf(receivers), receivers, startFloor);
		add(oursOf(receivers), receivers, (count) => startServer(count, { packetsPerWrite: 1 }));
	}
	for (const packetsPerWrite of joinedPackets) {
		add(`joined ${packetsPerWrite}`, COMPARED_RECEIVERS, (count) =>
			startServer(count, { packetsPerWrite }),
		);
	}
	for (const name of STREAMS) {
		add(name, COMPARED_RECEIVERS, (count) => startStream(count, name), ofStream);
	}
	const kernelJoined = program === undefined ? [] : [...joinedPackets, PAGE_PACKETS];
	for (const packets of kernelJoined) {
		add(kernelOf(packets), COMPARED_RECEIVERS, (count) =>
			startKernelLoop(program as string, count, packets),
		);
	}
	const others = othersThatAreThere(program !== undefined);
	for (const { name, start } of others) {
		add(name, COMPARED_RECEIVERS, start);
	}
	const compared = (name: string, floor: string, what: string, aim?: number): Row => ({
		what: `fan-out, ${what}`,
		unit: 'µs CPU a delivered frame',
		measured: rounds.summary(name),
		floor: rounds.summary(floor),
		ratio: rounds.ratio(name, floor),
		...(aim !== undefined && { aim }),
	});
	const delay = (receivers: number, part: 'p50' | 'p99'): Row => ({
		what: `fan-out, ${receivers} receivers: delay, ${part}, × ${floorName}`,
		unit: 'ms',
		measured: rounds.summary(`${oursOf(receivers)}, ${part}`),
		floor: rounds.summary(`${floorOf(receivers)}, ${part}`),
		ratio: rounds.ratio(`${oursOf(receivers)}, ${part}`, `${floorOf(receivers)}, ${part}`),
	});
	const floor = floorOf(COMPARED_RECEIVERS);
	const crowd = `${COMPARED_RECEIVERS}`;
	return () => [
		...receiverCounts.map((receivers) =>
			compared(
				oursOf(receivers),
				floorOf(receivers),
				`${receivers} receivers, 1 packet a write, × ${floorName}`,
				receivers === COMPARED_RECEIVERS ? AIMS.single : undefined,
			),
		),
		compared(oursOf(COMPARED_RECEIVERS), NAIVE, `the same ${crowd}, × ${NAIVE}`, AIMS.naive),
		...joinedPackets.map((packets) =>
			compared(
				`joined ${packets}`,
				floor,
				`${crowd} receivers, ${packets} packets a write, × ${floorName} with one`,
				AIMS[packets],
			),
		),
		...STREAMS.map((name) =>
			compared(name, floor, `${crowd} players of ${name}, × ${floorName}`, AIMS.stream),
		),
		...kernelJoined.map((packets) =>
			compared(kernelOf(packets), floor, `${crowd} receivers, ${kernelOf(packets)}, × with one`),
		),
		...others.map(({ name }) => compared(name, floor, `${name} with ${crowd}, × ${floorName}`)),
		...receiverCounts.flatMap((receivers) => [delay(receivers, 'p50'), delay(receivers, 'p99')]),
	];
}

const NAIVE = "the package ws's send()";

function kernelOf(packets: number): string {
	return `C loop, ${packets} packets a send`;
}

function oursOf(receivers: number): string {
	return `server, ${receivers}`;
}

/** @param isKernelFloor - whether the loop of Node is not the floor itself */
function othersThatAreThere(isKernelFloor: boolean): { name: string; start: StartBroadcast }[] {
	return [
		{ name: NAIVE, start: startNaiveWs },
		...(isKernelFloor ? [{ name: 'a Node loop of socket.write()', start: startNodeLoop }] : []),
		...(isInstalled('icecast2')
			? [{ name: 'Icecast, Ogg pages of 20 ms', start: startIcecast }]
			: []),
		...(isInstalled('nats-server') ? [{ name: 'nats-server', start: startNats }] : []),
	];
}

interface Lengths {
	receivers: number;
	warmUpFrames: number;
	frames: number;
}

/** CPU microseconds per delivered frame of one fresh process, and half and 99 % of the delays. */
async function measure(
	start: StartBroadcast,
	{ receivers, warmUpFrames, frames }: Lengths,
): Promise<[number, number, number]> {
	const broadcast = await start(receivers);
	try {
		await sleep(SETTLE_MS);
		await deliver(broadcast, { receivers, frames: warmUpFrames, sentAtMs: [] });
		const sentAtMs: number[] = [];
		const { crowd, frameBytes, server } = broadcast;
		const delaysMs = frameBytes === undefined ? [0] : crowd.noteDelays(frameBytes, sentAtMs);
		const { cpuUs } = await server.usedBy(() =>
			deliver(broadcast, { receivers, frames, sentAtMs }),
		);
		return [cpuUs / (receivers * frames), percentile(delaysMs, 0.5), percentile(delaysMs, 0.99)];
	} finally {
		await broadcast.close();
	}
}

/** Sends frames in real time and waits until each receiver has all of them. */
async function deliver(
	{ crowd, frameBytes, send }: Broadcast,
	{ receivers, frames, sentAtMs }: { receivers: number; frames: number; sentAtMs: number[] },
): Promise<void> {
	const bytesBefore = crowd.receivedBytes;
	const intervalMs = Math.max(FRAME_INTERVAL_MS, receivers / MAX_DELIVERIES_PER_MS);
	await pace({ turns: frames, intervalMs }, () => {
		sentAtMs.push(performance.now());
		send();
	});
	const expectedBytes = receivers * frames * (frameBytes ?? OPUS_BYTES);
	// A stream fills what is missing with silence, so that only its length can be looked at.
	const leastBytes = frameBytes === undefined ? expectedBytes / 2 : expectedBytes;
	const hasAll = () => crowd.receivedBytes - bytesBefore >= leastBytes;
	if (!(await waitFor(hasAll, DRAIN_MS))) {
		const missing = expectedBytes - (crowd.receivedBytes - bytesBefore);
		throw new Error(`Expected every frame to arrive, ${missing} of ${expectedBytes} bytes did not`);
	}
}
