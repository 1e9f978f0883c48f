// `/s/{slug}` at a server that has no shows: what is heard there, by whom, and what leads on. What is
// heard is tested where it is at the show's own server, too (test/server/shows).
import { describe, expect, test } from 'vitest';
import { ShownShows, shownShow } from '../../support/shown-shows.js';
import { until } from '../../support/until.js';
import { LISTENER } from '../server-fixture.js';
import { Show, StreamClient } from '../streams/stream-fixture.js';
import { ClusterFixture } from './cluster-fixture.js';

const GUILD_ID = '100000000000000001';
const PAGE_KEY = 'page-key-of-the-show-0';
const FEED_KEY = 'feed-key-of-the-show-0';
const STREAM = '/s/harbour/live.mp3';

async function startShow(visibility: 'public' | 'unlisted' | 'private' = 'public') {
	const cluster = new ClusterFixture();
	const shows = new ShownShows(shownShow({ visibility, profile: { formerSlugs: ['pier'] } }));
	const { bus: originBus, fixture: origin } = await cluster.origin({ shows });
	const { bus: edgeBus, fixture: edge } = await cluster.edge();
	const show = await Show.start(origin);
	const live = {
		podcastId: show.id,
		title: 'Now',
		hostName: 'Ann',
		sinceEpochMs: 0,
		visibility,
		guid: 'guid',
	};
	await origin.change(show.id, { visibility });
	shows.change(GUILD_ID, { live });
	const get = (path: string, headers: Record<string, string> = {}) =>
		fetch(`${edge.server.url}${path}`, { headers, redirect: 'manual' });
	const head = (path: string, headers: Record<string, string> = {}) =>
		fetch(`${edge.server.url}${path}`, { method: 'HEAD', headers, redirect: 'manual' });
	const listen = (path = STREAM) => StreamClient.open(edge.server.url, `GET ${path} HTTP/1.1`);
	const heard = () => edge.server.stats().podcasts.map(({ id, listeners }) => [id, listeners]);
	return { cluster, edge, edgeBus, get, head, heard, listen, live, origin, originBus, show, shows };
}

test('an unlisted show is for those who have its key, a private one for clients', async () => {
	const unlisted = await startShow('unlisted');
	expect((await unlisted.head(`${STREAM}?key=${PAGE_KEY}`)).status).toBe(200);
	expect((await unlisted.head(STREAM)).status).toBe(404);
	expect((await unlisted.head(`${STREAM}?key=other`)).status).toBe(404);
	const hidden = await startShow('private');
	expect((await hidden.head(STREAM, LISTENER)).status).toBe(200);
	expect((await hidden.head(`${STREAM}?key=${PAGE_KEY}`)).status).toBe(404);
	expect((await hidden.head(STREAM, { ...LISTENER, token: 'wrong' })).status).toBe(401);
});

test('the feed and all that ends is at the show’s own server, for whoever has the key of it', async () => {
	const { get, origin } = await startShow('unlisted');
	const leads = async (path: string) => (await get(path)).headers.get('location');
	const there = `${origin.server.url}/s/harbour`;
	expect(await leads(`/s/harbour?key=${PAGE_KEY}`)).toBe(`${there}?key=${PAGE_KEY}`);
	expect(await leads(`/s/harbour/feed.xml?key=${FEED_KEY}`)).toBe(
		`${there}/feed.xml?key=${FEED_KEY}`,
	);
	expect(await leads(`/s/harbour/cover.png?key=${FEED_KEY}&v=1`)).toBe(
		`${there}/cover.png?key=${FEED_KEY}&v=1`,
	);
	expect(await leads(`/s/harbour/calendar.ics?key=${PAGE_KEY}`)).toBe(
		`${there}/calendar.ics?key=${PAGE_KEY}`,
	);
	for (const path of [`feed.xml?key=${PAGE_KEY}`, 'feed.xml', `live.mp3?key=${FEED_KEY}`]) {
		expect((await get(`/s/harbour/${path}`)).status, path).toBe(404);
	}
});

