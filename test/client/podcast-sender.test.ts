import nacl from 'tweetnacl';
import { describe, expect, test } from 'vitest';
import { PodcastSender } from '../../src/client/podcast-sender.js';
import {
	FIRST_VERSION_DIALECT,
	LATER_VERSION_DIALECT,
} from '../support/fake-podcast-service/dialect.js';
import type { FakePodcastService } from '../support/fake-podcast-service/fake-podcast-service.js';
import { until } from '../support/until.js';
import {
	CLIENT_ID,
	CLIENT_TOKEN,
	FIRST_PAUSE_MS,
	frame,
	senderOptions,
	startSender,
	startService,
	stepThroughPauses,
} from './sender-fixture.js';

describe('PodcastSender on any server of the protocol', () => {
	test.each([
		['the built-in way', {}],
		['the first version', FIRST_VERSION_DIALECT],
		['later versions', LATER_VERSION_DIALECT],
		['unsigned key bytes', { key: 'unsigned' }],
		['a base64 key', { key: 'base64' }],
		['a hex key', { key: 'hex' }],
		['a Latin-1 key', { key: 'latin1' }],
	] as const)(
		'sends sealed frames, byte for byte what tweetnacl opens: %s',
		async (_way, dialect) => {
			const service = await startService(dialect);
			const { sender } = await startSender(service);
			const frames = [frame(1), frame(2), frame(0xffff_ffff)];
			for (const one of frames) {
				sender.send(one);
			}
			const [podcast] = await service.podcasts.atLeast(1);
			const packets = (await podcast?.packets.atLeast(3)) ?? [];
			packets.forEach((packet, index) => {
				const sent = frames[index];
				const nonce = packet.subarray(1, 25);
				expect(packet[0]).toBe(1);
				expect(nonce.readUInt32BE(0)).toBe(sent?.transportNonce);
				expect(nonce.subarray(4)).toEqual(Buffer.alloc(20));
				expect(
					nacl.secretbox.open(packet.subarray(25), nonce, podcast?.secretKey ?? nonce),
				).toEqual(sent?.opus);
			});
		},
	);

	test('sends its credentials in both spellings, and says that it is the sender', async () => {
		const service = await startService();
		const { sender } = await startSender(service);
		const credentials = { clientid: CLIENT_ID, client_id: CLIENT_ID, token: CLIENT_TOKEN };
		expect(service.requests.items[0]).toMatchObject({ method: 'POST', url: '/podcast' });
		expect(service.requests.items[0]?.headers).toMatchObject(credentials);
		expect(service.handshakes.items[0]?.headers).toMatchObject({
			...credentials,
			issender: 'true',
		});
		expect(service.handshakes.items[0]?.url).toBe(`/?id=${sender.podcast?.id}`);
	});

	test('sends nothing before Hello', async () => {
		const service = await startService();
		service.failConnection({ type: 'silence' });
		const options = senderOptions(service);
		const starting = PodcastSender.start(options);
		const [podcast] = await service.podcasts.atLeast(1);
		await service.handshakes.atLeast(1);
		await options.clock.timerWithin(options.helloTimeoutMs);
		expect(podcast?.packets.items).toHaveLength(0);
		await options.clock.step(options.helloTimeoutMs);
		await stepThroughPauses(options.clock, starting);
		const sender = await starting;
		sender.send(frame(1));
		await sender.stop();
		expect(service.podcasts.items.map(({ packets }) => packets.items.length)).toEqual([0, 1]);
	});

	test('stops by closing its connection, and drops what comes later', async () => {
		const service = await startService();
		const { listener, sender } = await startSender(service);
		await sender.stop();
		await sender.stop();
		sender.send(frame(1));
		expect(service.podcasts.items[0]?.endedWith).toBe(4003);
		expect(Object.fromEntries(sender.stats.dropped)).toEqual({ 'podcast not connected': 1 });
		expect(listener.onDisconnected).not.toHaveBeenCalled();
		expect(listener.onFailed).not.toHaveBeenCalled();
	});
});

