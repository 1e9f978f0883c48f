import { Validator } from '@seriousme/openapi-schema-validator';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../../src/config/config.js';
import { Metrics } from '../../../src/metrics/metrics.js';
import { startStatusServer } from '../../../src/program/server-program.js';
import { BOB, voiceOf } from '../../episodes/library-fixture.js';
import { EpisodeFixture } from './episode-fixture.js';

test('a bot whose podcasts are elsewhere serves its episodes, and counts them', async () => {
	const fixture = new EpisodeFixture();
	const { id } = await fixture.published();
	const metrics = new Metrics();
	onTestFinished(() => metrics.close());
	const server = await startStatusServer({
		config: readConfig(
			{ DISCORD_TOKEN: 'a.b.c', HOST: '127.0.0.1', PORT: '0', DATA_DIR: fixture.dataDir },
			'bot',
		),
		clock: fixture.clock,
		logger: pino({ level: 'silent' }),
		metrics,
		health: () => ({ guildsOnAir: 0 }),
		episodes: fixture.library,
	});
	onTestFinished(() => server?.close());
	const mp3 = await fetch(`${server?.url}/e/${id}/r1/episode.mp3`);
	expect(await mp3.text()).toContain(voiceOf(BOB));
	const scraped = await (await fetch(`${server?.url}/metrics`)).text();
	expect(scraped).toContain('podcast_episodes{state="published"} 1');
	expect(scraped).toContain('podcast_episodes{state="failed"} 0');
	expect(scraped).toContain('podcast_episode_renderings_total{outcome="rendered"} 1');
	expect(scraped).toMatch(/podcast_episode_bytes [1-9]/);
});

test('a bot whose podcasts are elsewhere has whole pages of its episodes', async () => {
	const fixture = new EpisodeFixture();
	const { id } = await fixture.published();
	const metrics = new Metrics();
	onTestFinished(() => metrics.close());
	const server = await startStatusServer({
		config: readConfig(
			{ DISCORD_TOKEN: 'a.b.c', HOST: '127.0.0.1', PORT: '0', DATA_DIR: fixture.dataDir },
			'bot',
		),
		clock: fixture.clock,
		logger: pino({ level: 'silent' }),
		metrics,
		health: () => ({ guildsOnAir: 0 }),
		episodes: fixture.library,
	});
	onTestFinished(() => server?.close());
	const url = `${server?.url}/e/${id}`;
	const page = await fetch(url);
	expect(page.headers.get('content-security-policy')).toMatch(/style-src 'self' 'sha256-/);
	const text = await page.text();
	const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(text) ?? [];
	for (const file of [script, '../manifest.webmanifest', '../favicon.ico']) {
		expect((await fetch(new URL(file, url))).status).toBe(200);
	}
	expect((await fetch(`${server?.url}/embed/e/${id}`)).status).toBe(200);
});

test('all that is served of episodes is described', async () => {
	const fixture = new EpisodeFixture();
	await fixture.open();
	await fixture.serve();
	const description = JSON.parse((await fixture.ask('/api/openapi.json')).body.toString());
	expect((await new Validator().validate({ ...description })).errors).toBeUndefined();
	const paths = Object.keys(description.paths).filter((path) => path.startsWith('/e/'));
	expect(paths.sort()).toEqual(
		[
			...['episode.mp3', 'episode.opus', 'chapters.json', 'transcript.vtt'].map(
				(name) => `/e/{id}/r{revision}/${name}`,
			),
			...['mp3', 'opus', 'm4a', 'flac', 'wav'].map((format) => `/e/{id}/episode.${format}`),
			...['opus', 'flac', 'wav'].map((format) => `/e/{id}/tracks/{number}.${format}`),
			'/e/{id}/tracks.zip',
			'/e/{id}',
		].sort(),
	);
});

test('a server without a library has none of it', async () => {
	const fixture = new EpisodeFixture();
	await fixture.open();
	await fixture.serve({ episodes: undefined });
	const { body, status } = await fixture.ask('/e/AAAAAAAAAAAAAAAAAAAAAA/tracks.zip');
	expect([status, body.toString()]).toEqual([404, expect.stringContaining('route_not_found')]);
});
