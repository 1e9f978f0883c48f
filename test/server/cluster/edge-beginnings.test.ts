// `?from=start` at an edge: what is recorded at the podcast's own server, for whoever may hear it there.
import { describe, expect, test } from 'vitest';
import { ShownShows, shownShow } from '../../support/shown-shows.js';
import { until } from '../../support/until.js';
import { bytesOf, GUILD_ID, ShelvedShow } from '../beginning/shelved-show.js';
import { LISTENER, type ServerFixture } from '../server-fixture.js';
import { Show } from '../streams/stream-fixture.js';
import { ClusterFixture } from './cluster-fixture.js';

const PAGE_KEY = 'page-key-of-the-show-0';
const NAMES = ['start-0-aaaaaaaa', 'start-1-aaaaaaaa', 'start-2-aaaaaaaa'] as const;

type Visibility = 'public' | 'unlisted' | 'private';

/** A recorded show on air, at its own server and at an edge. */
async function startRecorded(visibility: Visibility = 'public') {
	const cluster = new ClusterFixture();
	const recorded = new ShelvedShow(cluster.clock, { visibility });
	const shows = new ShownShows(shownShow({ visibility }));
	const { bus: originBus, fixture: origin } = await cluster.origin({
		shows,
		catchUps: recorded.shelf,
	});
	const { bus: edgeBus, fixture: edge } = await cluster.edge();
	const show = await Show.start(origin);
	await origin.change(show.id, { visibility });
	recorded.tell({ podcastIds: [show.id] });
	await recorded.add(NAMES);
	const live = { title: 'Now', hostName: 'Ann', sinceEpochMs: 0, visibility, guid: 'guid' };
	shows.change(GUILD_ID, { live: { ...live, podcastId: show.id } });
	const places = [`/p/${show.id}`, '/s/harbour'] as const;
	return { cluster, edge, edgeBus, origin, originBus, places, recorded, show, shows };
}

async function ask(
	{ server }: ServerFixture,
	path: string,
	{ headers = {}, method = 'GET' }: { headers?: Record<string, string>; method?: string } = {},
) {
	const response = await fetch(`${server.url}${path}`, { headers, method, redirect: 'manual' });
	const bytes = Buffer.from(await response.arrayBuffer());
	const code = response.ok ? undefined : codeIn(bytes);
	return {
		status: response.status,
		headers: response.headers,
		bytes,
		text: bytes.toString(),
		code,
	};
}

function codeIn(bytes: Buffer): string | undefined {
	const body = bytes.length > 0 ? JSON.parse(bytes.toString()) : undefined;
	return (body as { error: { code: string } } | undefined)?.error.code;
}

