// CPU per delivered frame of the server's fan-out, beside a bare socket loop.
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BareBroadcastPorts } from './measured-bare-broadcast.js';
import type { PodcastServerSetup } from './measured-podcast-server.js';
import { MeasuredProcess } from './measured-process.js';
import { pace, waitFor } from './pace.js';
import { ReceiverCrowd } from './receiver-crowd.js';
import type { Rounds } from './rounds.js';
import type { Row } from './table.js';
import {
	connectSender,
	createPodcast,
	PACKET_BYTES,
	RECEIVER_FRAME_BYTES,
	receiverGreeting,
	SENDER_FRAME_BYTES,
} from './test-podcast.js';

/** How fan-out is measured. */
export interface FanOutBenchOptions {
	/** Receivers of one podcast, one measurement each. */
	receiverCounts: readonly number[];
	/** Receivers with which writes are joined. */
	joinedReceivers: number;
	/** Packets in one write, one measurement each. */
	joinedPackets: readonly (2 | 3)[];
	/** Frames in the measured window, a multiple of all numbers of joined packets. */
	frames: number;
}

const FRAME_INTERVAL_MS = 20;
/** More deliveries a second are more than a core can do; frames then come at a slower pace. */
const MAX_DELIVERIES_PER_MS = 50;
const WARM_UP_FRAMES = 42;
/** How long the last frames may take to arrive. */
const DRAIN_MS = 15_000;

/** Aims at 1,000 receivers, in multiples of the bare loop. */
const AIMED_RECEIVERS = 1000;
const SINGLE_AIM = 1.15;
const JOINED_AIM = 0.7;

interface Crowd {
	process: MeasuredProcess<unknown>;
	crowd: ReceiverCrowd;
	/** Sends one frame into the measured process. */
	send: () => void;
	disconnect: () => void;
}

/** Adds fan-out's variants to the rounds; the rows are there when those are over. */
export function planFanOut(rounds: Rounds, options: FanOutBenchOptions): () => Row[] {
	const { receiverCounts, joinedReceivers, joinedPackets, frames } = options;
	for (const receivers of new Set([...receiverCounts, joinedReceivers])) {
		rounds.add([`bare ${receivers}`], () => measure(() => startBare(receivers), receivers, frames));
	}
	const setups = [
		...receiverCounts.map((receivers) => ({ receivers, packetsPerWrite: 1 as const })),
		...joinedPackets.map((packetsPerWrite) => ({ receivers: joinedReceivers, packetsPerWrite })),
	].map((setup) => ({ ...setup, name: `server ${setup.receivers}/${setup.packetsPerWrite}` }));
	for (const { name, receivers, packetsPerWrite } of setups) {
		rounds.add([name], () =>
			measure(() => startServer(receivers, { packetsPerWrite }), receivers, frames),
		);
	}
	return () =>
		setups.map(({ name, receivers, packetsPerWrite }) => ({
			what: `fan-out, ${receivers} receivers, ${describeWrites(packetsPerWrite)}`,
			unit: 'µs CPU a delivered frame',
			measured: rounds.summary(name),
			floor: rounds.summary(`bare ${receivers}`),
			ratio: rounds.ratio(name, `bare ${receivers}`),
			...(receivers === AIMED_RECEIVERS && {
				aim: packetsPerWrite === 1 ? SINGLE_AIM : JOINED_AIM,
			}),
		}));
}

function describeWrites(packetsPerWrite: number): string {
	return packetsPerWrite === 1 ? '1 packet a write' : `${packetsPerWrite} packets a write`;
}

/** CPU microseconds per delivered frame of one fresh process. */
async function measure(
	start: () => Promise<Crowd>,
	receivers: number,
	frames: number,
): Promise<[number]> {
	const { process, crowd, send, disconnect } = await start();
	try {
		await deliver({ crowd, send, receivers, frames: WARM_UP_FRAMES });
		const { cpuUs } = await process.usedBy(() => deliver({ crowd, send, receivers, frames }));
		return [cpuUs / (receivers * frames)];
	} finally {
		disconnect();
		crowd.close();
		await process.stop();
	}
}

/** Sends frames in real time and waits until each receiver has all of them. */
async function deliver(options: {
	crowd: ReceiverCrowd;
	send: () => void;
	receivers: number;
	frames: number;
}): Promise<void> {
	const { crowd, send, receivers, frames } = options;
	const expectedBytes = crowd.receivedBytes + receivers * frames * RECEIVER_FRAME_BYTES;
	const intervalMs = Math.max(FRAME_INTERVAL_MS, receivers / MAX_DELIVERIES_PER_MS);
	await pace({ turns: frames, intervalMs }, send);
	if (!(await waitFor(() => crowd.receivedBytes >= expectedBytes, DRAIN_MS))) {
		const missing = (expectedBytes - crowd.receivedBytes) / RECEIVER_FRAME_BYTES;
		throw new Error(`Expected every frame to arrive, ${missing} of them did not`);
	}
}

async function startServer(receivers: number, setup: PodcastServerSetup): Promise<Crowd> {
	const process = await MeasuredProcess.start<string>('measured-podcast-server', setup);
	const url = process.result;
	const id = await createPodcast(url);
	const sender = await connectSender(url, id);
	const crowd = await ReceiverCrowd.connect({
		port: Number(new URL(url).port),
		count: receivers,
		greeting: receiverGreeting(id),
	});
	await settle();
	const packet = Buffer.alloc(PACKET_BYTES, 1);
	const send = () => sender.send(packet);
	return { process, crowd, send, disconnect: () => sender.terminate() };
}

async function startBare(receivers: number): Promise<Crowd> {
	const process = await MeasuredProcess.start<BareBroadcastPorts>('measured-bare-broadcast', {});
	const source = connect({ port: process.result.source, host: '127.0.0.1', noDelay: true });
	await once(source, 'connect');
	const crowd = await ReceiverCrowd.connect({ port: process.result.receivers, count: receivers });
	await settle();
	const frame = Buffer.alloc(SENDER_FRAME_BYTES, 1);
	const send = () => source.write(frame);
	return { process, crowd, send, disconnect: () => source.destroy() };
}

const SETTLE_MS = 100;

/** Hellos of the last receivers may still be on their way. */
function settle(): Promise<void> {
	return sleep(SETTLE_MS);
}