test('the streams that the feed names are heard at the edge', async () => {
	const { edge, heard, listen, origin, show } = await startShow();
	const feed = await (await fetch(`${edge.server.url}/s/harbour/feed.xml`)).text();
	const streams = [...feed.matchAll(/(?:url|uri)="([^"]*\/live\.\w+)"/g)].map(
		([, url]) => url ?? '',
	);
	const urls = new Set(streams);
	expect(urls.size).toBe(2);
	for (const url of urls) {
		listen(url.replace(origin.server.url, ''));
	}
	await until(heard).toEqual([[show.id, 2]]);
});

test('a former address leads on, and whoever hears by it when it changes goes on', async () => {
	const { get, heard, listen, show, shows } = await startShow();
	const moved = await get('/s/pier/live.mp3');
	expect([moved.status, moved.headers.get('location')]).toEqual([301, '../harbour/live.mp3']);
	const client = listen();
	await until(heard).toEqual([[show.id, 1]]);
	shows.change(GUILD_ID, { profile: { slug: 'quay', formerSlugs: ['harbour'] } });
	await until(async () => (await get(STREAM)).status).toBe(301);
	shows.change(GUILD_ID, { live: undefined });
	await until(heard).toEqual([[show.id, 0]]);
	expect(client.socket.destroyed).toBe(false);
});

test('an address that no server knows is none', async () => {
	const { cluster, get } = await startShow();
	const unknown = get('/s/nowhere/live.mp3');
	await cluster.clock.timerWithin(1000);
	await cluster.clock.step(1000);
	expect((await unknown).status).toBe(404);
	expect((await get('/s/..%2fx/live.mp3')).status).toBe(404);
});

test('who waits at the edge hears what goes on air, at once', async () => {
	const { heard, listen, live, show, shows } = await startShow();
	shows.change(GUILD_ID, { live: undefined });
	const client = listen();
	await until(() => client.body.length).toBeGreaterThan(0);
	expect(heard()).toEqual([]);
	shows.change(GUILD_ID, { live });
	await until(heard).toEqual([[show.id, 1]]);
});

describe('what the show’s server says holds here, too', () => {
	test('a podcast that becomes private is silence to who hears it, and nobody is cut', async () => {
		const { heard, listen, origin, show } = await startShow();
		const client = listen();
		await until(heard).toEqual([[show.id, 1]]);
		await origin.change(show.id, { visibility: 'private' });
		await until(heard).toEqual([[show.id, 0]]);
		await origin.change(show.id, { visibility: 'public' });
		await until(heard).toEqual([[show.id, 1]]);
		expect(client.socket.destroyed).toBe(false);
	});

	test('a word that got lost is missed for 20 s at most', async () => {
		const { cluster, edgeBus, heard, listen, show, shows } = await startShow();
		listen();
		await until(heard).toEqual([[show.id, 1]]);
		edgeBus.deafTo.add('show-harbour');
		shows.change(GUILD_ID, { live: undefined });
		expect(heard()).toEqual([[show.id, 1]]);
		await cluster.clock.step(20_000);
		await until(heard).toEqual([[show.id, 0]]);
	});

	test('a show that is there no more ends, as where it was', async () => {
		const { listen, heard, show, shows } = await startShow();
		const client = listen();
		await until(heard).toEqual([[show.id, 1]]);
		shows.remove(GUILD_ID);
		await client.closed;
	});
});

describe('where its server is away', () => {
	test('who hears it waits, and hears it again; whoever comes is told so', async () => {
		const { cluster, get, heard, listen, originBus, show } = await startShow();
		const client = listen();
		await until(heard).toEqual([[show.id, 1]]);
		originBus.setConnected(false);
		// Its podcast is given up here after a while; the stream goes on.
		for (let second = 0; second < 60; second++) {
			await cluster.clock.step(1000);
		}
		expect(heard()).toEqual([]);
		const before = client.body.length;
		await cluster.clock.step(1000);
		await until(() => client.body.length).toBeGreaterThan(before);
		expect((await get('/s/harbour/feed.xml')).status).toBe(503);
		originBus.setConnected(true);
		for (let second = 0; second < 5; second++) {
			await cluster.clock.step(1000);
		}
		await until(heard).toEqual([[show.id, 1]]);
		expect(client.socket.destroyed).toBe(false);
	});
});