describe('what is heard', () => {
	test('is what the podcast’s own server has, byte for byte, by podcast and by show', async () => {
		const { edge, origin, places } = await startRecorded();
		for (const place of places) {
			const path = `${place}/live.m3u8?from=start`;
			const [there, here] = [await ask(origin, path), await ask(edge, path)];
			expect(here.text).toBe(there.text);
			expect(here.text).toContain(`hls/${NAMES[2]}.mp3`);
			for (const name of ['content-type', 'cache-control', 'vary', 'access-control-allow-origin']) {
				expect(here.headers.get(name), name).toBe(there.headers.get(name));
			}
			for (const name of NAMES) {
				const segment = await ask(edge, `${place}/hls/${name}.mp3`);
				expect(segment.bytes.equals(bytesOf(name))).toBe(true);
				expect(segment.headers.get('content-type')).toBe('audio/mpeg');
				expect(segment.headers.get('cache-control')).toContain('max-age=60');
			}
			expect((await ask(edge, path, { method: 'HEAD' })).status).toBe(200);
			const head = await ask(edge, `${place}/hls/${NAMES[0]}.mp3`, { method: 'HEAD' });
			expect(head.headers.get('content-length')).toBe('5000');
			expect((await ask(edge, `${place}/hls/start-9-aaaaaaaa.mp3`)).code).toBe('segment_not_found');
			expect((await ask(edge, `${place}/live.m3u8?from=end`)).code).toBe('from_unknown');
		}
	});

	test('grows, is rendered because somebody listens here, and ends', async () => {
		const { cluster, edge, places, recorded } = await startRecorded();
		const path = `${places[0]}/live.m3u8?from=start`;
		await ask(edge, path);
		const { wanted } = recorded;
		expect(wanted).toBeGreaterThan(0);
		await recorded.add(['start-3-aaaaaaaa']);
		recorded.tell({ isEnded: true, isOver: true });
		await cluster.clock.step(2000);
		const { text } = await ask(edge, path);
		expect(text).toContain('start-3-aaaaaaaa');
		expect(text).toContain('#EXT-X-ENDLIST');
		expect(recorded.wanted).toBeGreaterThan(wanted);
	});

	test('is waited for where there is nothing yet, and begins with its first segment', async () => {
		const { cluster, edge, places, recorded } = await startRecorded();
		recorded.takeBack(0);
		const path = `${places[0]}/live.m3u8?from=start`;
		const waiting = ask(edge, path);
		await cluster.clock.timerWithin(1000);
		await recorded.add(['start-0-bbbbbbbb']);
		expect((await waiting).text).toContain('start-0-bbbbbbbb');
		recorded.takeBack(0);
		let isAnswered = false;
		const inVain = ask(edge, path).finally(() => {
			isAnswered = true;
		});
		while (!isAnswered) {
			await cluster.clock.step(1000);
		}
		expect(await inVain).toMatchObject({ status: 503, code: 'nothing_yet' });
		expect((await inVain).headers.get('retry-after')).toBe('3');
	});

	test('is longer than one answer of its server can say', async () => {
		const { cluster, edge, places, recorded } = await startRecorded();
		const more = Array.from({ length: 4500 }, (_, number) => `start-${number + 3}-aaaaaaaa`);
		recorded.list(more);
		await cluster.clock.step(1000);
		const { text } = await ask(edge, `${places[1]}/live.m3u8?from=start`);
		expect([...text.matchAll(/hls\/(.*)\.mp3/g)].map(([, name]) => name)).toEqual([
			...NAMES,
			...more,
		]);
	});

	test('comes in pieces where a segment is larger than a message may be', async () => {
		const { cluster, edge, edgeBus, places, recorded } = await startRecorded();
		const bytes = 700_001;
		await recorded.add(['start-3-aaaaaaaa'], { bytes });
		let largest = 0;
		const request = edgeBus.request.bind(edgeBus);
		edgeBus.request = async (...parameters) => {
			const answer = await request(...parameters);
			largest = Math.max(largest, answer.length);
			return answer;
		};
		await cluster.clock.step(1000);
		const segment = await ask(edge, `${places[0]}/hls/start-3-aaaaaaaa.mp3`);
		expect(segment.bytes.equals(bytesOf('start-3-aaaaaaaa', bytes))).toBe(true);
		expect(largest).toBeLessThan(300_000);
	});

	test('is offered by the podcast’s page here as there, once it is recorded', async () => {
		const { cluster, edge, origin, places, recorded } = await startRecorded();
		const offers = async (fixture: ServerFixture) =>
			(await ask(fixture, places[0])).text.includes('id="from-start"');
		expect([await offers(origin), await offers(edge)]).toEqual([true, true]);
		recorded.close();
		await cluster.clock.step(1000);
		expect([await offers(origin), await offers(edge)]).toEqual([false, false]);
	});
});

