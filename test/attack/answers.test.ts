// Answers of every kind: what they forbid browsers to do, and what an upgrade that nobody knows does.
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { exchange, openSocket } from '../server/raw-http.js';
import { LISTENER, OWNER, ServerFixture } from '../server/server-fixture.js';
import { Show } from '../server/streams/stream-fixture.js';
import { pipelined, statusesIn } from './parsed-requests.js';

const NO_SNIFFING = /^x-content-type-options: nosniff\r$/im;
const LAST = ['Connection: close'];
const WEBSOCKET = ['Connection: Upgrade', 'Upgrade: websocket'];
const KEY = ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13'];

describe('nosniff', () => {
	test.each([
		['a page', pipelined(1, '/', LAST), 200],
		['a page that is not there', pipelined(1, '/p/AAAAA', LAST), 404],
		['health', pipelined(1, '/health', LAST), 200],
		['metrics', pipelined(1, '/metrics', LAST), 200],
		['podcasts', pipelined(1, '/api/podcasts', LAST), 200],
		['the description', pipelined(1, '/api/openapi.json', LAST), 200],
		['no route', pipelined(1, '/nowhere', LAST), 404],
		['a target that cannot be read', pipelined(1, '/%zz', LAST), 400],
		['no credentials', pipelined(1, '/list', LAST), 401],
		['no stream', pipelined(1, '/p/AAAAA/live.mp3', LAST), 404],
		['no HTTP', 'nonsense\r\n\r\n', 400],
		['a head that is too large', pipelined(1, '/', [`X: ${'x'.repeat(10_000)}`]), 431],
		['no host', 'GET /health HTTP/1.1\r\n\r\n', 400],
		['an expectation', pipelined(1, '/health', ['Expect: the-moon', ...LAST]), 200],
		['a handshake without a key', pipelined(1, '/', WEBSOCKET), 400],
		['a handshake elsewhere', pipelined(1, '/nowhere', [...WEBSOCKET, ...KEY]), 404],
		['a handshake that lost its Upgrade', pipelined(1, '/', [...KEY, ...LAST]), 426],
		[
			'a preflight',
			'OPTIONS /p/AAAAA/live.ogg HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
			204,
		],
	])('stands in the answer to %s', async (_name, bytes, status) => {
		const source = { contentType: 'text/plain', scrape: async () => 'metrics' };
		const fixture = await ServerFixture.start({ metrics: { source, token: undefined } });
		const answer = await exchange(
			fixture.server.url,
			bytes.replace('/metrics HTTP/1.1\r\nHost: x', '/metrics HTTP/1.1\r\nHost: 127.0.0.1'),
		);
		expect(statusesIn(answer)).toEqual([status]);
		expect(answer).toMatch(NO_SNIFFING);
	});

	test.each(['live.ogg', 'live.mp3', 'events'])('stands in the answer to %s', async (name) => {
		const fixture = await ServerFixture.start();
		const show = await Show.start(fixture);
		const socket = openSocket(fixture.server.url);
		const target =
			name === 'events' ? `/api/podcasts/${show.id}/events?key=${show.listenKey}` : show.path(name);
		socket.write(pipelined(1, target));
		expect(String(await once(socket, 'data'))).toMatch(NO_SNIFFING);
	});

	test('stands in answers of a server that closes', async () => {
		const fixture = await ServerFixture.start();
		const { receiver, sender } = await fixture.goLive();
		receiver.webSocket.pause();
		const closed = fixture.server.close();
		await sender.closed;
		expect(await exchange(fixture.server.url, pipelined(1))).toMatch(NO_SNIFFING);
		await fixture.clock.step(2_000);
		await closed;
	});
});

describe('an upgrade to what is no websocket', () => {
	const H2C = [
		'Connection: Upgrade, HTTP2-Settings',
		'Upgrade: h2c',
		'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA',
	];

	test('is ignored: the request is served, and the next one of its connection', async () => {
		const fixture = await ServerFixture.start();
		const answers = await exchange(
			fixture.server.url,
			pipelined(3, '/health', H2C) + pipelined(1, '/nowhere', LAST),
		);
		expect(statusesIn(answers)).toEqual([200, 200, 200, 404]);
		expect(answers).not.toMatch(/^upgrade:/im);
	});

	test.each(['h2c', 'TLS/1.0', 'foo/2', 'h2c, TLS/1.2'])('%s keeps its body', async (protocol) => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		const body = JSON.stringify({ title: 'As asked' });
		const answer = await exchange(
			fixture.server.url,
			`PATCH /api/podcasts/${id} HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\n` +
				`Upgrade: ${protocol}\r\nclientId: ${OWNER.clientId}\r\ntoken: ${OWNER.token}\r\n` +
				`Content-Length: ${body.length}\r\n\r\n${body}`,
		);
		expect(statusesIn(answer)).toEqual([200]);
		expect((await fixture.ownView(id)).title).toBe('As asked');
	});

	test('brings a stream as well', async () => {
		const fixture = await ServerFixture.start();
		const show = await Show.start(fixture);
		const socket = openSocket(fixture.server.url);
		socket.write(pipelined(1, show.path('live.ogg'), H2C));
		expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
	});

	test('in HTTP/1.0 means nothing, not even a websocket', async () => {
		const fixture = await ServerFixture.start();
		const request = 'GET /health HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n';
		expect(statusesIn(await exchange(fixture.server.url, request))).toEqual([200]);
	});

	test('beside a websocket is a websocket', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive();
		const socket = openSocket(fixture.server.url);
		const credentials = [`clientId: ${LISTENER.clientId}`, `token: ${LISTENER.token}`];
		socket.write(
			pipelined(1, `/?id=${id}`, [
				'Connection: keep-alive, Upgrade',
				'Upgrade: WebSocket',
				...KEY,
				...credentials,
			]),
		);
		expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 101 /);
	});
});

describe('metrics without a token', () => {
	test.each([
		['127.0.0.1:5050', 200],
		['localhost', 200],
		['[::1]:5050', 200],
		['rebound.example', 403],
		['rebound.example:5050', 403],
		['127.0.0.1.rebound.example', 403],
		['127.0.0.1@rebound.example', 403],
		['', 403],
	])('asked of host %j answer %i', async (host, status) => {
		const source = { contentType: 'text/plain', scrape: async () => 'metrics' };
		const fixture = await ServerFixture.start({ metrics: { source, token: undefined } });
		const answer = await exchange(
			fixture.server.url,
			`GET /metrics HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
		);
		expect(statusesIn(answer)).toEqual([status]);
	});

	test('are not for the name that the machine has in its network', async () => {
		const { hostname } = await import('node:os');
		const source = { contentType: 'text/plain', scrape: async () => 'metrics' };
		const fixture = await ServerFixture.start({ metrics: { source, token: undefined } });
		const answer = await exchange(
			fixture.server.url,
			`GET /metrics HTTP/1.1\r\nHost: ${hostname()}\r\nConnection: close\r\n\r\n`,
		);
		expect(statusesIn(answer)).toEqual([/^localhost$/i.test(hostname()) ? 200 : 403]);
	});
});
