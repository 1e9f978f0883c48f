// Episodes: how long many of them take at the start, and how fast they are served, to how many.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EpisodeFolder, newEpisodeId } from '../../src/store/episode-folder.js';
import type { EpisodeManifest } from '../../src/store/episode-manifest.js';
import { DOWNLOADS, measureDelaysBesideDownloads } from './downloads-bench.js';
import type { EpisodesSetup, StartedEpisodes } from './measured-episodes.js';
import { MeasuredProcess } from './measured-process.js';
import { measureRequests, REQUESTS_PER_S } from './request-pace.js';
import { type Summary, summarize } from './statistics.js';
import type { Row } from './table.js';

const EPISODES = 2000;
/** A manifest of 10 tracks has some 1.5 kB. */
const TRACKS = 10;
const READERS = 50;
const MEDIA_BYTES = 32 * 10 ** 6;
/** episodes.md, section 10. */
const AIMS = { startMs: 1500, mediaMs: 1000, memoryMb: 30, requestMs: 20 } as const;
/** What the aim for media is of. */
const MEDIA_UNIT_MB = 300;
const LOOK_MS = 20;

/** Measures a few times, in fresh processes; six rows. */
export async function measureEpisodes(repetitions: number): Promise<Row[]> {
	const dataDir = mkdtempSync(join(tmpdir(), 'bench-'));
	const names = ['start', 'media', 'memory', 'requests', 'floor', 'delay', 'bareDelay', 'ratio'];
	const figures: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
	try {
		const path = await makeEpisodes(dataDir);
		for (let repetition = 0; repetition < repetitions; repetition++) {
			const once = await measureOnce(dataDir, path);
			for (const [name, figure] of Object.entries(once)) {
				figures[name]?.push(figure);
			}
		}
	} finally {
		rmSync(dataDir, { recursive: true });
	}
	const of = (name: string): Summary => summarize(figures[name] ?? []);
	return [
		{ what: `opening ${EPISODES} episodes`, unit: 'ms', measured: of('start'), aim: AIMS.startMs },
		{
			what: `an episode to ${READERS} readers at once`,
			unit: `ms for ${MEDIA_UNIT_MB} MB`,
			measured: of('media'),
			aim: AIMS.mediaMs,
		},
		{
			what: `memory (RSS) for ${READERS} readers`,
			unit: 'MB more',
			measured: of('memory'),
			aim: AIMS.memoryMb,
		},
		{
			what: `${REQUESTS_PER_S} requests/s for chapters that are cached (304), p99`,
			unit: 'ms',
			measured: of('requests'),
			floor: of('floor'),
			aim: AIMS.requestMs,
		},
		{
			what: `delay of live receivers beside ${DOWNLOADS} downloads, p99`,
			unit: 'ms',
			measured: of('delay'),
			floor: of('bareDelay'),
		},
		{
			what: 'the same, by what it is without them',
			unit: 'times',
			measured: of('ratio'),
		},
	];
}

async function measureOnce(dataDir: string, path: string) {
	const setup: EpisodesSetup = { dataDir };
	const server = await MeasuredProcess.start<StartedEpisodes>('measured-episodes', setup);
	try {
		const { count, openMs, url } = server.result;
		if (count !== EPISODES) {
			throw new Error(`Expected ${EPISODES} episodes, got ${count}`);
		}
		await readAll(url, `${path}/episode.mp3`, 5);
		const before = await server.usage();
		let peakBytes = 0;
		let isReading = true;
		const looking = (async () => {
			while (isReading) {
				peakBytes = Math.max(peakBytes, (await server.usage()).rssBytes);
				await sleep(LOOK_MS);
			}
		})();
		const startMs = performance.now();
		const bytes = await readAll(url, `${path}/episode.mp3`, READERS);
		const tookMs = performance.now() - startMs;
		isReading = false;
		await looking;
		const delays = await measureDelaysBesideDownloads(url, `${path}/episode.mp3`);
		return {
			delay: delays.with,
			bareDelay: delays.without,
			ratio: delays.with / delays.without,
			start: openMs,
			media: (tookMs / bytes) * MEDIA_UNIT_MB * 10 ** 6,
			memory: (peakBytes - before.rssBytes) / 10 ** 6,
			// In the same process at the same pace: what answers without a file.
			floor: await measureRequests(`${url}/health`, 200),
			requests: await measureRequests(`${url}${path}/chapters.json`, 304),
		};
	} finally {
		await server.stop();
	}
}

/** @returns the path of the one that has media */
async function makeEpisodes(dataDir: string): Promise<string> {
	const media = Buffer.alloc(MEDIA_BYTES, 7);
	const chapters = Buffer.from(JSON.stringify({ version: '1.2.0', chapters: [] }));
	const outputs = Object.entries({ 'episode.mp3': media, 'chapters.json': chapters } as const).map(
		([name, content]) => ({
			name: name as 'episode.mp3' | 'chapters.json',
			bytes: content.length,
			sha256: createHash('sha256').update(content).digest('hex'),
		}),
	);
	let folder = new EpisodeFolder(dataDir, newEpisodeId());
	for (let index = 0; index < EPISODES; index++) {
		folder = new EpisodeFolder(dataDir, newEpisodeId());
		await mkdir(folder.path, { recursive: true });
		await writeFile(folder.manifestFile, JSON.stringify(manifestOf(folder.id, outputs)));
	}
	await mkdir(folder.outputFolder(1), { recursive: true });
	await writeFile(folder.outputFile(1, 'episode.mp3'), media);
	await writeFile(folder.outputFile(1, 'chapters.json'), chapters);
	return `/e/${folder.id}/r1`;
}

function manifestOf(id: string, outputs: EpisodeManifest['outputs']): EpisodeManifest {
	return {
		...{ version: 1, id, guildId: '100000000000000001', channelId: '100000000000000002' },
		...{ title: 'Evening show', serverName: 'Harbour', hostName: 'Ada', playedMs: 3_600_000 },
		...{ startedAtEpochMs: Date.now(), durationMs: 3_600_000, state: 'ready', revision: 1 },
		...{ visibility: 'public', consent: 'notice', isPublished: true, outputs },
		publishedAtEpochMs: Date.now(),
		keepDays: { unpublished: 7, published: 0, tracks: 0 },
		tracks: Array.from({ length: TRACKS }, (_, index) => ({
			number: index + 1,
			userId: `2000000000000000${index + 10}`,
			name: `Member ${index}`,
			speechMs: 600_000,
		})),
	};
}

/** Plain sockets, so that reading costs little. @returns bytes of all of them */
async function readAll(url: string, path: string, readers: number): Promise<number> {
	const { hostname, port } = new URL(url);
	const bytes = await Promise.all(
		Array.from(
			{ length: readers },
			() =>
				new Promise<number>((resolve, reject) => {
					const socket = connect(Number(port), hostname);
					let read = 0;
					socket.on('data', (chunk: Buffer) => {
						read += chunk.length;
					});
					socket.on('error', reject);
					socket.on('close', () => resolve(read));
					socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
				}),
		),
	);
	const all = bytes.reduce((sum, read) => sum + read, 0);
	if (all < readers * MEDIA_BYTES) {
		throw new Error(`Expected ${readers} times ${MEDIA_BYTES} bytes, got ${all} in all`);
	}
	return all;
}
