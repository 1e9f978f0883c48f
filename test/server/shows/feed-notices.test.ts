import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FeedSettings } from '../../../src/server/shows/feed/feed-settings.js';
import type { ServedShow } from '../../../src/server/shows/served-shows.js';
import { ShownShows, shownShow } from '../../support/shown-shows.js';
import { until } from '../../support/until.js';
import { ServerFixture } from '../server-fixture.js';
import { shownEpisodes } from './shown-episodes.js';
import { BUSY, ENDED } from './written-feed.js';

const GUILD = '100000000000000001';
const FEED = 'http://127.0.0.1/radio/s/harbour/feed.xml';
const TOKEN = 'podping-token-6f1c';
const SECRET_BODY = 'what the hub has to say';

interface Told {
	method: string | undefined;
	path: string;
	headers: IncomingMessage['headers'];
	body: string;
}

/** A hub or a directory that answers what it is told to; 0 is nothing at all. */
class FakeTarget {
	readonly told: Told[] = [];
	statuses: number[] = [];
	url!: URL;

	static async start(): Promise<FakeTarget> {
		const target = new FakeTarget();
		const server = createServer(async (asked, response) => {
			const chunks: Buffer[] = [];
			for await (const chunk of asked) {
				chunks.push(chunk as Buffer);
			}
			const { headers, method, url = '' } = asked;
			const body = Buffer.concat(chunks).toString();
			target.told.push({ method, path: url, headers, body });
			const status = target.statuses.shift() ?? 204;
			if (status > 0) {
				response.writeHead(status).end(status === 204 ? undefined : SECRET_BODY);
			}
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => {
			server.closeAllConnections();
			server.close();
		});
		target.url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hub`);
		return target;
	}

	/** Resolves when so many have come in all. */
	async count(count: number): Promise<void> {
		await until(() => this.told.length).toBe(count);
	}
}

async function serve(show: ServedShow, feeds: Partial<FeedSettings>) {
	const shows = new ShownShows(show);
	const publicUrl = 'http://127.0.0.1/radio';
	const fixture = await ServerFixture.start({ publicUrl, shows, feeds });
	const warnings = () => fixture.logLines.filter((line) => /was not told/.test(line));
	/** Changes the show, and lets the time pass in which more may change, once it runs. */
	const change = async (changes: Parameters<ShownShows['change']>[1]) => {
		shows.change(GUILD, changes);
		await fixture.clock.timerWithin(500);
		await fixture.clock.step(500);
	};
	return { change, clock: fixture.clock, fixture, shows, warnings };
}

describe('a WebSub hub', () => {
	test('is told of each change of a public feed, and of nothing else', async () => {
		const hub = await FakeTarget.start();
		const { change } = await serve(shownShow(), { hubUrl: hub.url });
		const changes: Parameters<ShownShows['change']>[1][] = [
			{ live: BUSY.live },
			{ live: undefined, ended: ENDED },
			{ episodes: shownEpisodes(1) },
			{ profile: { title: 'Harbour Nights' } },
		];
		for (const [index, changed] of changes.entries()) {
			await change(changed);
			await hub.count(index + 1);
			// Nothing in the feed changes.
			await change({});
		}
		await hub.count(changes.length);
		for (const { body, headers, method, path } of hub.told) {
			expect([method, path]).toEqual(['POST', '/hub']);
			expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
			expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
				'hub.mode': 'publish',
				'hub.url': FEED,
			});
		}
	});

	test('is told once of what happens in one go', async () => {
		const hub = await FakeTarget.start();
		const { clock, shows } = await serve(shownShow({ live: BUSY.live }), { hubUrl: hub.url });
		shows.change(GUILD, { live: undefined, ended: ENDED });
		shows.change(GUILD, { episodes: shownEpisodes(1) });
		await clock.step(400);
		shows.change(GUILD, { profile: { description: 'Every evening.' } });
		await clock.step(2000);
		await hub.count(1);
	});

	test('hears nothing of shows that are not public', async () => {
		const hub = await FakeTarget.start();
		const { change } = await serve(shownShow({ visibility: 'unlisted' }), {
			hubUrl: hub.url,
		});
		await change({ live: BUSY.live });
		await change({ visibility: 'private' });
		await change({ visibility: 'public', live: { ...BUSY.live, visibility: 'unlisted' } });
		// The feed is there now; what is on air by its key alone is none of its changes.
		await hub.count(1);
		await change({ live: undefined });
		expect(hub.told).toHaveLength(1);
	});

	test('is tried three times, and the log says in one line that it was not reached', async () => {
		const hub = await FakeTarget.start();
		hub.statuses = [500, 0, 503];
		const { change, clock, fixture, warnings } = await serve(shownShow(), { hubUrl: hub.url });
		await change({ live: BUSY.live });
		await hub.count(1);
		await clock.timerWithin(2000);
		await clock.step(2000);
		await hub.count(2);
		// It does not answer.
		await clock.step(10_000);
		await clock.timerWithin(10_000);
		await clock.step(10_000);
		await hub.count(3);
		await until(() => warnings().length).toBe(1);
		expect(warnings()).toHaveLength(1);
		expect(JSON.parse(warnings()[0] ?? '')).toMatchObject({
			...{ level: 40, target: hub.url.host, feed: FEED, tries: 3, problem: 'HTTP 503' },
		});
		expect(fixture.logLines.join('')).not.toContain(SECRET_BODY);
		// The next change is told as ever.
		await change({ live: undefined, ended: ENDED });
		await hub.count(4);
	});

	test('that refuses is not asked again for the same change', async () => {
		const hub = await FakeTarget.start();
		hub.statuses = [403];
		const { change, warnings } = await serve(shownShow(), { hubUrl: hub.url });
		await change({ live: BUSY.live });
		await until(() => warnings().length).toBe(1);
		expect(warnings()[0]).toContain('HTTP 403');
		expect(hub.told).toHaveLength(1);
	});

	test('is told of what has changed while it was being told', async () => {
		const hub = await FakeTarget.start();
		hub.statuses = [0];
		const { change, clock, shows } = await serve(shownShow(), { hubUrl: hub.url });
		await change({ live: BUSY.live });
		await hub.count(1);
		shows.change(GUILD, { live: undefined, ended: ENDED });
		await clock.step(10_000);
		await clock.timerWithin(2000);
		await clock.step(2000);
		await hub.count(2);
		await clock.timerWithin(500);
		await clock.step(500);
		await hub.count(3);
	});

	test('keeps no server from closing', async () => {
		const hub = await FakeTarget.start();
		hub.statuses = [0];
		const { change, fixture, warnings } = await serve(shownShow(), { hubUrl: hub.url });
		await change({ live: BUSY.live });
		await hub.count(1);
		await fixture.server.close();
		expect(warnings()).toEqual([]);
	});
});

describe('Podping', () => {
	const podping = ({ url }: FakeTarget) => ({ podping: { url: new URL('/', url), token: TOKEN } });

	test('is told that a show is on air, and of what changes then, with the token', async () => {
		const directory = await FakeTarget.start();
		const { change, fixture } = await serve(shownShow(), podping(directory));
		await change({ live: BUSY.live });
		await directory.count(1);
		await change({ profile: { title: 'Harbour Nights' } });
		await directory.count(2);
		const asked = directory.told.map(({ path }) => new URL(path, directory.url));
		expect(asked.map(({ searchParams }) => Object.fromEntries(searchParams))).toEqual([
			{ url: FEED, reason: 'live', medium: 'podcast' },
			{ url: FEED, reason: 'update', medium: 'podcast' },
		]);
		for (const { headers, method } of directory.told) {
			expect(method).toBe('GET');
			expect(headers.authorization).toBe(TOKEN);
			expect(headers['user-agent']).toMatch(/^discord-podcasts\//);
		}
		expect(fixture.logLines.join('')).not.toContain(TOKEN);
	});

	test('waits for no hub', async () => {
		const [hub, directory] = [await FakeTarget.start(), await FakeTarget.start()];
		hub.statuses = [0];
		const { change } = await serve(shownShow(), { hubUrl: hub.url, ...podping(directory) });
		await change({ live: BUSY.live });
		await directory.count(1);
		await hub.count(1);
	});

	test('elsewhere is told nothing of an address that this machine alone can open', async () => {
		const { change, fixture, warnings } = await serve(shownShow(), {
			podping: { url: new URL('https://podping.invalid/'), token: TOKEN },
		});
		await change({ live: BUSY.live });
		await until(() => warnings().length).toBe(1);
		expect(warnings()[0]).toContain('PUBLIC_URL');
		expect(fixture.logLines.join('')).not.toContain(TOKEN);
	});
});
