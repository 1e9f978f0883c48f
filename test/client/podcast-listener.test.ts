// A receiver on servers of all versions, and on ones that fail.
import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { PodcastListener } from '../../src/client/podcast-listener.js';
import type { PodcastFrame } from '../../src/client/receiver-connection.js';
import { ConnectionClosedError } from '../../src/errors.js';
import { BAD_MESSAGES } from '../support/fake-podcast-service/bad-messages.js';
import {
	FIRST_VERSION_DIALECT,
	LATER_VERSION_DIALECT,
	type PodcastDialect,
} from '../support/fake-podcast-service/dialect.js';
import { Recorder } from '../support/fake-podcast-service/recorder.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { until } from '../support/until.js';
import {
	CLIENT_ID,
	CLIENT_TOKEN,
	frame,
	pass,
	startSender,
	startService,
	stepThroughPauses,
	stepUntil,
} from './sender-fixture.js';

/** A service with a podcast on air, and what a listener to it needs. */
async function startShow(dialect: Partial<PodcastDialect> = {}) {
	const service = await startService(dialect);
	const { api, clock: senderClock, sender } = await startSender(service);
	const [podcast] = await service.podcasts.atLeast(1);
	const frames = new Recorder<PodcastFrame>();
	const events = {
		onFrame: vi.fn((each: PodcastFrame) => void frames.push(each)),
		onDisconnected: vi.fn(),
		onReconnected: vi.fn(),
		onEnd: vi.fn(),
	};
	const clock = new SteppedClock();
	const stopping = new AbortController();
	let isComingBack = false;
	const options = {
		source: {
			address: () =>
				sender.podcast && { url: api.websocketUrl(sender.podcast), headers: api.credentials },
			version: () => sender.podcast,
			isComingBack: () => isComingBack,
		},
		clock,
		logger: pino({ level: 'silent' }),
		events,
		random: () => 1,
		startTimeoutMs: 15_000,
		reconnectTimeoutMs: 6_000,
		helloTimeoutMs: 8_000,
		signal: stopping.signal,
	};
	const start = async (changes: { reconnectTimeoutMs?: number } = {}) => {
		const listener = await PodcastListener.start({ ...options, ...changes });
		onTestFinished(() => listener.stop());
		return listener;
	};
	return {
		clock,
		events,
		frames,
		options,
		podcast: podcast as NonNullable<typeof podcast>,
		sender,
		senderClock,
		service,
		start,
		stopping,
		comeBack: () => {
			isComingBack = true;
		},
	};
}

test.each([
	['the built-in way', {}],
	['the first version', FIRST_VERSION_DIALECT],
	['later versions', LATER_VERSION_DIALECT],
	['a base64 key', { key: 'base64' }],
] as const)('receives every frame with its nonce: %s', async (_way, dialect) => {
	const { frames, sender, service, start } = await startShow(dialect);
	await start();
	const sent = [frame(7), frame(8), frame(0xffff_ffff, { voiceSession: 0 }), frame(3)];
	for (const each of sent) {
		sender.send(each);
	}
	const received = await frames.atLeast(4);
	expect(received.map(({ opus, transportNonce }) => ({ opus, transportNonce }))).toEqual(
		sent.map(({ opus, transportNonce }) => ({ opus, transportNonce })),
	);
	expect(service.handshakes.items[1]?.headers).toMatchObject({
		clientid: CLIENT_ID,
		token: CLIENT_TOKEN,
	});
	expect(service.handshakes.items[1]?.headers.issender).toBeUndefined();
});

