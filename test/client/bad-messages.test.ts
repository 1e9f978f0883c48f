// What no server should send, before Hello and after it: it costs itself, and the show goes on.
import { describe, expect, test } from 'vitest';
import { PodcastSender } from '../../src/client/podcast-sender.js';
import { BAD_MESSAGES } from '../support/fake-podcast-service/bad-messages.js';
import type { FakePodcast } from '../support/fake-podcast-service/fake-podcast.js';
import { until } from '../support/until.js';
import {
	frame,
	senderOptions,
	startSender,
	startService,
	stepThroughPauses,
} from './sender-fixture.js';

const all = Object.values(BAD_MESSAGES).flat();

describe('a bad message', () => {
	test.each(Object.keys(BAD_MESSAGES))('before Hello costs itself: %s', async (kind) => {
		const service = await startService();
		service.failConnection({ type: 'messages', beforeHello: BAD_MESSAGES[kind] ?? [] });
		const { sender } = await startSender(service);
		sender.send(frame(1));
		await service.podcasts.items[0]?.packets.atLeast(1);
		expect(service.handshakes.items).toHaveLength(1);
	});

	test.each(Object.keys(BAD_MESSAGES))('after Hello costs itself: %s', async (kind) => {
		const service = await startService();
		service.failConnection({ type: 'messages', afterHello: BAD_MESSAGES[kind] ?? [] });
		const { listener, sender } = await startSender(service);
		const [podcast] = service.podcasts.items as [FakePodcast];
		for (const message of BAD_MESSAGES[kind] ?? []) {
			podcast.sendToSender(message);
		}
		await podcast.senderRoundTrip();
		sender.send(frame(1));
		await podcast.packets.atLeast(1);
		expect(listener.onDisconnected).not.toHaveBeenCalled();
	});

	test('is counted', async () => {
		const service = await startService();
		service.failConnection({ type: 'messages', beforeHello: all, afterHello: all });
		const { sender } = await startSender(service);
		await service.podcasts.items[0]?.senderRoundTrip();
		const { events, audio, ignored, malformed } = sender.stats.received ?? {};
		expect(events).toBe(1);
		expect(Number(audio) + Number(ignored) + Number(malformed)).toBe(2 * all.length);
	});

	test('is no ping, however many come: the last is answered, and the show goes on', async () => {
		const service = await startService();
		const { listener, sender } = await startSender(service);
		await service.podcasts.items[0]?.pingSender(1000);
		expect(sender.isOnAir).toBe(true);
		expect(listener.onDisconnected).not.toHaveBeenCalled();
	});

	test('beyond 4 MiB costs the connection once, and the show goes on', async () => {
		const service = await startService();
		const { clock, listener, sender } = await startSender(service);
		service.podcasts.items[0]?.sendToSender(Buffer.alloc(5 * 1024 * 1024));
		const back = until(() => listener.onReconnected).toHaveBeenCalledOnce();
		await stepThroughPauses(clock, back);
		await back;
		expect(sender.isOnAir).toBe(true);
	});
});

describe('Hello', () => {
	test('without a key, and then with one: the good one is taken', async () => {
		const service = await startService();
		service.failConnection({
			type: 'messages',
			beforeHello: [Buffer.from('\0{"type":0,"secretKey":"short"}')],
		});
		const { sender } = await startSender(service);
		sender.send(frame(1));
		const [podcast] = service.podcasts.items as [FakePodcast];
		await podcast.packets.atLeast(1);
		expect(podcast.opened(0)).toEqual(Buffer.from(frame(1).opus));
	});

	test('several times with one key changes nothing', async () => {
		const service = await startService();
		const { sender } = await startSender(service);
		const [podcast] = service.podcasts.items as [FakePodcast];
		sender.send(frame(1));
		podcast.greetSender();
		podcast.greetSender();
		await podcast.senderRoundTrip();
		sender.send(frame(1));
		sender.send(frame(2));
		const packets = await podcast.packets.atLeast(2);
		expect(podcast.opened(1)).toEqual(Buffer.from(frame(2).opus));
		expect(packets.map((packet) => packet.readUInt32BE(1 + 20))).toEqual([0, 0]);
	});

	test('with another key is for what follows, and nonces go on', async () => {
		const service = await startService();
		const { sender } = await startSender(service);
		const [podcast] = service.podcasts.items as [FakePodcast];
		const [firstKey, secondKey] = [podcast.secretKey, Buffer.alloc(32, 7)];
		sender.send(frame(1));
		await podcast.packets.atLeast(1);
		podcast.secretKey = secondKey;
		podcast.greetSender();
		await podcast.senderRoundTrip();
		sender.send(frame(1));
		sender.send(frame(2));
		await podcast.packets.atLeast(2);
		expect(podcast.opened(1)).toEqual(Buffer.from(frame(2).opus));
		// The first key again: no nonce that was used under it may come back.
		podcast.secretKey = firstKey;
		podcast.greetSender();
		await podcast.senderRoundTrip();
		sender.send(frame(1));
		const packets = await podcast.packets.atLeast(3);
		expect(podcast.opened(2)).toEqual(Buffer.from(frame(1).opus));
		expect(packets[2]?.subarray(1, 25)).not.toEqual(packets[0]?.subarray(1, 25));
		expect(sender.stats.dropped.get('nonce would repeat')).toBe(1);
	});
});

describe('a Disconnect event', () => {
	test.each([
		['{"type":1,"reason":4003}', 4003],
		['{"type":1,"reason":"4003"}', 4003],
		['{"type":1}', 4003],
	])('%s without the close frame is the end of the podcast within 1 s', async (json, code) => {
		const service = await startService();
		const { clock, listener } = await startSender(service);
		const [podcast] = service.podcasts.items as [FakePodcast];
		podcast.sendToSender(Buffer.from(json));
		await podcast.senderRoundTrip();
		await clock.step(1000);
		await until(() => listener.onReconnected.mock.calls.length).toBe(1);
		expect(listener.onDisconnected.mock.calls[0]?.[0].closeCode).toBe(code);
		expect(service.podcasts.items).toHaveLength(2);
	});

	test('with a reason that is none is one where the connection ends, and else nothing', async () => {
		const service = await startService();
		const { clock, listener, sender } = await startSender(service);
		const [podcast] = service.podcasts.items as [FakePodcast];
		const odd = Buffer.from('\0{"type":1,"reason":"bye"}');
		podcast.sendToSender(odd);
		await podcast.senderRoundTrip();
		await clock.step(3000);
		expect(sender.isOnAir).toBe(true);
		podcast.sendToSender(odd);
		await podcast.senderRoundTrip();
		podcast.dropSender();
		await service.podcasts.atLeast(2);
		expect(listener.onDisconnected.mock.calls[0]?.[0].closeCode).toBe(4003);
	});
});

test('a server that never says Hello is told from one whose Hello has no key', async () => {
	const service = await startService();
	service.failConnection({ type: 'packet', packet: Buffer.from('\0{"type":') });
	const options = { ...senderOptions(service), startTimeoutMs: 8000 };
	const outcome = expect(PodcastSender.start(options)).rejects.toThrow(/sent no Hello within/);
	await service.handshakes.atLeast(1);
	await options.clock.timerWithin(options.helloTimeoutMs);
	await options.clock.step(options.helloTimeoutMs);
	await outcome;
});
