import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ShownShows, shownShow } from '../../support/shown-shows.js';
import { LISTENER, ServerFixture } from '../server-fixture.js';
import { faultsOf } from './feed-rules.js';
import { readFeed } from './partytime.js';
import { shownEpisode, shownEpisodes } from './shown-episodes.js';
import { BUSY, ENDED } from './written-feed.js';

const GUILD = '100000000000000001';
const KEY = 'feed-key-of-the-show-0';
const PATH = '/s/harbour/feed.xml';

interface Answer {
	status: number;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** A server whose only show is this one, at a public address. */
async function serve(
	show = shownShow({ episodes: shownEpisodes(2) }),
	options: Parameters<typeof ServerFixture.start>[0] = {},
) {
	const shows = new ShownShows(show);
	const fixture = await ServerFixture.start({
		publicUrl: 'https://radio.example/radio',
		shows,
		...options,
	});
	/** As sockets have it: no header that a client adds of its own. */
	const ask = (path = PATH, headers: OutgoingHttpHeaders = {}, method = 'GET') =>
		new Promise<Answer>((resolve, reject) => {
			const asking = request(`${fixture.server.url}${path}`, { method, headers }, (response) => {
				const chunks: Buffer[] = [];
				response.on('data', (chunk: Buffer) => chunks.push(chunk));
				response.on('error', reject);
				response.on('end', () =>
					resolve({
						status: response.statusCode ?? 0,
						headers: response.headers,
						body: Buffer.concat(chunks),
					}),
				);
			});
			asking.on('error', reject).end();
		});
	return { ask, fixture, shows };
}

describe('a feed over HTTP', () => {
	test('is RSS that may be kept, asked for again, and read by pages of others', async () => {
		const { ask } = await serve(undefined, { feeds: { hubUrl: new URL('https://hub.example/') } });
		const { body, headers, status } = await ask();
		expect(status).toBe(200);
		expect(headers).toMatchObject({
			'content-type': 'application/rss+xml; charset=utf-8',
			'cache-control': 'public, max-age=60',
			'content-length': String(body.length),
			'access-control-allow-origin': '*',
			'access-control-expose-headers': expect.stringContaining('Link'),
			etag: expect.stringMatching(/^"[\w-]{22}"$/),
			vary: 'Accept-Encoding',
			link: '<https://hub.example/>; rel="hub", <https://radio.example/radio/s/harbour/feed.xml>; rel="self"',
		});
		expect(Date.parse(String(headers['last-modified']))).toBe(Date.UTC(2026, 0, 1));
		expect(faultsOf(body)).toEqual([]);
		expect(readFeed(body).items).toHaveLength(2);
	});

	test('is answered to HEAD as to GET, without its bytes', async () => {
		const { ask } = await serve();
		const [got, headed] = [await ask(), await ask(PATH, {}, 'HEAD')];
		const { date: _date, ...headers } = got.headers;
		expect(headed).toMatchObject({ status: 200, headers, body: Buffer.alloc(0) });
	});

	test('is sent in gzip to whoever takes it, under a tag of its own', async () => {
		const { ask } = await serve();
		const plain = await ask();
		const zipped = await ask(PATH, { 'accept-encoding': 'br, GZIP;q=0.5' });
		expect(zipped.headers['content-encoding']).toBe('gzip');
		expect(zipped.headers.etag).not.toBe(plain.headers.etag);
		expect(zipped.body.length).toBe(Number(zipped.headers['content-length']));
		expect(gunzipSync(zipped.body)).toEqual(plain.body);
		for (const refused of ['gzip;q=0', 'identity', 'br', '*;q=0', 'gzip;q=0.000, *']) {
			const { headers } = await ask(PATH, { 'accept-encoding': refused });
			expect(headers['content-encoding']).toBeUndefined();
		}
	});

	test('is not sent again to whoever has it, in whichever form', async () => {
		const { ask } = await serve();
		const plain = await ask();
		const zipped = await ask(PATH, { 'accept-encoding': 'gzip' });
		const since = String(plain.headers['last-modified']);
		const conditions: [OutgoingHttpHeaders, number][] = [
			[{ 'if-none-match': plain.headers.etag }, 304],
			[{ 'if-none-match': zipped.headers.etag }, 304],
			[{ 'if-none-match': `"other", W/${plain.headers.etag}`, 'accept-encoding': 'gzip' }, 304],
			[{ 'if-none-match': '*' }, 304],
			[{ 'if-modified-since': since }, 304],
			[{ 'if-none-match': '"other"', 'if-modified-since': since }, 200],
			[{ 'if-modified-since': new Date(Date.UTC(2025, 0, 1)).toUTCString() }, 200],
			[{ 'if-match': '"other"' }, 412],
			[{ range: 'bytes=0-9' }, 200],
		];
		for (const [headers, status] of conditions) {
			for (const method of ['GET', 'HEAD']) {
				const answer = await ask(PATH, headers, method);
				expect([headers, answer.status]).toEqual([headers, status]);
				if (status === 304) {
					expect(answer.body).toHaveLength(0);
					expect(answer.headers['cache-control']).toBe('public, max-age=60');
					expect(answer.headers.etag).toBeDefined();
				}
			}
		}
	});

	test.each(['UTC', 'America/New_York', 'Asia/Tokyo'])(
		'is told by any form of a date whether it is new, in %s',
		async (zone) => {
			const { TZ } = process.env;
			onTestFinished(() => {
				Object.assign(process.env, { TZ });
				if (TZ === undefined) {
					delete process.env.TZ;
				}
			});
			process.env.TZ = zone;
			const { ask } = await serve();
			const plain = await ask();
			const since = new Date(String(plain.headers['last-modified']));
			for (const [hours, status] of [
				[0, 304],
				[-4, 200],
				[4, 304],
			] as const) {
				const date = new Date(since.getTime() + hours * 3_600_000).toUTCString();
				const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(date) ?? [];
				const asctime = `${date.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
				for (const form of [date, asctime]) {
					const answer = await ask(PATH, { 'if-modified-since': form });
					expect([form, answer.status]).toEqual([form, status]);
				}
			}
		},
	);

	test('tells a browser that a page of another site may ask', async () => {
		const { ask } = await serve();
		const { headers, status } = await ask(PATH, {}, 'OPTIONS');
		expect(status).toBe(204);
		expect(headers['access-control-allow-origin']).toBe('*');
		expect(headers['access-control-allow-headers']).toContain('if-modified-since');
	});

	test('has moved with its show, with the query kept', async () => {
		const moved = { profile: { slug: 'harbour-nights', formerSlugs: ['harbour'] } };
		const { ask, fixture } = await serve(shownShow(moved));
		const { headers, status } = await ask(`${PATH}?key=${KEY}`);
		expect(status).toBe(301);
		const there = new URL(String(headers.location), `${fixture.server.url}${PATH}`);
		expect(`${there.pathname}${there.search}`).toBe(`/s/harbour-nights/feed.xml?key=${KEY}`);
		expect((await ask(`${there.pathname}${there.search}`)).status).toBe(200);
	});

	test('has as many episodes as it is set to', async () => {
		const episodes = shownEpisodes(5);
		const { ask } = await serve(shownShow({ episodes }), { feeds: { maxItems: 2 } });
		expect(readFeed((await ask()).body).items.map(({ title }) => title)).toEqual([
			...['Evening 5', 'Evening 4'],
		]);
	});
});

describe('the feed of a show', () => {
	test('that is unlisted is for whoever has its key, or credentials', async () => {
		const { ask } = await serve(shownShow({ visibility: 'unlisted' }));
		for (const query of ['', '?key=', '?key=wrong', '?key=page-key-of-the-show-0']) {
			expect((await ask(`${PATH}${query}`)).status).toBe(404);
		}
		const { body, headers, status } = await ask(`${PATH}?key=${KEY}`);
		expect(status).toBe(200);
		expect(headers['cache-control']).toBe('private, max-age=60');
		expect(headers.link).not.toContain('hub');
		expect(headers['x-robots-tag']).toBe('noindex');
		expect(readFeed(body)).toMatchObject({ itunesBlock: true });
		expect((await ask(PATH, LISTENER)).status).toBe(200);
		expect((await ask(PATH, { ...LISTENER, token: 'wrong' })).status).toBe(401);
	});

	test('that is private is nobody’s, as where there is no show', async () => {
		const { ask } = await serve(shownShow({ visibility: 'private' }));
		const [without, withKey, withCredentials, nowhere] = await Promise.all([
			ask(),
			ask(`${PATH}?key=${KEY}`),
			ask(PATH, LISTENER),
			ask('/s/nowhere/feed.xml'),
		]);
		for (const answer of [without, withKey, withCredentials]) {
			expect(answer.status).toBe(404);
			expect(answer.body).toEqual(nowhere.body);
		}
	});

	test('that is public has what is unlisted for whoever has the key alone', async () => {
		const episodes = [shownEpisode(2, { visibility: 'unlisted' }), shownEpisode(1)];
		const { ask } = await serve(shownShow({ episodes }));
		const [open, keyed] = await Promise.all([ask(), ask(`${PATH}?key=${KEY}`)]);
		expect(readFeed(open.body).items).toHaveLength(1);
		expect(readFeed(keyed.body).items).toHaveLength(2);
		expect(open.body.toString()).not.toContain('key=');
	});

	test('opens to nobody by a key that was renewed', async () => {
		const { ask, shows } = await serve(shownShow({ visibility: 'unlisted' }));
		expect((await ask(`${PATH}?key=${KEY}`)).status).toBe(200);
		shows.change(GUILD, { profile: { feedKey: 'another-key-of-the-fee' } });
		expect((await ask(`${PATH}?key=${KEY}`)).status).toBe(404);
	});
});

describe('a feed that changes', () => {
	const statuses = ({ body }: Answer) =>
		(readFeed(body).podcastLiveItems ?? []).map(({ status }) => status);

	test('says from the same turn on that its show is on air, and that it has ended', async () => {
		const { ask, fixture, shows } = await serve(shownShow());
		const before = await ask();
		expect(statuses(before)).toEqual([]);
		await fixture.clock.step(5000);
		shows.change(GUILD, { live: BUSY.live });
		const live = await ask(PATH, { 'if-none-match': before.headers.etag });
		expect(live.status).toBe(200);
		expect(statuses(live)).toEqual(['live']);
		expect(live.headers['cache-control']).toBe('public, max-age=30');
		await fixture.clock.step(5000);
		shows.change(GUILD, { live: undefined, ended: ENDED });
		const ended = await ask(PATH, { 'if-modified-since': live.headers['last-modified'] });
		expect(statuses(ended)).toEqual(['ended']);
		expect(ended.headers['cache-control']).toBe('public, max-age=60');
	});

	test('tells two changes of one second apart by their dates, too', async () => {
		const { ask, fixture, shows } = await serve(shownShow());
		await ask();
		await fixture.clock.step(5000);
		shows.change(GUILD, { live: BUSY.live });
		const live = await ask();
		shows.change(GUILD, { live: undefined, ended: ENDED });
		await ask();
		await fixture.clock.step(5000);
		const asked = { 'if-modified-since': live.headers['last-modified'] };
		expect((await ask(PATH, asked)).status).toBe(200);
	});

	test('stays byte for byte the same where nothing in it has changed', async () => {
		const { ask, fixture, shows } = await serve();
		const before = await ask();
		await fixture.clock.step(90_000);
		shows.change(GUILD, { ended: { ...ENDED, visibility: 'private' } });
		const after = await ask();
		expect(after.body).toEqual(before.body);
		expect(after.headers['last-modified']).toBe(before.headers['last-modified']);
	});

	test('forgets in time what was planned and never began', async () => {
		const startsAtEpochMs = Date.UTC(2026, 0, 1, 1);
		const planned = [{ ...BUSY.planned[0], startsAtEpochMs }];
		const { ask, fixture } = await serve(shownShow({ planned }));
		expect(statuses(await ask())).toEqual(['pending']);
		await fixture.clock.step(3 * 3_600_000);
		expect(statuses(await ask())).toEqual([]);
	});

	test('is never half the old one and half the new one', async () => {
		const { ask, shows } = await serve(shownShow({ episodes: shownEpisodes(40) }));
		const asked: Promise<Answer>[] = [];
		for (let count = 0; count < 40; count++) {
			asked.push(ask(PATH, count % 2 === 0 ? { 'accept-encoding': 'gzip' } : {}));
			shows.change(GUILD, { profile: { title: `Title ${count}` } });
			await new Promise((resolve) => setImmediate(resolve));
		}
		for (const { body, headers } of await Promise.all(asked)) {
			const bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
			expect(Number(headers['content-length'])).toBe(body.length);
			expect(faultsOf(bytes)).toEqual([]);
			const titles = bytes.toString().match(/Title \d+|Harbour(?= ·)/g);
			expect(new Set(titles).size).toBe(1);
		}
	});

	test('keeps its guids when the show is renamed, and tells whoever keeps the show of its own', async () => {
		const kept: string[] = [];
		const { ask, shows } = await serve();
		Object.assign(shows, {
			keepGuid(guildId: string, guid: string) {
				kept.push(guid);
				shows.change(guildId, { profile: { guid } });
			},
		});
		const before = readFeed((await ask()).body);
		shows.change(GUILD, { profile: { slug: 'quay', formerSlugs: ['harbour'], title: 'Quay' } });
		const after = readFeed((await ask('/s/quay/feed.xml')).body);
		expect(kept).toEqual([before.guid]);
		expect(after.guid).toBe(before.guid);
		expect(after.items.map(({ guid }) => guid)).toEqual(before.items.map(({ guid }) => guid));
	});
});

test('a server lets go of its shows when it closes', async () => {
	const { fixture, shows } = await serve(undefined, {
		feeds: { hubUrl: new URL('http://127.0.0.1:9/') },
	});
	expect(shows.watcherCount).toBeGreaterThan(0);
	await fixture.server.close();
	expect(shows.watcherCount).toBe(0);
});
