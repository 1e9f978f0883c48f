// Resident memory of the server for each receiver that is connected and hears nothing.
import { setTimeout as sleep } from 'node:timers/promises';
import { ReceiverCrowd } from './fan-out/receiver-crowd.js';
import type { PodcastServerSetup } from './measured-podcast-server.js';
import { MeasuredProcess } from './measured-process.js';
import { summarize } from './statistics.js';
import type { Row } from './table.js';
import { connectSender, createPodcast, receiverGreeting } from './test-podcast.js';

/** How memory is measured. */
export interface MemoryBenchOptions {
	receivers: number;
	/** Fresh processes. */
	repetitions: number;
}

/** Receivers before the first look, so that loading and compiling code is not counted. */
const FIRST_RECEIVERS = 200;
/** Handshakes leave garbage; no collection is forced. */
const IDLE_MS = 2000;
const AIM_KB = 6;
const BYTES_PER_KB = 1000;

/** Measures memory; one row. */
export async function measureMemory(options: MemoryBenchOptions): Promise<Row> {
	const { receivers, repetitions } = options;
	const figures: number[] = [];
	for (let repetition = 0; repetition < repetitions; repetition++) {
		figures.push(await measureOnce(receivers));
	}
	return {
		what: `memory (RSS) of the server, ${receivers} idle receivers`,
		unit: 'kB a receiver',
		measured: summarize(figures),
		aim: AIM_KB,
	};
}

async function measureOnce(receivers: number): Promise<number> {
	const setup: PodcastServerSetup = { packetsPerWrite: 1 };
	const server = await MeasuredProcess.start<string>('measured-podcast-server', setup);
	const id = await createPodcast(server.result);
	const sender = await connectSender(server.result, id);
	const port = Number(new URL(server.result).port);
	const greeting = receiverGreeting(id);
	const crowd = await ReceiverCrowd.connect({ port, greeting, count: FIRST_RECEIVERS });
	try {
		await sleep(IDLE_MS);
		const before = await server.usage();
		await crowd.add({ port, greeting, count: receivers });
		await sleep(IDLE_MS);
		const after = await server.usage();
		return (after.rssBytes - before.rssBytes) / receivers / BYTES_PER_KB;
	} finally {
		sender.terminate();
		crowd.close();
		await server.stop();
	}
}
