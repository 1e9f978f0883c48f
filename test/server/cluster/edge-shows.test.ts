// `/s/{slug}` at a server that has no shows: the stream is heard there, for whoever may hear it.
import { expect, test } from 'vitest';
import { ShownShows, shownShow } from '../../support/shown-shows.js';
import { LISTENER } from '../server-fixture.js';
import { Show } from '../streams/stream-fixture.js';
import { ClusterFixture } from './cluster-fixture.js';

const GUILD_ID = '100000000000000001';
const PAGE_KEY = 'page-key-of-the-show-0';

async function startShow(visibility: 'public' | 'unlisted' | 'private') {
	const cluster = new ClusterFixture();
	const shows = new ShownShows(shownShow({ visibility, profile: { formerSlugs: ['pier'] } }));
	const { fixture: origin } = await cluster.origin({ shows });
	const { fixture: edge } = await cluster.edge();
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
	return { cluster, edge, get, origin, show, shows };
}

test('what is on air is heard at the edge, by the address of the show', async () => {
	const { edge, show } = await startShow('public');
	const answer = await fetch(`${edge.server.url}/s/harbour/live.ogg`);
	expect(answer.url).toBe(`${edge.server.url}/p/${show.id}/live.ogg`);
	expect(answer.status).toBe(200);
	await answer.body?.cancel();
	expect(edge.server.stats().relay?.edge).toMatchObject([{ id: show.id }]);
});

test('an unlisted show is for those who have its key', async () => {
	const { get, show } = await startShow('unlisted');
	const found = await get(`/s/harbour/live.mp3?key=${PAGE_KEY}`);
	expect(found.status).toBe(302);
	expect(found.headers.get('location')).toBe(`../../p/${show.id}/live.mp3?key=${show.listenKey}`);
	expect((await get('/s/harbour/live.mp3')).status).toBe(404);
	expect((await get('/s/harbour/live.mp3?key=other')).status).toBe(404);
});

test('an unlisted podcast of a public show is not opened by the show’s address alone', async () => {
	const { get, origin, show } = await startShow('public');
	await origin.change(show.id, { visibility: 'unlisted' });
	const off = await get('/s/harbour/live.mp3');
	expect(off.status).toBe(404);
	expect(await off.json()).toMatchObject({ error: { code: 'show_off_air' } });
	expect((await get(`/s/harbour/live.mp3?key=${PAGE_KEY}`)).status).toBe(302);
});

test('a private show is for clients alone', async () => {
	const { get } = await startShow('private');
	expect((await get('/s/harbour/live.mp3', LISTENER)).status).toBe(302);
	expect((await get(`/s/harbour/live.mp3?key=${PAGE_KEY}`)).status).toBe(404);
	expect((await get('/s/harbour/live.mp3', { ...LISTENER, token: 'wrong' })).status).toBe(401);
});

test('the page and a former address lead to where they are', async () => {
	const { get, origin } = await startShow('public');
	const page = await get('/s/harbour');
	expect(page.headers.get('location')).toBe(`${origin.server.url}/s/harbour`);
	const moved = await get('/s/pier/live.mp3');
	expect([moved.status, moved.headers.get('location')]).toEqual([301, '../harbour/live.mp3']);
});

test('off air it is said so, and an address that nobody knows is none', async () => {
	const { cluster, get, shows } = await startShow('public');
	shows.change(GUILD_ID, { live: undefined });
	const off = await get('/s/harbour/live.mp3');
	expect([off.status, off.headers.get('retry-after')]).toEqual([404, '30']);
	const unknown = get('/s/nowhere/live.mp3');
	await cluster.clock.timerWithin(1000);
	await cluster.clock.step(1000);
	expect((await unknown).status).toBe(404);
	expect((await get('/s/..%2fx/live.mp3')).status).toBe(404);
});
