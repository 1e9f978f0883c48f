import { describe, expect, test } from 'vitest';
import type { PodcastServerLimits } from '../../../src/server/limits/limits.js';
import { until } from '../../support/until.js';
import { openSocket } from '../raw-http.js';
import { LISTENER, ServerFixture } from '../server-fixture.js';
import { Show, StreamClient } from './stream-fixture.js';

const FILES = ['live.ogg', 'live.mp3', 'live.m3u', 'live.pls'];

async function startShow(limits: Partial<PodcastServerLimits> = {}, publicUrl?: string) {
	const fixture = await ServerFixture.start({ limits, publicUrl });
	return { fixture, show: await Show.start(fixture) };
}

function setDetails(show: Show, details: Record<string, unknown>): Promise<Response> {
	return show.fixture.call(`/api/podcasts/${show.id}`, {
		method: 'PATCH',
		body: JSON.stringify(details),
	});
}

/** Status of an answer, whose body is not waited for. */
async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
	const ended = new AbortController();
	const { status } = await fetch(url, { headers, signal: ended.signal });
	ended.abort();
	return status;
}

describe.each(FILES)('%s', (file) => {
	test('is for those who have the key, or credentials', async () => {
		const { fixture, show } = await startShow();
		const url = `${fixture.server.url}/p/${show.id}/${file}`;
		expect(await statusOf(`${url}?key=${show.listenKey}`)).toBe(200);
		expect(await statusOf(url, LISTENER)).toBe(200);
		for (const refused of [
			url,
			`${url}?key=`,
			`${url}?key=${show.listenKey.slice(1)}`,
			`${url}?key=x&key=${show.listenKey}`,
			`${fixture.server.url}/p/AAAAA/${file}?key=${show.listenKey}`,
			`${fixture.server.url}/p/..%2f${show.id}/${file}?key=${show.listenKey}`,
		]) {
			const response = await fetch(refused);
			expect(response.status).toBe(404);
			expect(await response.json()).toMatchObject({ error: { code: 'podcast_not_found' } });
		}
		expect(await statusOf(url, { ...LISTENER, token: 'wrong' })).toBe(401);
		expect(fixture.logLines.join('')).not.toContain(show.listenKey);
	});

	test('is for everybody where the podcast is public, and for no guest where it is private', async () => {
		const { fixture, show } = await startShow();
		const url = `${fixture.server.url}/p/${show.id}/${file}`;
		await setDetails(show, { visibility: 'public' });
		expect(await statusOf(url)).toBe(200);
		await setDetails(show, { visibility: 'private' });
		expect(await statusOf(`${url}?key=${show.listenKey}`)).toBe(404);
		expect(await statusOf(url, LISTENER)).toBe(200);
	});
});

