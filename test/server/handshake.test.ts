import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { exchange, openSocket, parseAnswer } from './raw-http.js';
import { audioPacket, LISTENER, OWNER, packetNumber, ServerFixture } from './server-fixture.js';

/** Status and Retry-After of a refused upgrade. */
function refusal(client: { webSocket: import('ws').WebSocket }) {
	return new Promise<{ status: number | undefined; retryAfter: string | undefined }>((resolve) => {
		client.webSocket.on('unexpected-response', (request, response) => {
			resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'] });
			request.destroy();
		});
	});
}

describe('a handshake', () => {
	test.each([
		['no key', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
		[
			'an old version',
			'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
				'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 7\r\n\r\n',
		],
		[
			'another method',
			'POST / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
				'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
		],
	])('with %s answers 400', async (_name, bytes) => {
		const fixture = await ServerFixture.start();
		const bare = await exchange(fixture.server.url, bytes);
		expect(String(bare)).toMatch(/^Sec-WebSocket-Version: 13, 8\r$/m);
		const answer = parseAnswer(bare);
		expect(answer).toEqual({
			status: 400,
			body: { error: { code: 'bad_handshake', message: expect.any(String) } },
		});
	});

	test('may name the host with the path', async () => {
		const fixture = await ServerFixture.start();
		const socket = openSocket(fixture.server.url);
		socket.write(
			'GET http://x/?id=AAAAA HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
				'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
		);
		const [answer] = await once(socket, 'data');
		expect(String(answer)).toMatch(/^HTTP\/1.1 101 /);
	});

	test('on another path answers 404', async () => {
		const fixture = await ServerFixture.start();
		const answer = await exchange(
			fixture.server.url,
			'GET /elsewhere?id=AAAAA HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
				'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
		);
		expect(parseAnswer(answer).status).toBe(404);
	});

	test('above the rate answers 429 with Retry-After', async () => {
		const fixture = await ServerFixture.start({ limits: { handshakesPerMinute: 2 } });
		const { id } = await fixture.goLive();
		await fixture.guest(id).closed;
		await fixture.guest(id).closed;
		expect(await refusal(fixture.guest(id))).toEqual({ status: 429, retryAfter: '30' });
		await fixture.clock.step(30_000);
		expect((await fixture.guest(id).closed).code).toBe(4000);
	});

	test.each(['0', '4', '', '1.5', '-1', '02', 'two'])(
		'that wants %j packets in a write answers 400',
		async (join) => {
			const fixture = await ServerFixture.start();
			const { id } = await fixture.goLive(0);
			const answer = await exchange(
				fixture.server.url,
				`GET /?id=${id}&join=${join} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n` +
					'Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
					'Sec-WebSocket-Version: 13\r\n\r\n',
			);
			expect(parseAnswer(answer)).toEqual({
				status: 400,
				body: {
					error: { code: 'join_unknown', message: 'The parameter join is to be 1, 2 or 3' },
				},
			});
		},
	);

	test('offers no compression', async () => {
		const fixture = await ServerFixture.start();
		const { receiver } = await fixture.goLive();
		expect(receiver.webSocket.extensions).toBe('');
	});
});

describe('connections', () => {
	test('are limited by address, and a place is free when one has gone', async () => {
		const fixture = await ServerFixture.start({ limits: { connectionsPerAddress: 3 } });
		const { id, receivers } = await fixture.goLive(2);
		expect((await refusal(fixture.receiver(id))).status).toBe(429);
		receivers[0]?.webSocket.close();
		await receivers[0]?.closed;
		await fixture.receiver(id).next();
	});

	test('are limited in total', async () => {
		const fixture = await ServerFixture.start({ limits: { connections: 2 } });
		const { id } = await fixture.goLive();
		expect((await refusal(fixture.receiver(id))).status).toBe(503);
	});

	test('are limited on one podcast, whose sender always has its place', async () => {
		const fixture = await ServerFixture.start({ limits: { connectionsPerPodcast: 3 } });
		const id = await fixture.create();
		await Promise.all([fixture.receiver(id).next(), fixture.receiver(id).next()]);
		expect((await refusal(fixture.receiver(id))).status).toBe(503);
		expect((await fixture.sender(id).nextEvent()).type).toBe(0);
	});

	test('that were refused count until they are gone', async () => {
		const fixture = await ServerFixture.start();
		const refused = fixture.connect('AAAAA', LISTENER);
		expect((await refused.closed).code).toBe(4006);
		await fixture.connect('AAAAA', {}).closed;
		await fixture.server.close();
		expect(fixture.server.stats()).toMatchObject({ connections: 0, podcasts: [] });
	});
});

describe('the log', () => {
	test('tells what happened, without credentials, keys or query strings', async () => {
		const fixture = await ServerFixture.start();
		const { id, sender } = await fixture.goLive();
		await fixture.call(`/podcast?id=${id}&token=query-secret`);
		await fixture.call('/list', { headers: { ...OWNER, token: 'guessed-token' } });
		await fixture.connect(id, { ...OWNER, token: 'guessed-token' }).closed;
		await fixture.connect(`${id}&token=query-secret`, {}).closed;
		const hello = await fixture.receiver(id).nextEvent();
		sender.webSocket.send(Buffer.from([1]));
		await sender.closed;
		await fixture.server.close();
		const log = fixture.logLines.join('');
		for (const message of [
			'Podcast created',
			'Podcast live',
			'Podcast ended',
			'Connection refused',
		]) {
			expect(log).toContain(message);
		}
		expect(log).toContain('"reason":4002');
		expect(log).toContain('"closeCode":4001');
		expect(log).toContain('127.0.0.1');
		const key = (hello.secretKey as number[]).join(',');
		for (const secret of [OWNER.token, LISTENER.token, 'guessed-token', 'query-secret', key]) {
			expect(log).not.toContain(secret);
		}
	});
});

describe('packets in one write', () => {
	test('are as many as a receiver wants, who gets the end of talk by time', async () => {
		const fixture = await ServerFixture.start();
		const { id, sender, receiver } = await fixture.goLive();
		const joined = fixture.connect(`${id}&join=3`, LISTENER);
		await joined.next();
		for (const number of [1, 2, 3, 4]) {
			sender.webSocket.send(audioPacket(100, number));
		}
		await sender.roundTrip();
		await receiver.roundTrip();
		await joined.roundTrip();
		expect(receiver.unread.map(packetNumber)).toEqual([1, 2, 3, 4]);
		expect(joined.unread.map(packetNumber)).toEqual([1, 2, 3]);
		await fixture.clock.step(60);
		await joined.roundTrip();
		expect(joined.unread.map(packetNumber)).toEqual([1, 2, 3, 4]);
	});

	test('are nothing that a sender has a say in', async () => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		const sender = fixture.connect(`${id}&join=9`, { ...OWNER, isSender: 'true' });
		expect(await sender.nextEvent()).toMatchObject({ type: 0 });
	});
});