test('what nobody hears is forgotten, and not asked for', async () => {
	const { cluster, edge, get, listen, heard, show } = await startShow();
	const client = listen();
	await until(heard).toEqual([[show.id, 1]]);
	client.socket.destroy();
	await until(heard).toEqual([[show.id, 0]]);
	for (let second = 0; second < 60; second++) {
		await cluster.clock.step(1000);
	}
	expect(edge.server.stats().podcasts).toEqual([]);
	expect((await get('/s/harbour/live.m3u8')).status).toBe(200);
});

test('however many ask for the playlist, the show’s server is asked once', async () => {
	const { get, originBus } = await startShow();
	await get('/s/harbour/live.m3u8');
	const { heard } = originBus;
	const answers = await Promise.all(Array.from({ length: 50 }, () => get('/s/harbour/live.m3u8')));
	expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
	expect(originBus.heard).toBe(heard);
});

describe('a server that has shows of its own', () => {
	/** A second one, with a show called Lighthouse, beside the one that has Harbour. */
	async function startSecond(visibility: 'public' | 'unlisted' = 'public') {
		const first = await startShow(visibility);
		const own = shownShow({ profile: { guildId: '100000000000000002', slug: 'lighthouse' } });
		const { bus, fixture } = await first.cluster.origin({ shows: new ShownShows(own) });
		const get = (path: string, headers: Record<string, string> = {}) =>
			fetch(`${fixture.server.url}${path}`, { headers, redirect: 'manual' });
		return { ...first, bus, get, second: fixture };
	}

	test('leads on to those of others, by the same rules as an edge', async () => {
		const { get, origin } = await startSecond('unlisted');
		const there = `${origin.server.url}/s/harbour`;
		for (const [path, key] of [
			['', PAGE_KEY],
			['/feed.xml', FEED_KEY],
			['/cover.png', FEED_KEY],
			['/calendar.ics', PAGE_KEY],
			['/qr.svg', PAGE_KEY],
			['/live.m3u', PAGE_KEY],
			['/live.pls', PAGE_KEY],
		]) {
			const led = await get(`/s/harbour${path}?key=${key}`);
			expect([led.status, led.headers.get('location')]).toEqual([
				302,
				`${there}${path}?key=${key}`,
			]);
			expect(led.headers.get('cache-control')).toBe('no-store');
			expect((await get(`/s/harbour${path}`)).status, path).toBe(404);
		}
		expect((await get(`/s/harbour/feed.xml?key=${PAGE_KEY}`)).status).toBe(404);
		const moved = await get(`/s/pier?key=${PAGE_KEY}`);
		expect([moved.status, moved.headers.get('location')]).toEqual([
			301,
			`./harbour?key=${PAGE_KEY}`,
		]);
		expect((await get('/s/harbour', { ...LISTENER, token: 'wrong' })).status).toBe(401);
	});

	test('answers for its own without asking anybody', async () => {
		const { get, originBus } = await startSecond();
		const { heard } = originBus;
		for (const path of ['', '/feed.xml', '/calendar.ics', '/live.m3u', '/live.m3u8']) {
			expect((await get(`/s/lighthouse${path}`)).status, path).toBe(200);
		}
		expect(originBus.heard).toBe(heard);
	});

	test('has the streams of others’ shows heard', async () => {
		const { get, second, show } = await startSecond();
		const heard = () => second.server.stats().podcasts.map(({ id, listeners }) => [id, listeners]);
		StreamClient.open(second.server.url, `GET ${STREAM} HTTP/1.1`);
		await until(heard).toEqual([[show.id, 1]]);
		expect(await (await get('/s/harbour/live.m3u8')).text()).toContain('#EXTM3U');
	});

	test('says in words that there is none, or that nobody can say', async () => {
		const { bus, cluster, get } = await startSecond();
		const unknown = get('/s/nowhere');
		await cluster.clock.timerWithin(1000);
		await cluster.clock.step(1000);
		expect((await unknown).status).toBe(404);
		expect((await unknown).headers.get('content-type')).toContain('text/html');
		bus.setConnected(false);
		await cluster.clock.step(1000);
		const away = await get('/s/harbour');
		expect(away.status).toBe(503);
		expect(away.headers.get('retry-after')).toBe('1');
		expect((await get('/s/lighthouse')).status).toBe(200);
	});
});
