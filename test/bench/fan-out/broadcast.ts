// What is measured of fan-out: some server with many receivers, and a source that it sends on.
import type { UsedUsage } from '../measured-process.js';
import type { ReceiverCrowd } from './receiver-crowd.js';

/** One server, its receivers and its source. */
export interface Broadcast {
	server: { usedBy(run: () => Promise<void>): Promise<Pick<UsedUsage, 'cpuUs'>> };
	crowd: ReceiverCrowd;
	/**
	 * Bytes that each receiver gets for a frame; undefined where that differs from frame to frame,
	 * and where something comes when nothing is sent.
	 */
	frameBytes: number | undefined;
	/** Sends one frame to the server. */
	send: () => void;
	close: () => Promise<void>;
}

/** Starts a server with that many receivers. */
export type StartBroadcast = (receivers: number) => Promise<Broadcast>;
