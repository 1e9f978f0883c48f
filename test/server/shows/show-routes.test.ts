import { request } from 'node:http';
import { Validator } from '@seriousme/openapi-schema-validator';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../../src/config/config.js';
import { Metrics } from '../../../src/metrics/metrics.js';
import { startStatusServer } from '../../../src/program/server-program.js';
import type { PlannedShow } from '../../../src/server/shows/served-shows.js';
import type { EpisodeManifest } from '../../../src/store/episode-manifest.js';
import { EventStreamClient } from '../../support/event-stream-client.js';
import { ShownShows, shownShow } from '../../support/shown-shows.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { LISTENER, ServerFixture } from '../server-fixture.js';

const { key, feedKey, guildId } = shownShow().profile;
const JPEG = Buffer.from('ffd8ffe0-picture');
const PLANNED: PlannedShow = {
	planId: 'plan-7',
	title: 'Night watch',
	hostName: 'Ada',
	visibility: 'public',
	startsAtEpochMs: Date.UTC(2026, 11, 1, 19, 30),
};

async function serve(...shows: Parameters<typeof shownShow>[0][]) {
	const shown = new ShownShows(...shows.map((show) => shownShow(show)));
	const fixture = await ServerFixture.start({ shows: shown });
	return { fixture, shown };
}

