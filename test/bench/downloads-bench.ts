// What downloads of episodes cost those who listen live: receivers' delays without and with them.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pace } from './pace.js';
import { percentile } from './statistics.js';
import { connectSender, createPodcast, hearPodcast, PACKET_BYTES } from './test-podcast.js';

/** Downloads at once. */
export const DOWNLOADS = 20;
/** Of each, in bytes a second: faster than an episode is fetched by most connections. */
const DOWNLOAD_RATE = 2_000_000;
const RECEIVERS = 50;
const FRAME_INTERVAL_MS = 20;
const FRAMES = 500;
/** Frames at the beginning that do not count: the code is not compiled yet. */
const WARM_UP_FRAMES = 50;

/** 99th percentiles of receivers' delays, in milliseconds. */
export interface DelaysBesideDownloads {
	without: number;
	with: number;
}

/**
 * Measures both with the same podcast and the same receivers, one after the other.
 *
 * @param url - of a server that knows the bench's client
 * @param path - of an episode's file, which lasts longer than the measurement at that rate
 */
export async function measureDelaysBesideDownloads(
	url: string,
	path: string,
): Promise<DelaysBesideDownloads> {
	const id = await createPodcast(url);
	const sender = await connectSender(url, id);
	const sentAtMs: number[] = [];
	let delaysMs: number[] = [];
	const receivers = await Promise.all(
		Array.from({ length: RECEIVERS }, () =>
			hearPodcast(url, id, (counter) => {
				if (counter % FRAMES >= WARM_UP_FRAMES) {
					delaysMs.push(performance.now() - (sentAtMs[counter] as number));
				}
			}),
		),
	);
	let counter = 0;
	const measure = async (): Promise<number> => {
		delaysMs = [];
		await pace({ turns: FRAMES, intervalMs: FRAME_INTERVAL_MS }, () => {
			const packet = Buffer.alloc(PACKET_BYTES, 0x5a);
			packet[0] = 1;
			packet.writeUInt32BE(counter, 1);
			sentAtMs[counter] = performance.now();
			counter++;
			sender.send(packet);
		});
		return percentile(delaysMs, 0.99);
	};
	const without = await measure();
	const downloads = Array.from({ length: DOWNLOADS }, () => download(`${url}${path}`));
	const withDownloads = await measure();
	if (downloads.some(({ exitCode }) => exitCode !== null)) {
		throw new Error('Expected downloads that last as long as it is measured');
	}
	for (const child of downloads) {
		child.kill();
		await once(child, 'close');
	}
	for (const socket of [...receivers, sender]) {
		socket.terminate();
	}
	return { without, with: withDownloads };
}

/** In a process of its own, whose work delays no receiver of ours. */
function download(url: string): ChildProcess {
	const args = ['-s', '-o', '/dev/null', '--limit-rate', String(DOWNLOAD_RATE), url];
	return spawn('curl', args, { stdio: 'ignore' });
}
