// What closes what, one test each.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { PodcastServer } from '../../src/server/podcast-server.js';
import { closed } from '../support/closed.js';
import { until } from '../support/until.js';
import { exchange, openSocket, parseAnswer } from './raw-http.js';
import { audioPacket, LISTENER, OWNER, ServerFixture } from './server-fixture.js';

describe('a receiver', () => {
	test('that leaves closes nothing', async () => {
		const fixture = await ServerFixture.start();
		const { sender, receivers } = await fixture.goLive(2);
		receivers[0]?.webSocket.close();
		await receivers[0]?.closed;
		sender.webSocket.send(audioPacket(100));
		expect(await receivers[1]?.next()).toEqual(audioPacket(100));
		expect(fixture.server.stats().podcasts[0]?.receivers).toBe(1);
	});

	test('that floods is closed alone, with 1008', async () => {
		const fixture = await ServerFixture.start({
			limits: { receiverMessagesPerSecond: 2, closeTimeoutMs: 50 },
		});
		const { sender, receivers } = await fixture.goLive(2);
		const [flooding, quiet] = receivers;
		for (let message = 0; message < 11; message++) {
			flooding?.webSocket.send('noise');
		}
		expect((await flooding?.closed)?.code).toBe(1008);
		sender.webSocket.send(audioPacket(100));
		expect(await quiet?.next()).toEqual(audioPacket(100));
	});

	test('that floods with pings is closed, too', async () => {
		const fixture = await ServerFixture.start({
			limits: { receiverMessagesPerSecond: 2, closeTimeoutMs: 50 },
		});
		const { receiver } = await fixture.goLive();
		for (let ping = 0; ping < 11; ping++) {
			receiver.webSocket.ping();
		}
		expect((await receiver.closed).code).toBe(1008);
	});

	test('that sends little for long is not closed', async () => {
		const fixture = await ServerFixture.start({ limits: { receiverMessagesPerSecond: 2 } });
		const { receiver } = await fixture.goLive();
		for (let message = 0; message < 50; message++) {
			receiver.webSocket.send('noise');
			await receiver.roundTrip();
			await fixture.clock.step(1_000);
		}
		expect(fixture.server.stats().podcasts[0]?.receivers).toBe(1);
	});
});

describe('a dead peer', () => {
	test('that is a receiver is cut within 30 s, and those that answer are not', async () => {
		const fixture = await ServerFixture.start();
		const { sender, receivers } = await fixture.goLive(2);
		const [dead, living] = receivers;
		dead?.webSocket.pause();
		for (let elapsedMs = 0; elapsedMs < 30_000; elapsedMs += 5_000) {
			await fixture.clock.step(5_000);
			await Promise.all([sender.roundTrip(), living?.roundTrip()]);
		}
		expect(fixture.server.stats().podcasts[0]?.receivers).toBe(1);
		expect(fixture.server.stats().connections).toBe(2);
	});

	test('that is the sender has its podcast wait, and then end with 4003', async () => {
		const fixture = await ServerFixture.start();
		const { sender, receiver } = await fixture.goLive();
		sender.webSocket.pause();
		for (let elapsedMs = 0; elapsedMs < 25_000; elapsedMs += 5_000) {
			await receiver.roundTrip();
			await fixture.clock.step(5_000);
		}
		await fixture.clock.step(5_000);
		await until(() => fixture.server.stats().podcasts[0]?.status).toBe('waiting for return');
		for (let elapsedMs = 0; elapsedMs < 30_000; elapsedMs += 5_000) {
			await receiver.roundTrip();
			await fixture.clock.step(5_000);
		}
		expect((await receiver.closed).code).toBe(4003);
	});

	test('is asked for a sign of life every ten seconds', async () => {
		const fixture = await ServerFixture.start();
		const { receiver } = await fixture.goLive();
		for (let round = 0; round < 3; round++) {
			const ping = once(receiver.webSocket, 'ping');
			await fixture.clock.step(10_000);
			await ping;
			await receiver.roundTrip();
		}
		expect(fixture.server.stats().connections).toBe(2);
	});
});