describe.each([
	['live.ogg', 'audio/ogg'],
	['live.mp3', 'audio/mpeg'],
])('%s', (file, contentType) => {
	test('answers HEAD with the headers alone, and counts no listener', async () => {
		const { fixture, show } = await startShow();
		const client = StreamClient.open(fixture.server.url, `HEAD ${show.path(file)} HTTP/1.1`);
		await client.closed;
		expect(client.head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
		expect(client.head).toMatch(new RegExp(`^content-type: ${contentType}$`, 'm'));
		expect(client.head).not.toMatch(/^(content-length|transfer-encoding)/m);
		expect(client.body).toHaveLength(0);
		expect(await fixture.ownView(show.id)).toMatchObject({ listeners: 0 });
	});

	test('speaks HTTP/1.0 with old players', async () => {
		const { fixture, show } = await startShow();
		const client = StreamClient.open(fixture.server.url, `GET ${show.path(file)}&burst=1 HTTP/1.0`);
		await until(() => client.body.length).toBeGreaterThan(1000);
		expect(client.head).toMatch(/^HTTP\/1\.0 200 OK\r\n/);
		expect(client.head).toContain('connection: close');
	});

	test('counts its listener until the listener is gone', async () => {
		const { fixture, show } = await startShow();
		const client = show.listen(file);
		await until(() => client.body.length).toBeGreaterThan(0);
		expect(await fixture.ownView(show.id)).toMatchObject({ listeners: 1 });
		expect(fixture.server.stats().connections).toBe(2);
		client.socket.destroy();
		await until(async () => (await fixture.ownView(show.id)).listeners).toBe(0);
		expect(fixture.server.stats().connections).toBe(1);
	});

	test('lets a title bring nothing else into the head', async () => {
		const { show } = await startShow();
		await setDetails(show, { title: 'Späti – 日本', hostName: 'Ada', serverName: 'Harbour' });
		const client = show.listen(file);
		await until(() => client.body.length).toBeGreaterThan(0);
		expect(client.head).toMatch(/^icy-name: Späti \? \?\?$/m);
		expect(client.head).toMatch(/^icy-description: Ada, Harbour$/m);
	});

	test('answers a second request of the same connection not in the middle of the first', async () => {
		const { fixture, show } = await startShow();
		const socket = openSocket(fixture.server.url);
		const request = `GET ${show.path(file)}&burst=1 HTTP/1.1\r\nHost: test\r\n\r\n`;
		let text = '';
		socket.on('data', (chunk) => {
			text += chunk.toString('latin1');
		});
		socket.write(request + request);
		await until(() => text.length).toBeGreaterThan(1000);
		const { length } = text;
		socket.write(`GET /health HTTP/1.1\r\nHost: test\r\n\r\n${request}`);
		await fixture.clock.step(1000);
		await until(() => text.length).toBeGreaterThan(length);
		expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
		expect(await fixture.ownView(show.id)).toMatchObject({ listeners: 1 });
	});

	test('may be played by any page, titles included', async () => {
		const { show } = await startShow();
		const response = await fetch(show.url(file), { method: 'OPTIONS' });
		expect(response.status).toBe(204);
		expect(response.headers.get('access-control-allow-origin')).toBe('*');
		expect(response.headers.get('access-control-allow-headers')).toContain('icy-metadata');
		expect((await fetch(show.url(file), { method: 'HEAD' })).headers.get('cache-control')).toBe(
			'no-cache, no-store, no-transform',
		);
	});

	test.each([
		[{ connectionsPerPodcast: 2 }, 503, 'podcast_full'],
		[{ connectionsPerAddress: 2 }, 429, 'too_many_connections'],
		[{ connections: 2 }, 503, 'server_full'],
	])('counts with the websockets: %j', async (limits, status, code) => {
		const { show } = await startShow(limits);
		const first = show.listen(file);
		await until(() => first.body.length).toBeGreaterThan(0);
		const response = await fetch(show.url(file));
		expect(response.status).toBe(status);
		expect(await response.json()).toMatchObject({ error: { code } });
		expect(response.headers.get('retry-after')).not.toBeNull();
	});

	test('ends when the server closes, also for who does not read', async () => {
		const { fixture, show } = await startShow();
		const [reader, stubborn] = [show.listen(file), show.listen(file)];
		await until(() => stubborn.body.length).toBeGreaterThan(0);
		await until(() => reader.body.length).toBeGreaterThan(0);
		stubborn.socket.pause();
		const closed = fixture.server.close();
		await reader.closed;
		await fixture.clock.step(2000);
		await closed;
	});
});

describe('a playlist', () => {
	test('names the stream under the public address, with the key', async () => {
		const { show } = await startShow({}, 'https://radio.example.org/sub');
		await setDetails(show, { title: 'Harbour news' });
		const url = `https://radio.example.org/sub/p/${show.id}/live.mp3?key=${show.listenKey}`;
		const m3u = await fetch(show.url('live.m3u'));
		expect(m3u.headers.get('content-type')).toBe('audio/x-mpegurl; charset=utf-8');
		expect(await m3u.text()).toBe(`#EXTM3U\n#EXTINF:-1,Harbour news\n${url}\n`);
		const pls = await fetch(show.url('live.pls'));
		expect(pls.headers.get('content-type')).toBe('audio/x-scpls; charset=utf-8');
		expect((await pls.text()).split('\n')).toEqual([
			'[playlist]',
			'NumberOfEntries=1',
			`File1=${url}`,
			'Title1=Harbour news',
			'Length1=-1',
			'Version=2',
			'',
		]);
	});

	test('carries no key that it was not asked for with', async () => {
		const { fixture, show } = await startShow();
		const response = await fixture.call(`/p/${show.id}/live.m3u`, { headers: LISTENER });
		expect(await response.text()).toContain(`${fixture.server.url}/p/${show.id}/live.mp3\n`);
	});
});