describe('who says no', () => {
	test('is gone from here at once, also where it was kept', async () => {
		const { edge, places, recorded } = await startRecorded();
		for (const place of places) {
			await ask(edge, `${place}/live.m3u8?from=start`);
			for (const name of NAMES) {
				expect((await ask(edge, `${place}/hls/${name}.mp3`)).status).toBe(200);
			}
		}
		recorded.takeBack(1);
		for (const place of places) {
			const { text } = await ask(edge, `${place}/live.m3u8?from=start`);
			expect(text).toContain(NAMES[0]);
			expect(text).not.toContain(NAMES[1]);
			const statuses = await Promise.all(
				NAMES.map(async (name) => (await ask(edge, `${place}/hls/${name}.mp3`)).status),
			);
			expect(statuses).toEqual([200, 404, 404]);
		}
		await recorded.add(['start-1-bbbbbbbb']);
		const { text } = await ask(edge, `${places[0]}/live.m3u8?from=start`);
		expect(text).not.toContain('aaaaaaaa.mp3\n#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:08');
	});

	test('is gone where the word of it was lost', async () => {
		const { edge, edgeBus, places, recorded } = await startRecorded();
		for (const place of places) {
			await ask(edge, `${place}/live.m3u8?from=start`);
			for (const name of NAMES) {
				await ask(edge, `${place}/hls/${name}.mp3`);
			}
		}
		edgeBus.deafTo.add('event');
		recorded.takeBack(1);
		for (const place of places) {
			for (const name of NAMES.slice(1)) {
				expect((await ask(edge, `${place}/hls/${name}.mp3`)).code).toBe('segment_not_found');
			}
			expect((await ask(edge, `${place}/hls/${NAMES[0]}.mp3`)).status).toBe(200);
		}
	});

	test('is gone where nobody is reached who would say so', async () => {
		const { edge, originBus, places, recorded } = await startRecorded();
		for (const place of places) {
			expect((await ask(edge, `${place}/live.m3u8?from=start`)).status).toBe(200);
			expect((await ask(edge, `${place}/hls/${NAMES[1]}.mp3`)).status).toBe(200);
		}
		originBus.setConnected(false);
		recorded.takeBack(1);
		for (const place of places) {
			const segment = await ask(edge, `${place}/hls/${NAMES[1]}.mp3`);
			expect(segment).toMatchObject({ status: 503, code: 'podcast_unreachable' });
			expect(segment.headers.get('retry-after')).toBe('1');
		}
		originBus.setConnected(true);
		for (const place of places) {
			expect((await ask(edge, `${place}/hls/${NAMES[1]}.mp3`)).status).toBe(404);
			expect((await ask(edge, `${place}/hls/${NAMES[0]}.mp3`)).status).toBe(200);
		}
	});
});

describe('who may hear it is decided by its own server:', () => {
	test('of an unlisted one those who have its key, or credentials', async () => {
		const { edge, places, recorded, show } = await startRecorded('unlisted');
		const [podcast, ofShow] = places;
		for (const [place, key] of [
			[podcast, show.listenKey],
			[ofShow, PAGE_KEY],
		]) {
			const path = (query: string) => `${place}/live.m3u8?from=start${query}`;
			const segment = (query: string) => `${place}/hls/${NAMES[0]}.mp3${query}`;
			const { text } = await ask(edge, path(`&key=${key}`));
			expect(text).toContain(`hls/${NAMES[0]}.mp3?key=${key}`);
			expect((await ask(edge, segment(`?key=${key}`))).status).toBe(200);
			expect((await ask(edge, segment(''), { headers: LISTENER })).status).toBe(200);
			for (const wrong of ['', 'key=wrong']) {
				expect((await ask(edge, path(`&${wrong}`))).status).toBe(404);
				expect((await ask(edge, segment(`?${wrong}`))).status).toBe(404);
			}
			const stranger = { ...LISTENER, token: 'wrong' };
			expect((await ask(edge, path(''), { headers: stranger })).code).toBe('credentials_wrong');
		}
		expect(recorded.wanted).toBeGreaterThan(0);
	});

	test('of a private one clients alone, and nobody where segments are handed on', async () => {
		const { cluster, edge, places } = await startRecorded('private');
		const { fixture: handing } = await cluster.edge({
			hls: { publicUrl: 'https://cdn.example.org' },
		});
		for (const place of places) {
			const path = `${place}/live.m3u8?from=start`;
			const own = await ask(edge, path, { headers: LISTENER });
			expect(own.status).toBe(200);
			expect(own.headers.get('cache-control')).toBe('private, max-age=1');
			expect((await ask(edge, path)).status).toBe(404);
			expect((await ask(handing, path, { headers: LISTENER })).status).toBe(404);
			const segment = `${place}/hls/${NAMES[0]}.mp3`;
			expect((await ask(handing, segment, { headers: LISTENER })).status).toBe(404);
		}
	});

	test('a new listen key is wanted at once', async () => {
		const { cluster, edge, origin, places, show } = await startRecorded('unlisted');
		const path = `${places[0]}/live.m3u8?from=start&key=${show.listenKey}`;
		expect((await ask(edge, path)).status).toBe(200);
		await origin.call(`/api/podcasts/${show.id}/listen-key`, { method: 'POST' });
		await cluster.clock.step(1000);
		expect((await ask(edge, path)).status).toBe(404);
		const segment = `${places[0]}/hls/${NAMES[0]}.mp3?key=${show.listenKey}`;
		expect((await ask(edge, segment)).status).toBe(404);
	});

	test('after its end whoever could hear it until then, for as long as it is kept', async () => {
		const { cluster, edge, origin, places, recorded, show, shows } =
			await startRecorded('unlisted');
		const paths = [
			`${places[0]}/live.m3u8?from=start&key=${show.listenKey}`,
			`${places[1]}/live.m3u8?from=start&key=${PAGE_KEY}`,
		];
		recorded.tell({ isEnded: true, isOver: true });
		shows.change(GUILD_ID, { live: undefined });
		await origin.call(`/api/podcasts/${show.id}`, { method: 'DELETE' });
		for (const path of paths) {
			expect((await ask(edge, path)).text).toContain('#EXT-X-ENDLIST');
		}
		expect((await ask(edge, `${places[0]}/live.m3u8?from=start&key=x`)).status).toBe(404);
		recorded.close();
		await cluster.clock.step(1000);
		await until(async () => (await ask(edge, paths[1] ?? '')).code).toBe('show_off_air');
		await cluster.clock.step(60_000);
		expect((await ask(edge, paths[0] ?? '')).status).toBe(404);
	});
});