test('loses one packet where one is malformed, of another key, or of an unknown kind', async () => {
	const { frames, podcast, sender, start } = await startShow();
	const listener = await start();
	sender.send(frame(1));
	await frames.atLeast(1);
	for (const packet of [
		Buffer.of(1, 2, 3),
		Buffer.concat([Buffer.of(1), Buffer.alloc(24 + 16 + 20, 7)]),
		Buffer.from('\0{"type":'),
		Buffer.of(9),
		Buffer.alloc(0),
	]) {
		podcast.sendToReceivers(packet);
	}
	// Two frames of equal length cannot have three bytes (RFC 6716, 3.2.3).
	sender.send(frame(11, { opus: Uint8Array.of(0xf9, 1, 2, 3) }));
	sender.send(frame(2));
	await frames.atLeast(2);
	expect(listener.stats).toMatchObject({ opened: 2, unusable: 2 });
	expect(listener.isConnected).toBe(true);
});

describe('the podcast', () => {
	test.each([4003, 4005, 4006, 4002])('ends with %i: so does the listener', async (code) => {
		const { events, podcast, start } = await startShow();
		const listener = await start();
		podcast.end(code);
		await until(() => events.onEnd).toHaveBeenCalledExactlyOnceWith(
			expect.objectContaining({ closeCode: code }),
		);
		expect(events.onDisconnected).not.toHaveBeenCalled();
		expect(listener.isConnected).toBe(false);
	});

	test('is unknown, or closed to us: no second try is made', async () => {
		for (const code of [4006, 4000, 4001]) {
			const { service, start } = await startShow();
			service.failConnection({ type: 'close', code });
			await expect(start()).rejects.toMatchObject({
				constructor: ConnectionClosedError,
				closeCode: code,
			});
			expect(service.handshakes.items).toHaveLength(2);
		}
	});

	test('is to come back: the listener tries again', async () => {
		const { clock, comeBack, events, podcast, service, start } = await startShow();
		await start();
		comeBack();
		service.failConnection({ type: 'close', code: 4006 });
		podcast.dropReceivers();
		const back = until(() => events.onReconnected).toHaveBeenCalledOnce();
		await stepThroughPauses(clock, back);
		await back;
		expect(events.onEnd).not.toHaveBeenCalled();
	});
});

describe('the podcast’s server', () => {
	test('loses it: the new one is followed within 1 s of the sender knowing it', async () => {
		const { clock, comeBack, events, frames, podcast, sender, senderClock, start } =
			await startShow(FIRST_VERSION_DIALECT);
		await start({ reconnectTimeoutMs: 300_000 });
		comeBack();
		podcast.dropSender();
		await until(() => events.onDisconnected).toHaveBeenCalledOnce();
		// As long as nothing is to be had, pauses grow.
		await pass(clock, 5000);
		const first = sender.podcast?.id;
		await stepUntil(senderClock, () => sender.isOnAir, { maxMs: 2000 });
		expect(sender.podcast?.id).not.toBe(first);
		const isBack = () => events.onReconnected.mock.calls.length > 0;
		await stepUntil(clock, isBack, { maxMs: 900 });
		expect(isBack()).toBe(true);
		sender.send(frame(4));
		expect(await frames.atLeast(1)).toMatchObject([{ transportNonce: 4 }]);
	});

	test.each([4006, 4000, 4001])(
		'was restarted and closes with %i: it is tried for 30 s, and back when the podcast is',
		async (code) => {
			const { clock, events, podcast, service, start } = await startShow();
			await start({ reconnectTimeoutMs: 300_000 });
			service.failConnection(...Array(6).fill({ type: 'close', code }));
			podcast.dropReceivers();
			await pass(clock, 9000);
			expect(events.onEnd).not.toHaveBeenCalled();
			const isBack = () => events.onReconnected.mock.calls.length > 0;
			await stepUntil(clock, isBack, { maxMs: 9000, stepMs: 500 });
			expect(isBack()).toBe(true);
		},
	);

	test.each([4006, 4000])('was restarted without it (%i): that is the end', async (code) => {
		const { clock, events, podcast, service, start } = await startShow();
		await start({ reconnectTimeoutMs: 300_000 });
		service.failConnection(...Array(40).fill({ type: 'close', code }));
		podcast.dropReceivers();
		await until(() => events.onDisconnected).toHaveBeenCalledOnce();
		await pass(clock, 29_000);
		expect(events.onEnd).not.toHaveBeenCalled();
		await pass(clock, 5000);
		expect(events.onEnd).toHaveBeenCalledExactlyOnceWith(
			expect.objectContaining({ closeCode: code }),
		);
	});

	test.each([1001, 1012])('says with %i that it comes back', async (reason) => {
		const { events, podcast, start } = await startShow();
		await start();
		podcast.sendToReceivers(Buffer.from(`\0{"type":1,"reason":${reason}}`));
		podcast.closeReceivers(reason);
		await until(() => events.onReconnected).toHaveBeenCalledOnce();
		expect(events.onEnd).not.toHaveBeenCalled();
	});

	test('says that it has ended, and then goes away itself: that is the end', async () => {
		const { events, podcast, start } = await startShow();
		await start();
		podcast.sendToReceivers(Buffer.from('\0{"type":1,"reason":4003}'));
		podcast.closeReceivers(1001);
		await until(() => events.onEnd).toHaveBeenCalledOnce();
		expect(events.onDisconnected).not.toHaveBeenCalled();
	});

	test('is away: it is found within 5 s of its return', async () => {
		const { clock, events, podcast, service, start } = await startShow();
		await start({ reconnectTimeoutMs: 300_000 });
		service.failConnection(...Array(6).fill({ type: 'status', status: 502 }));
		podcast.dropReceivers();
		await stepUntil(clock, () => service.handshakes.items.length >= 2 + 6, {
			maxMs: 30_000,
			stepMs: 250,
		});
		const isBack = () => events.onReconnected.mock.calls.length > 0;
		expect(await stepUntil(clock, isBack, { maxMs: 6000 })).toBeLessThan(4900);
	});
});

