// What a playlist and a segment of HLS cost a server that many listen to by it.
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Sender } from './listeners-bench.js';
import type { PodcastServerSetup } from './measured-podcast-server.js';
import { MeasuredProcess } from './measured-process.js';
import { pace } from './pace.js';
import type { Rounds } from './rounds.js';
import type { Row } from './table.js';
import { CLIENT } from './test-podcast.js';

/** Who listens, and for how long. */
export interface HlsBenchOptions {
	clients: number;
	/** Times that each asks for the playlist, and for what is new in it. */
	segments: number;
}

/** Of a segment as the server cuts it by default: once in that time a player asks. */
const SEGMENT_MS = 4000;
const FRAME_INTERVAL_MS = 20;
const CPU_AIM_US = 100;

/** The encoder begins with the first who asks, and is compiled by then. */
const WARM_UP_MS = 2 * SEGMENT_MS;

/** Of whoever keeps the encoder at work while nobody else asks. */
const ALONE = 1;

const NAME = 'HLS, CPU a request';
const BARE_NAME = 'bare files, CPU a request';

/** Adds it to the rounds; the row is there when those are over. */
export function planHls(rounds: Rounds, options: HlsBenchOptions): () => Row[] {
	rounds.add([NAME], () => measure(options));
	rounds.add([BARE_NAME], () => measureBare(options));
	return () => [
		{
			what: `${options.clients} clients of HLS: a playlist or a segment, without encoding`,
			unit: 'µs CPU',
			measured: rounds.summary(NAME),
			floor: rounds.summary(BARE_NAME),
			aim: CPU_AIM_US,
		},
	];
}

async function measure({ clients, segments }: HlsBenchOptions): Promise<[number]> {
	const setup: PodcastServerSetup = { packetsPerWrite: 'auto' };
	const server = await MeasuredProcess.start<string>('measured-podcast-server', setup);
	const sender = await Sender.connect(server.result);
	const agent = new Agent({ keepAlive: true, maxFreeSockets: clients });
	const folder = `${server.result}/p/${sender.id}/`;
	const durationMs = segments * SEGMENT_MS;
	const speaking = sender.speak((2 * durationMs + 2 * WARM_UP_MS) / FRAME_INTERVAL_MS);
	const listen = (count: number, times: number) => listenFor({ agent, folder, count, times });
	try {
		await listen(ALONE, WARM_UP_MS / SEGMENT_MS);
		const alone = await server.usedBy(() => listen(ALONE, segments));
		await listen(clients, 1);
		const together = await server.usedBy(() => listen(clients, segments));
		return [(together.cpuUs - alone.cpuUs) / (2 * (clients - ALONE) * segments)];
	} finally {
		await speaking;
		agent.destroy();
		sender.close();
		await server.stop();
	}
}

/** The same requests, at the same pace, to a server that only hands out what it has. */
async function measureBare({ clients, segments }: HlsBenchOptions): Promise<[number]> {
	const server = await MeasuredProcess.start<string>('measured-bare-files', {});
	const agent = new Agent({ keepAlive: true, maxFreeSockets: clients });
	const folder = `${server.result}/`;
	const listen = (times: number) => listenFor({ agent, folder, count: clients, times });
	try {
		await listen(1);
		const { cpuUs } = await server.usedBy(() => listen(segments));
		return [cpuUs / (2 * clients * segments)];
	} finally {
		agent.destroy();
		await server.stop();
	}
}

/** Lets so many ask, spread over a segment's time, each so often. */
async function listenFor({
	agent,
	folder,
	count,
	times,
}: {
	agent: Agent;
	folder: string;
	count: number;
	times: number;
}): Promise<void> {
	const asked: Promise<void>[] = [];
	await pace({ turns: count * times, intervalMs: SEGMENT_MS / count }, () => {
		asked.push(listenOnce(agent, folder));
	});
	await Promise.all(asked);
	await sleep(SEGMENT_MS / count);
}

/** The playlist, and the segment that is new in it. */
async function listenOnce(agent: Agent, folder: string): Promise<void> {
	const playlist = (await fetchAll(agent, `${folder}live.m3u8`)).toString();
	const segment = playlist.trimEnd().split('\n').at(-1) ?? '';
	await fetchAll(agent, folder + segment);
}

function fetchAll(agent: Agent, url: string): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		get(url, { agent, headers: CLIENT }, (response) => {
			const parts: Buffer[] = [];
			response.on('data', (part: Buffer) => parts.push(part));
			response.on('error', reject);
			response.on('end', () => {
				if (response.statusCode === 200) {
					resolve(Buffer.concat(parts));
				} else {
					reject(new Error(`Expected ${url} to be there, got ${response.statusCode}`));
				}
			});
		}).on('error', reject);
	});
}