test('what is not recorded is so here, too, in words', async () => {
	const { cluster, edge, places, recorded } = await startRecorded();
	recorded.close();
	await cluster.clock.step(1000);
	for (const place of places) {
		const answer = await ask(edge, `${place}/live.m3u8?from=start`);
		expect(answer).toMatchObject({ status: 404, code: 'not_recorded' });
		expect(answer.headers.get('access-control-allow-origin')).toBe('*');
		expect((await ask(edge, `${place}/live.m3u8`)).status).toBe(200);
	}
});

describe('its own server is asked', () => {
	test('once for a segment, however many want it at once', async () => {
		const { edge, originBus, places } = await startRecorded();
		await ask(edge, `${places[0]}/live.m3u8?from=start`);
		const before = originBus.heard;
		const all = await Promise.all(
			Array.from({ length: 50 }, () => ask(edge, `${places[0]}/hls/${NAMES[0]}.mp3`)),
		);
		expect(all.every(({ bytes }) => bytes.equals(bytesOf(NAMES[0])))).toBe(true);
		expect(originBus.heard - before).toBeLessThan(50);
		const playlists = originBus.heard;
		await Promise.all(
			Array.from({ length: 50 }, () => ask(edge, `${places[0]}/live.m3u8?from=start`)),
		);
		expect(originBus.heard - playlists).toBeLessThanOrEqual(1);
	});

	test('for no wrong name more than once a second, and for no wrong id', async () => {
		const { edge, originBus, places } = await startRecorded();
		await ask(edge, `${places[0]}/live.m3u8?from=start`);
		const before = originBus.heard;
		for (let number = 0; number < 20; number++) {
			const path = `${places[0]}/hls/start-${number}-cccccccc.mp3`;
			expect((await ask(edge, path)).code).toBe('segment_not_found');
		}
		expect(originBus.heard - before).toBeLessThanOrEqual(1);
		for (const id of ['none1', '..%2fx', '*', 'a.b.c', 'show-harbour']) {
			const answer = await ask(edge, `/p/${id}/live.m3u8?from=start`);
			expect(answer, id).toMatchObject({ status: 404, code: 'podcast_not_found' });
		}
	});

	test('no more where nobody listens', async () => {
		const { cluster, edge, edgeBus, places } = await startRecorded();
		const subscribed = () =>
			edgeBus.subscribersOf(['test', 'v1', places[0].slice(3), 'event']).length;
		const before = subscribed();
		await ask(edge, `${places[0]}/live.m3u8?from=start`);
		expect(subscribed()).toBe(before + 1);
		await cluster.clock.step(61_000);
		expect(subscribed()).toBe(before);
	});
});