describe('a podcast', () => {
	test('whose sender never came takes its receivers with it', async () => {
		const fixture = await ServerFixture.start({ limits: { senderDeadlineMs: 500 } });
		const id = await fixture.create();
		const receiver = fixture.receiver(id);
		await receiver.next();
		await fixture.clock.step(500);
		expect((await receiver.closed).code).toBe(4005);
		expect(fixture.server.stats().podcasts).toEqual([]);
	});

	test('that has ended takes no audio any more', async () => {
		const fixture = await ServerFixture.start();
		const { sender, receiver } = await fixture.goLive();
		sender.webSocket.send(audioPacket(25));
		sender.webSocket.send(audioPacket(100));
		expect(await receiver.nextEvent()).toEqual({ type: 1, reason: 4002 });
		expect((await receiver.closed).code).toBe(4002);
		expect(receiver.unread).toEqual([]);
	});

	test('counts what it did', async () => {
		const fixture = await ServerFixture.start({ limits: { senderPacketsPerSecond: 2 } });
		const { id, sender, receivers } = await fixture.goLive(2);
		sender.webSocket.send('text');
		sender.webSocket.send(Buffer.alloc(0));
		sender.webSocket.send(Buffer.from([9]));
		sender.webSocket.send(Buffer.from('\0{"type":0}'));
		for (let number = 0; number < 12; number++) {
			sender.webSocket.send(audioPacket(100, number));
		}
		await sender.roundTrip();
		for (let number = 0; number < 10; number++) {
			await Promise.all(receivers.map((receiver) => receiver.next()));
		}
		expect(fixture.server.stats().podcasts).toEqual([
			{
				id,
				bufferedBytes: 0,
				status: 'live',
				receivers: 2,
				streamListeners: { ogg: 0, mp3: 0 },
				unopenedPackets: 0,
				listeners: 2,
				packetsIn: 10,
				bytesIn: 1_000,
				packetsDelivered: 20,
				bytesDelivered: 20 * 102,
				packetsDropped: 0,
				packetsPerWrite: 1,
				ignored: { text: 1, empty: 1, event: 1, unknownPrefix: 1, tooFast: 2 },
			},
		]);
	});

	test('survives random messages of its receivers, and ends on few of its sender', async () => {
		const fixture = await ServerFixture.start();
		const { sender, receiver } = await fixture.goLive();
		let state = 7;
		const random = () => {
			state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
			return state >>> 16;
		};
		for (let message = 0; message < 60; message++) {
			const bytes = Buffer.from(Array.from({ length: random() % 300 }, () => random() & 0xff));
			receiver.webSocket.send(bytes);
			if (bytes[0] !== 1) {
				sender.webSocket.send(bytes);
			}
		}
		sender.webSocket.send(audioPacket(100));
		expect(await receiver.next()).toEqual(audioPacket(100));
	});

	test.each([
		['an unmasked frame', Buffer.from([0x82, 0x01, 0x01])],
		['a reserved opcode', Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
		['a length of 2^63', Buffer.from([0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
		['a continuation of nothing', Buffer.from([0x80, 0x80, 0, 0, 0, 0])],
	])('ends with 4002 when its sender sends %s', async (_name, frame) => {
		const fixture = await ServerFixture.start();
		const other = await fixture.goLive();
		const id = await fixture.create();
		const receiver = fixture.receiver(id);
		await receiver.next();
		const socket = openSocket(fixture.server.url);
		socket.write(
			`GET /?id=${id} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
				`clientId: ${OWNER.clientId}\r\ntoken: ${OWNER.token}\r\nisSender: true\r\n` +
				'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
		);
		await once(socket, 'data');
		socket.write(frame);
		expect((await receiver.closed).code).toBe(4002);
		await other.sender.roundTrip();
	});
});

describe('random bytes', () => {
	test('on the sockets of fifty receivers harm neither the sender nor the others', async () => {
		const fixture = await ServerFixture.start({ limits: { closeTimeoutMs: 50 } });
		const { id, sender, receiver } = await fixture.goLive();
		let state = 99;
		const random = () => {
			state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
			return state >>> 16;
		};
		const gone = Array.from({ length: 50 }, async () => {
			const socket = openSocket(fixture.server.url);
			const isClosed = closed(socket);
			socket.write(
				`GET /?id=${id} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
					`clientId: ${LISTENER.clientId}\r\ntoken: ${LISTENER.token}\r\n` +
					'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
			);
			await once(socket, 'data');
			socket.resume();
			socket.end(Buffer.from(Array.from({ length: 1 + (random() % 500) }, () => random() & 0xff)));
			await isClosed;
		});
		await Promise.all(gone);
		sender.webSocket.send(audioPacket(100));
		expect(await receiver.next()).toEqual(audioPacket(100));
		expect(fixture.server.stats()).toMatchObject({ connections: 2, podcasts: [{ receivers: 1 }] });
	});
});

describe('PodcastServer.close', () => {
	test('ends all, and leaves no podcast, no connection and no timer', async () => {
		const fixture = await ServerFixture.start({ packetsPerWrite: 3 });
		const { sender, receivers } = await fixture.goLive(3);
		const waiting = await fixture.create();
		await fixture.receiver(waiting).next();
		sender.webSocket.send(audioPacket(100));
		await sender.roundTrip();
		await fixture.server.close();
		for (const receiver of receivers) {
			expect(await receiver.next()).toEqual(audioPacket(100));
			expect((await receiver.closed).code).toBe(4003);
		}
		expect(fixture.server.stats()).toMatchObject({ connections: 0, podcasts: [] });
		expect(fixture.clock.pendingTimers).toBe(0);
	});

	test('is harmless twice, and stops listening', async () => {
		const fixture = await ServerFixture.start();
		expect(fixture.server.close()).toBe(fixture.server.close());
		await fixture.server.close();
		await expect(fixture.call('/health')).rejects.toThrow();
	});

	test('does not wait for a peer that does not answer longer than its time', async () => {
		const fixture = await ServerFixture.start();
		const { receiver, sender } = await fixture.goLive();
		receiver.webSocket.pause();
		const closed = fixture.server.close();
		await sender.closed;
		await fixture.clock.step(2_000);
		await closed;
		expect(fixture.server.stats().connections).toBe(0);
		expect(fixture.clock.pendingTimers).toBe(0);
	});

	test('answers 503 with Retry-After while it lasts', async () => {
		const fixture = await ServerFixture.start();
		const { id, receiver, sender } = await fixture.goLive();
		receiver.webSocket.pause();
		const closed = fixture.server.close();
		await sender.closed;
		const response = await fixture.call('/health');
		expect(response.status).toBe(503);
		expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
		expect(await response.json()).toEqual({
			error: { code: 'closing', message: expect.any(String) },
		});
		const upgrade = await exchange(
			fixture.server.url,
			`GET /?id=${id} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
				`clientId: ${LISTENER.clientId}\r\ntoken: ${LISTENER.token}\r\n` +
				'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
		);
		expect(parseAnswer(upgrade).status).toBe(503);
		await fixture.clock.step(2_000);
		await closed;
	});

	test('has nothing to do where the port was taken', async () => {
		const taken = createServer().listen(0, '127.0.0.1');
		await once(taken, 'listening');
		const { port } = taken.address() as { port: number };
		const start = PodcastServer.start({
			host: '127.0.0.1',
			port,
			clients: new Map(),
			clock: (await ServerFixture.start()).clock,
			logger: pino({ level: 'silent' }),
		});
		await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE' });
		taken.close();
	});
});