describe('PodcastSender and nonces', () => {
	test('never sends a nonce twice', async () => {
		const service = await startService();
		const { sender } = await startSender(service);
		for (const nonce of [1, 2, 2, 1, 3]) {
			sender.send(frame(nonce));
		}
		expect(sender.stats.sent).toBe(3);
		expect(Object.fromEntries(sender.stats.dropped)).toEqual({ 'nonce would repeat': 2 });
	});

	test('counts voice sessions from 0 within the podcast, in bytes 20 to 23', async () => {
		const service = await startService();
		const { sender } = await startSender(service);
		sender.send(frame(1, { voiceSession: 4 }));
		sender.send(frame(1, { voiceSession: 5 }));
		sender.send(frame(2, { voiceSession: 4 }));
		sender.send(frame(1, { voiceSession: 300 }));
		const packets = (await service.podcasts.items[0]?.packets.atLeast(3)) ?? [];
		expect(packets.map((packet) => packet.readUInt32BE(1 + 20))).toEqual([0, 1, 296]);
		expect(sender.stats.dropped.get('nonce would repeat')).toBe(1);
	});

	test('starts from 0 again with a new podcast, whose key is another', async () => {
		const service = await startService();
		const { clock, sender } = await startSender(service);
		sender.send(frame(1, { voiceSession: 3 }));
		sender.send(frame(1, { voiceSession: 4 }));
		service.podcasts.items[0]?.end(4003);
		await service.podcasts.atLeast(2);
		await reconnected(sender, clock);
		sender.send(frame(1, { voiceSession: 4 }));
		const packets = (await service.podcasts.items[1]?.packets.atLeast(1)) ?? [];
		expect(packets[0]?.readUInt32BE(1 + 20)).toBe(0);
	});

	test('goes on counting where it returns to its podcast', async () => {
		const service = await startService();
		const { clock, listener, sender } = await startSender(service);
		sender.send(frame(1));
		// The fake ends a podcast with its sender, so the first try finds it gone.
		service.podcasts.items[0]?.dropSender();
		await service.podcasts.atLeast(1);
		await clock.timerWithin(FIRST_PAUSE_MS);
		sender.send(frame(2));
		await clock.step(FIRST_PAUSE_MS);
		await service.podcasts.atLeast(2);
		await reconnected(sender, clock);
		expect(listener.onReconnected).toHaveBeenCalledTimes(1);
		expect(sender.stats.dropped.get('podcast not connected')).toBe(1);
	});
});

describe('PodcastSender on air', () => {
	test('reads what comes in on its socket, and survives what is malformed', async () => {
		const service = await startService();
		const { listener, sender } = await startSender(service);
		const [podcast] = service.podcasts.items;
		const packets = [
			Buffer.alloc(0),
			Buffer.of(9, 9),
			Buffer.of(1, 2, 3),
			Buffer.from('\0{"type":'),
			Buffer.from('\0{"type":42}'),
			Buffer.concat([Buffer.of(1), Buffer.alloc(60)]),
			Buffer.from('{"type":1,"reason":4003}'),
		];
		for (const packet of packets) {
			podcast?.sendToSender(packet);
		}
		podcast?.sender?.send('text');
		podcast?.sender?.ping();
		await new Promise((resolve) => podcast?.sender?.once('pong', resolve));
		expect(sender.stats.received).toEqual({ events: 2, audio: 1, ignored: 4, malformed: 2 });
		sender.send(frame(1));
		await podcast?.packets.atLeast(1);
		expect(listener.onDisconnected).not.toHaveBeenCalled();
	});

	test('drops frames rather than let them queue up', async () => {
		const service = await startService();
		const options = { ...senderOptions(service), maxBufferedBytes: 1000 };
		const sender = await PodcastSender.start(options);
		silence(service);
		const isTooSlow = () => sender.stats.dropped.has('podcast connection too slow');
		const opus = new Uint8Array(1200).fill(1);
		let nonce = 0;
		while (!isTooSlow() && nonce < 50_000) {
			nonce += 1;
			sender.send(frame(nonce, { opus }));
		}
		expect(isTooSlow()).toBe(true);
		expect(sender.stats.sent).toBe(nonce - 1);
	});

	test('drops frames that no Opus packet can be', async () => {
		const service = await startService();
		const { sender } = await startSender(service);
		sender.send(frame(1, { opus: new Uint8Array(4000) }));
		expect(sender.stats.dropped.get('frame too long')).toBe(1);
	});

	test('says why when the server refuses its credentials from now on', async () => {
		const service = await startService();
		const { listener } = await startSender(service);
		service.podcasts.items[0]?.closeSender(4001);
		await until(() => listener.onFailed.mock.calls.length).toBe(1);
		expect(listener.onFailed.mock.calls[0]?.[0].message).toMatch(/4001/);
	});

	test('gives up when the server stays away for longer than its time', async () => {
		const service = await startService();
		const { clock, listener, sender } = await startSender(service);
		await service.close();
		await until(() => listener.onDisconnected.mock.calls.length).toBe(1);
		for (let round = 0; listener.onFailed.mock.calls.length === 0 && round < 40; round++) {
			await clock.timerWithin(15_000);
			await clock.step(5_000);
		}
		expect(listener.onFailed.mock.calls[0]?.[0].message).toMatch(/cannot be reached/);
		expect(sender.isOnAir).toBe(false);
		expect(clock.pendingTimers).toBe(0);
	});

	test('finds a server that has gone silent', async () => {
		const service = await startService();
		const { clock, listener } = await startSender(service);
		silence(service);
		for (let round = 0; round < 4; round++) {
			await clock.step(10_000);
		}
		await until(() => listener.onDisconnected.mock.calls.length).toBe(1);
	});
});

/** Keeps the sender's connection open, but reads and answers nothing any more. */
function silence(service: FakePodcastService): void {
	service.podcasts.items[0]?.sender?.pause();
}

async function reconnected(
	sender: PodcastSender,
	clock: { step(durationMs: number): Promise<void> },
): Promise<void> {
	await until(async () => {
		await clock.step(1);
		return sender.isOnAir;
	}).toBe(true);
}
