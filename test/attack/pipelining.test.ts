// Requests that are sent behind others, without waiting for an answer.
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { exchange, openSocket } from '../server/raw-http.js';
import { OWNER, ServerFixture } from '../server/server-fixture.js';
import { Show } from '../server/streams/stream-fixture.js';
import { closed } from '../support/closed.js';
import { until } from '../support/until.js';
import { ParsedRequests, pipelined, statusesIn } from './parsed-requests.js';

/** As many as fit into what Node reads at once. */
const MANY = 2_200;

describe.each([
	['live.ogg', /\r\n\r\nOggS/],
	['live.mp3', /\r\n\r\n\xff\xfb/],
	['events', /event: podcast/],
])('behind %s', (name, begun) => {
	test.each(['keep-alive', 'close'])(
		'nothing is parsed that came with it or later (%s)',
		async (connection) => {
			const fixture = await ServerFixture.start();
			const parsed = new ParsedRequests();
			const show = await Show.start(fixture);
			const target =
				name === 'events'
					? `/api/podcasts/${show.id}/events?key=${show.listenKey}`
					: show.path(name);
			const socket = openSocket(fixture.server.url);
			let heard = '';
			socket.on('data', (bytes: Buffer) => {
				heard += bytes.toString('latin1');
			});
			await once(socket, 'connect');
			const held = `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\n\r\n`;
			socket.write(held + pipelined(MANY));
			await until(() => heard, { interval: 10 }).toMatch(begun);
			socket.write(pipelined(MANY));
			for (let call = 0; call < 5; call++) {
				expect((await fixture.call('/health')).status).toBe(200);
			}
			expect(parsed.of(socket)).toBe(1);
			expect(socket.destroyed).toBe(false);
			const before = heard.length;
			await fixture.clock.step(15_000);
			await until(() => heard.length, { interval: 10 }).toBeGreaterThan(before);
		},
	);

	test('nothing is parsed where the request has a body that nobody reads', async () => {
		const fixture = await ServerFixture.start();
		const parsed = new ParsedRequests();
		const show = await Show.start(fixture);
		const target =
			name === 'events' ? `/api/podcasts/${show.id}/events?key=${show.listenKey}` : show.path(name);
		const socket = openSocket(fixture.server.url);
		await once(socket, 'connect');
		socket.write(
			`GET ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc${pipelined(MANY)}`,
		);
		await once(socket, 'data');
		expect((await fixture.call('/health')).status).toBe(200);
		expect(parsed.of(socket)).toBe(1);
	});
});

describe('requests of one connection', () => {
	test('are answered all and in order, one at a time', async () => {
		const fixture = await ServerFixture.start();
		const answers = await exchange(
			fixture.server.url,
			`${pipelined(40)}${pipelined(1, '/nowhere')}${pipelined(40)}` +
				pipelined(1, '/health', ['Connection: close']),
		);
		expect(statusesIn(answers)).toEqual([
			...Array<number>(40).fill(200),
			404,
			...Array<number>(41).fill(200),
		]);
	});

	test('are read right wherever a piece of them ends', async () => {
		const fixture = await ServerFixture.start();
		const body = '{"title":"a\\n\\r\\n\\r\\n\\r\\nb"}\r\n\r\n\r\n';
		const id = await fixture.create();
		const change =
			`PATCH /api/podcasts/${id} HTTP/1.1\r\nHost: x\r\nclientId: ${OWNER.clientId}\r\n` +
			`token: ${OWNER.token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
		const chunked =
			'POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n' +
			'5\r\n\n\r\n\r\n\r\n0\r\n\r\n';
		const bytes = `\r\n${change}${pipelined(2)}${chunked}${pipelined(1, '/health', ['Connection: close'])}`;
		const socket = openSocket(fixture.server.url);
		let answers = '';
		socket.on('data', (chunk: Buffer) => {
			answers += chunk.toString('latin1');
		});
		for (const byte of bytes) {
			socket.write(byte);
		}
		await closed(socket);
		// The title has control characters in it, which is an error of its own.
		expect(statusesIn(answers)).toEqual([400, 200, 200, 404, 200]);
	});

	test('are begun a few in one turn of the event loop, from however many connections', async () => {
		const fixture = await ServerFixture.start({ limits: { requestsPerMinute: 100_000 } });
		const parsed = new ParsedRequests();
		const last = pipelined(1, '/health', ['Connection: close']);
		const all = await Promise.all(
			Array.from({ length: 20 }, () =>
				exchange(fixture.server.url, pipelined(50, '/nowhere') + last),
			),
		);
		for (const answers of all) {
			expect(statusesIn(answers)).toHaveLength(51);
		}
		expect(parsed.mostInTurn).toBeLessThanOrEqual(16);
	});
});
