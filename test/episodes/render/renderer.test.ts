// The thread that renders: one job at a time, given up, held back, and what dies with it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EpisodeRenderer } from '../../../src/episodes/render/renderer.js';
import { passOver } from '../../support/tools.js';
import { RecordedEpisode } from './recorded-episode.js';

const BUILT = join(import.meta.dirname, '../../../dist/episodes/render/render-worker.js');
const hasBuilt = existsSync(BUILT) || passOver('Not built: dist/episodes/render');

/** Long enough to be told of on the way. */
const LENGTH_TICKS = 150;
const LENGTH_MS = 20 * LENGTH_TICKS;

/** So long that its encoding alone is told of several times, however fast the machine is. */
const LONG_TICKS = 3000;

async function makeEpisode(ticks = LENGTH_TICKS): Promise<RecordedEpisode> {
	const episode = await RecordedEpisode.make();
	episode.addTrack(ticks, [{ fromTick: 0, ticks, hz: 440, peak: 0.1 }]);
	return episode;
}

function makeRenderer(workerUrl?: URL): EpisodeRenderer {
	const renderer = new EpisodeRenderer({ workerUrl, logger: pino({ level: 'silent' }) });
	onTestFinished(() => renderer.close());
	return renderer;
}

const places = [
	{ where: 'in a thread', workerUrl: pathToFileURL(BUILT) },
	{ where: 'from source', workerUrl: undefined },
];

describe.skipIf(!hasBuilt).each(places)('a renderer $where', ({ workerUrl }) => {
	test('renders jobs one after another, and tells how far it is', async () => {
		const renderer = makeRenderer(workerUrl);
		const episodes = [await makeEpisode(), await makeEpisode()];
		const told: number[] = [];
		const rendered = await Promise.all(
			episodes.map((episode, place) =>
				renderer.render(episode.job(), (fraction) => told.push(place + fraction)),
			),
		);
		expect(rendered.map(({ playedMs }) => playedMs)).toEqual([LENGTH_MS, LENGTH_MS]);
		expect(told).toEqual([...told].sort((a, b) => a - b));
		expect(told.length).toBeGreaterThan(1);
	});

	test('gives a job up, removes what it has begun, and takes the next one', async () => {
		const renderer = makeRenderer(workerUrl);
		const episode = await makeEpisode(LONG_TICKS);
		const giving = new AbortController();
		const folder = episode.folder.outputFolder(1);
		const rendering = renderer.render(
			episode.job(),
			() => {
				if (existsSync(folder) && readdirSync(folder).length > 0) {
					giving.abort(new Error('given up'));
				}
			},
			giving.signal,
		);
		await expect(rendering).rejects.toThrow('given up');
		expect(readdirSync(folder)).toEqual([]);
		const next = await makeEpisode();
		const { outputs } = await renderer.render(next.job(), () => {});
		expect(outputs.map(({ name }) => name)).toEqual(['episode.opus', 'episode.mp3']);
	});

	test('tells what is wrong with an episode as it is', async () => {
		const renderer = makeRenderer(workerUrl);
		const episode = await RecordedEpisode.make();
		episode.addTrack(50, []);
		await expect(renderer.render(episode.job(), () => {})).rejects.toMatchObject({
			name: 'RenderError',
			failure: { kind: 'nothing heard' },
		});
	});

	test('stands still while it is held back', async () => {
		const renderer = makeRenderer(workerUrl);
		const episode = await makeEpisode();
		renderer.isHeldBack = true;
		let isDone = false;
		const rendering = renderer
			.render(episode.job(), () => {})
			.then(() => {
				isDone = true;
			});
		const other = await makeRenderer(workerUrl).render((await makeEpisode()).job(), () => {});
		expect(other.playedMs).toBe(LENGTH_MS);
		expect(isDone).toBe(false);
		renderer.isHeldBack = false;
		await rendering;
	});

	test('gives up what it renders when it is closed', async () => {
		const renderer = makeRenderer(workerUrl);
		const rendering = renderer.render((await makeEpisode()).job(), () => {});
		const refused = expect(rendering).rejects.toThrow('closed');
		await renderer.close();
		await refused;
	});
});

describe('a thread that dies', () => {
	test('costs its job alone: the next one gets a new thread', async () => {
		const episode = await makeEpisode();
		const started = join(episode.dataDir, 'started');
		const worker = join(episode.dataDir, 'worker.mjs');
		writeFileSync(
			worker,
			`import { appendFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
parentPort.on('message', (job) => {
	appendFileSync(${JSON.stringify(started)}, '.');
	if (job.revision === 1) throw new Error('broken');
	parentPort.postMessage({ kind: 'rendered', episode: { outputs: [], playedMs: 1, heard: [], omitted: [] } });
});`,
		);
		const renderer = makeRenderer(pathToFileURL(worker));
		await expect(renderer.render(episode.job(), () => {})).rejects.toMatchObject({
			failure: { kind: 'worker died', reason: 'broken' },
		});
		await expect(renderer.render(episode.job({ revision: 2 }), () => {})).resolves.toMatchObject({
			playedMs: 1,
		});
		expect(readFileSync(started, 'utf8')).toBe('..');
	});
});