/** NOTE: `fetch` follows redirects, resolves what they lead to, and adds conditions. */
function ask(
	{ server }: ServerFixture,
	path: string,
	{ method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
) {
	return new Promise<{ status: number; headers: Record<string, string>; body: string }>(
		(resolve, reject) => {
			const asked = request(`${server.url}${path}`, { method, headers }, (response) => {
				const chunks: Buffer[] = [];
				response.on('data', (chunk: Buffer) => chunks.push(chunk));
				response.on('end', () =>
					resolve({
						status: response.statusCode ?? 0,
						headers: response.headers as Record<string, string>,
						body: Buffer.concat(chunks).toString(),
					}),
				);
			});
			asked.on('error', reject);
			asked.end();
		},
	);
}

function withoutDate({
	headers: { date: _date, ...headers },
	...answer
}: Awaited<ReturnType<typeof ask>>) {
	return { ...answer, headers };
}

const FILES = [
	'',
	'/calendar.ics',
	'/cover.jpg',
	'/live.m3u',
	'/live.pls',
	'/live.mp3',
	'/live.ogg',
];
/** Streams do not end; their heads tell all. */
const head = (path: string) => ({ method: /live\.(mp3|ogg)$/.test(path) ? 'HEAD' : 'GET' });

describe('a show’s address', () => {
	test.each([
		['public', 'nothing', '', {}, 200],
		['public', 'its key', `?key=${key}`, {}, 200],
		['unlisted', 'nothing', '', {}, 404],
		['unlisted', 'its key', `?key=${key}`, {}, 200],
		['unlisted', 'the key of its feed', `?key=${feedKey}`, {}, 404],
		['unlisted', 'credentials', '', LISTENER, 200],
		['private', 'nothing', '', {}, 404],
		['private', 'its key', `?key=${key}`, {}, 404],
		['private', 'credentials', '', LISTENER, 200],
		['public', 'wrong credentials', '', { ...LISTENER, token: 'another' }, 401],
	] as const)(
		'of one that is %s answers to %s as all its files do: %s%s %i',
		async (visibility, _way, query, headers, status) => {
			const { fixture, shown } = await serve({ visibility });
			shown.setCover(guildId, { type: 'jpg', bytes: JPEG, version: 'one' });
			const paths = FILES.map((file) => `/s/harbour${file}`);
			for (const path of [...paths, '/api/shows/harbour']) {
				const isForFeed = path.endsWith('cover.jpg') && query.includes(feedKey);
				const answer = await ask(fixture, `${path}${query}`, { ...head(path), headers });
				expect(answer.status, path).toBe(isForFeed ? 200 : status);
			}
		},
	);

	test('that is not open is answered as one that there is not, to the last byte', async () => {
		const { fixture, shown } = await serve({ visibility: 'unlisted' });
		shown.setCover(guildId, { type: 'jpg', bytes: JPEG, version: 'one' });
		for (const file of FILES) {
			for (const query of ['', '?key=page-key-of-the-show-1']) {
				const [closed, none] = await Promise.all(
					['harbour', 'nowhere'].map((slug) => {
						const path = `/s/${slug}${file}`;
						return ask(fixture, path + query, head(path));
					}),
				);
				expect(closed && withoutDate(closed), file).toEqual(none && withoutDate(none));
			}
		}
		const api = ['harbour', 'nowhere'].map((slug) => ask(fixture, `/api/shows/${slug}`));
		const [closed, none] = (await Promise.all(api)).map(withoutDate);
		expect(closed).toEqual(none);
	});

	test('leads on from a former one, from capitals and from a slash behind it, with its query', async () => {
		const { fixture } = await serve({ profile: { formerSlugs: ['haven'] } });
		const wanted = {
			'/s/haven?key=a&t=1': './harbour?key=a&t=1',
			'/s/Harbour': './harbour',
			'/s/harbour/?t=1': '../harbour?t=1',
			'/s/haven/live.mp3?key=a': '../harbour/live.mp3?key=a',
			'/s/haven/cover.png': '../harbour/cover.png',
			'/s/haven/calendar.ics': '../harbour/calendar.ics',
			'/s/HAVEN/live.m3u': '../harbour/live.m3u',
			'/api/shows/haven': './harbour',
			'/api/shows/haven/events?key=a': '../harbour/events?key=a',
		};
		for (const [path, location] of Object.entries(wanted)) {
			const { headers, status } = await ask(fixture, path);
			expect([path, status, headers.location]).toEqual([path, 301, location]);
		}
		const closed = await serve({ visibility: 'unlisted', profile: { formerSlugs: ['haven'] } });
		expect((await ask(closed.fixture, '/s/haven')).status).toBe(404);
	});
});

test('the picture has a strong tag, a range, and an address that may be kept for ever', async () => {
	const { fixture, shown } = await serve({ visibility: 'unlisted' });
	const path = `/s/harbour/cover.jpg?key=${feedKey}`;
	expect((await ask(fixture, path)).status).toBe(404);
	shown.setCover(guildId, { type: 'jpg', bytes: JPEG, version: 'one' });
	const first = await ask(fixture, path);
	expect([first.body, first.headers.etag]).toEqual([JPEG.toString(), '"one"']);
	expect(first.headers['content-type']).toBe('image/jpeg');
	expect(first.headers['cache-control']).toBe('private, max-age=300');
	expect((await ask(fixture, path, { headers: { 'if-none-match': '"one"' } })).status).toBe(304);
	const part = await ask(fixture, path, { headers: { range: 'bytes=0-1', 'if-range': '"one"' } });
	expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 0-1/${JPEG.length}`]);
	expect((await ask(fixture, path, { headers: { range: 'bytes=99-' } })).status).toBe(416);
	const kept = await ask(fixture, `${path}&v=one`, { method: 'HEAD' });
	expect(kept.headers['cache-control']).toBe('private, max-age=31536000, immutable');
	expect(kept.headers['content-length']).toBe(String(JPEG.length));
	shown.setCover(guildId, { type: 'png', bytes: JPEG, version: 'two' });
	const other = await ask(fixture, path);
	expect([other.status, other.headers.location]).toEqual([302, `cover.png?key=${feedKey}`]);
	shown.change(guildId, { visibility: 'public' });
	const open = await ask(fixture, '/s/harbour/cover.png?v=two');
	expect(open.headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test('a playlist names the stream that goes on, with the key that it was asked for with', async () => {
	const { fixture } = await serve({ visibility: 'unlisted', profile: { title: 'Night\nwatch' } });
	const { body } = await ask(fixture, `/s/harbour/live.m3u?key=${key}`);
	const url = `${fixture.server.url}/s/harbour/live.mp3?key=${key}`;
	expect(body).toBe(`#EXTM3U\n#EXTINF:-1,Night watch\n${url}\n`);
	expect((await ask(fixture, `/s/harbour/live.pls?key=${key}`)).body).toContain(`File1=${url}\n`);
});

describe('what programs are told', () => {
	const episode = (visibility: string) =>
		({
			...{ id: `id-${visibility}`, title: visibility, hostName: 'Ada', visibility, revision: 2 },
			...{ playedMs: 60_000, publishedAtEpochMs: 5, outputs: [{ name: 'episode.mp3', bytes: 9 }] },
		}) as EpisodeManifest;

	test('is each public show, and of one what whoever asks may have', async () => {
		const episodes = [episode('unlisted'), episode('public')];
		const { fixture } = await serve({ episodes, planned: [PLANNED] }, HIDDEN);
		const list = JSON.parse((await ask(fixture, '/api/shows')).body);
		expect(list.map(({ slug }: { slug: string }) => slug)).toEqual(['harbour']);
		const guest = JSON.parse((await ask(fixture, '/api/shows/harbour')).body);
		expect(guest).toEqual(list[0]);
		const { url: base } = fixture.server;
		expect(guest).toMatchObject({
			...{ url: `${base}/s/harbour`, title: 'Harbour', live: null },
			planned: [{ title: 'Night watch', hostName: 'Ada', startsAt: PLANNED.startsAtEpochMs }],
			episodes: [{ title: 'public', durationMs: 60_000 }],
		});
		const holder = JSON.parse((await ask(fixture, `/api/shows/harbour?key=${key}`)).body);
		expect(holder.url).toBe(`${base}/s/harbour?key=${key}`);
		expect(holder.episodes[0]).toMatchObject({
			id: 'id-unlisted',
			media: [{ name: 'episode.mp3', url: `${base}/e/id-unlisted/r2/episode.mp3`, bytes: 9 }],
		});
		expect(JSON.stringify([guest, holder])).not.toContain(feedKey);
	});

	test('is described, and answered as it is described', async () => {
		const { fixture } = await serve({ planned: [PLANNED] });
		const { body } = await ask(fixture, '/api/openapi.json');
		const description = JSON.parse(body);
		expect((await new Validator().validate({ ...description })).errors).toBeUndefined();
		const paths = Object.keys(description.paths);
		expect(paths.filter((path) => path.startsWith('/s/') || path.startsWith('/api/shows'))).toEqual(
			expect.arrayContaining(['/s/{slug}', '/s/{slug}/live.mp3', '/api/shows/{slug}/events']),
		);
	});

	test('comes by events, at once and together, until the key is another one', async () => {
		const { fixture, shown } = await serve({ visibility: 'unlisted' });
		const url = `${fixture.server.url}/api/shows/harbour/events`;
		const [holder, client] = await Promise.all([
			EventStreamClient.open(`${url}?key=${key}`),
			EventStreamClient.open(url, LISTENER),
		]);
		expect(await holder.next()).toMatchObject({ name: 'show', data: { live: null } });
		await client.next();
		const { id } = await fixture.goLive();
		shown.change(guildId, { live: { ...ON_AIR, podcastId: id } });
		shown.change(guildId, { planned: [PLANNED] });
		await fixture.clock.step(250);
		expect(await holder.next()).toMatchObject({
			name: 'show',
			data: { live: { podcastId: id, title: 'Now', listeners: 1 }, planned: [{}] },
		});
		expect(holder.unread).toEqual([]);
		shown.change(guildId, { profile: { key: 'page-key-of-the-show-2' } });
		expect(await holder.ended).toBe(true);
		await client.next();
		await fixture.server.close();
		expect(await client.ended).toBe(true);
		expect(client.unread.at(-1)).toMatchObject({ name: 'restart' });
		expect(shown.watcherCount).toBe(0);
	});
});

test('a bot whose podcasts are elsewhere serves its shows, but for what is heard', async () => {
	const metrics = new Metrics();
	onTestFinished(() => metrics.close());
	const server = await startStatusServer({
		config: readConfig({ DISCORD_TOKEN: 'a.b.c', HOST: '127.0.0.1', PORT: '0' }, 'bot'),
		clock: new SteppedClock(),
		logger: pino({ level: 'silent' }),
		metrics,
		health: () => ({ guildsOnAir: 0 }),
		shows: new ShownShows(shownShow({ live: { ...ON_AIR, podcastId: 'AAAAA' } })),
	});
	onTestFinished(() => server?.close());
	const [page, calendar, stream] = await Promise.all(
		['', '/calendar.ics', '/live.mp3'].map((file) => fetch(`${server?.url}/s/harbour${file}`)),
	);
	expect([page?.status, calendar?.status, stream?.status]).toEqual([200, 200, 404]);
	const show = await (await fetch(`${server?.url}/api/shows/harbour?key=${key}`)).json();
	expect(show).toMatchObject({
		url: `${server?.url}/s/harbour?key=${key}`,
		live: { title: 'Now', podcastId: null, listeners: null },
	});
});

const HIDDEN = {
	visibility: 'unlisted',
	profile: { guildId: '100000000000000002', slug: 'hidden' },
} as const;
const ON_AIR = {
	title: 'Now',
	hostName: 'Ada',
	sinceEpochMs: 9,
	visibility: 'unlisted',
	guid: 'guid',
} as const;