test.each(Object.entries(BAD_MESSAGES))('a bad message costs itself: %s', async (_kind, bad) => {
	const { events, frames, podcast, sender, service, start } = await startShow();
	service.failConnection({ type: 'messages', beforeHello: bad, afterHello: bad });
	await start();
	for (const message of bad) {
		podcast.sendToReceivers(message);
	}
	sender.send(frame(2));
	await frames.atLeast(1);
	expect(events.onDisconnected).not.toHaveBeenCalled();
});

describe('the connection', () => {
	test('drops: it is made anew within 3 s, and counted', async () => {
		const { clock, events, frames, podcast, sender, service, start } = await startShow();
		const listener = await start();
		service.failConnection({ type: 'status', status: 503 }, { type: 'drop', after: 'upgrade' });
		podcast.dropReceivers();
		const isBack = () => events.onReconnected.mock.calls.length > 0;
		expect(await stepUntil(clock, isBack, { maxMs: 6000 })).toBeLessThan(3000);
		sender.send(frame(5));
		await frames.atLeast(1);
		expect(listener.stats.reconnects).toBe(1);
		expect(events.onDisconnected).toHaveBeenCalledOnce();
	});

	test('cannot be made again: the listener gives up', async () => {
		const { clock, events, service, podcast, start } = await startShow();
		await start();
		service.failConnection(...Array(9).fill({ type: 'status', status: 503 }));
		podcast.dropReceivers();
		const ended = until(() => events.onEnd).toHaveBeenCalledOnce();
		await stepThroughPauses(clock, ended);
		await ended;
		expect(events.onEnd.mock.calls[0]?.[0]).toBeInstanceOf(Error);
	});

	test('says nothing for 25 s: it is taken for dead', async () => {
		const { clock, events, podcast, start } = await startShow();
		await start();
		podcast.pauseReceivers();
		for (let pings = 0; pings < 4; pings++) {
			await clock.step(10_000);
		}
		await until(() => events.onDisconnected).toHaveBeenCalledOnce();
	});

	test('is closed by whoever started it: nobody is told', async () => {
		const { events, start, stopping } = await startShow();
		const listener = await start();
		stopping.abort();
		await until(() => listener.isConnected).toBe(false);
		expect(events.onEnd).not.toHaveBeenCalled();
		expect(events.onDisconnected).not.toHaveBeenCalled();
	});
});
