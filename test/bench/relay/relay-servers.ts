// An origin and edges on a NATS of their own, each a measured process.
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNats } from '../../support/own-program.js';
import type { PodcastServerSetup } from '../measured-podcast-server.js';
import { MeasuredProcess } from '../measured-process.js';

/** Until NATS knows who wants what. */
export const SETTLE_MS = 500;

/** From one frame to the next. */
export const FRAME_INTERVAL_MS = 20;

/** The servers; what each has started with is its URL. */
export interface RelayServers {
	origin: MeasuredProcess<string>;
	edges: MeasuredProcess<string>[];
}

/** Whether there is a nats-server; without it nothing is relayed. */
export function hasNatsServer(): boolean {
	return spawnSync('nats-server', ['--version']).status === 0;
}

/**
 * Starts all of them, and ends them behind the measurement.
 *
 * @param edgeCount - beside the origin
 */
export async function withServers(
	edgeCount: number,
	measure: (servers: RelayServers) => Promise<number[]>,
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
	const origin = await start(false);
	const edges = await Promise.all(Array.from({ length: edgeCount }, () => start(true)));
	try {
		await sleep(SETTLE_MS);
		return await measure({ origin, edges });
	} finally {
		await Promise.all([origin, ...edges].map((server) => server.stop()));
		nats.process.kill();
	}
}
