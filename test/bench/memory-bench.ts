// Resident memory of the server for each receiver, of those that hear nothing and of those that do.
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { ReceiverCrowd } from './fan-out/receiver-crowd.js';
import type { PodcastServerSetup } from './measured-podcast-server.js';
import { MeasuredProcess } from './measured-process.js';
import { pace } from './pace.js';
import { summarize } from './statistics.js';
import type { Row } from './table.js';
import { connectSender, createPodcast, packetOf, receiverGreeting } from './test-podcast.js';

/** How memory is measured. */
export interface MemoryBenchOptions {
	idleReceivers: number;
	listeningReceivers: number;
	/** Fresh processes. */
	repetitions: number;
}

/** Receivers before the first look, so that loading and compiling code is not counted. */
const FIRST_RECEIVERS = 200;
/** Handshakes leave garbage; no collection is forced. */
const IDLE_MS = 2000;
/** The same time of 50 packets a second. */
const LOAD = { turns: 100, intervalMs: 20 } as const;
const IDLE_AIM_KB = 6;
const LISTENING_AIM_KB = 8;
const BYTES_PER_KB = 1000;

/** Measures memory; two rows. */
export async function measureMemory(options: MemoryBenchOptions): Promise<Row[]> {
	const { idleReceivers, listeningReceivers, repetitions } = options;
	const idle: number[] = [];
	const listening: number[] = [];
	for (let repetition = 0; repetition < repetitions; repetition++) {
		idle.push(await measureOnce(idleReceivers, () => sleep(IDLE_MS)));
		listening.push(
			await measureOnce(listeningReceivers, (sender) =>
				pace(LOAD, (frame) => sender.send(packetOf(frame))),
			),
		);
	}
	return [
		row(`${idleReceivers} idle receivers`, idle, IDLE_AIM_KB),
		row(`${listeningReceivers} receivers under load`, listening, LISTENING_AIM_KB),
	];
}

function row(whose: string, figures: readonly number[], aim: number): Row {
	return {
		what: `memory (RSS) of the server, ${whose}`,
		unit: 'kB a receiver',
		measured: summarize(figures),
		aim,
	};
}

/** @param meanwhile - what happens before each look */
async function measureOnce(
	receivers: number,
	meanwhile: (sender: WebSocket) => Promise<void>,
): Promise<number> {
	const setup: PodcastServerSetup = { packetsPerWrite: 1 };
	const server = await MeasuredProcess.start<string>('measured-podcast-server', setup);
	const id = await createPodcast(server.result);
	const sender = await connectSender(server.result, id);
	const port = Number(new URL(server.result).port);
	const greeting = receiverGreeting(id);
	const crowd = await ReceiverCrowd.connect({ port, greeting, count: FIRST_RECEIVERS });
	try {
		await meanwhile(sender);
		const before = await server.usage();
		await crowd.add({ port, greeting, count: receivers });
		await meanwhile(sender);
		const after = await server.usage();
		return (after.rssBytes - before.rssBytes) / receivers / BYTES_PER_KB;
	} finally {
		sender.terminate();
		crowd.close();
		await server.stop();
	}
}
