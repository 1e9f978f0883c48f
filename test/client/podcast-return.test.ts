// A sender whose connection is gone, on servers that keep its podcast, lose it, or are away.
import { describe, expect, test } from 'vitest';
import { PodcastSender } from '../../src/client/podcast-sender.js';
import { FIRST_VERSION_DIALECT } from '../support/fake-podcast-service/dialect.js';
import type { FakePodcast } from '../support/fake-podcast-service/fake-podcast.js';
import type {
	FakePodcastService,
	FakePodcastServiceOptions,
} from '../support/fake-podcast-service/fake-podcast-service.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import {
	frame,
	pass,
	senderOptions,
	startSender,
	startService,
	stepUntil,
} from './sender-fixture.js';

const KEPT = { senderGraceMs: 600_000 };

async function startShow(
	dialect: Parameters<typeof startService>[0] = {},
	options: Partial<FakePodcastServiceOptions> = {},
) {
	const service = await startService(dialect, options);
	const parts = await startSender(service);
	const { clock, listener } = parts;
	const [podcast] = service.podcasts.items as [FakePodcast];
	const times = { dropped: 0, back: 0 };
	const isBack = () => listener.onReconnected.mock.calls.length > times.back;
	return {
		...parts,
		service,
		podcast,
		/** Cuts the sender's connection, and waits until it knows. */
		drop: async () => {
			times.back = listener.onReconnected.mock.calls.length;
			(service.podcasts.items.at(-1) as FakePodcast).dropSender();
			await until(() => listener.onDisconnected.mock.calls.length).toBe(++times.dropped);
		},
		/** Milliseconds on the clock until it is on air again. */
		backWithin: async (maxMs: number) => {
			const elapsedMs = await stepUntil(clock, isBack, { maxMs });
			expect(isBack(), `on air again within ${maxMs} ms`).toBe(true);
			return elapsedMs;
		},
	};
}

function calls({ requests }: FakePodcastService): string[] {
	return requests.items.map(({ method, url }) => `${method} ${url.replace(/=.*/, '=')}`);
}

describe('a podcast that is gone with its sender', () => {
	test.each([
		['a port of its own that refuses', FIRST_VERSION_DIALECT],
		['close code 4006', {}],
	])('is replaced within 1 s of knowing: %s', async (_how, dialect) => {
		const show = await startShow(dialect);
		const first = show.sender.podcast?.id;
		await show.drop();
		await show.backWithin(950);
		expect(show.sender.podcast?.id).not.toBe(first);
		show.sender.send(frame(9));
		const podcast = show.service.podcasts.items[1] as FakePodcast;
		await podcast.packets.atLeast(1);
		expect(podcast.opened(0)).toEqual(Buffer.from(frame(9).opus));
	});

	test('is asked after at once, and by its id', async () => {
		const show = await startShow(FIRST_VERSION_DIALECT);
		await show.drop();
		await show.backWithin(950);
		expect(calls(show.service)).toEqual(['POST /podcast', 'GET /podcast?id=', 'POST /podcast']);
		expect(show.service.requests.items[1]?.url).toBe(
			`/podcast?id=${encodeURIComponent(show.podcast.id)}`,
		);
	});

	test.each([404, 410])('is so where the handshake and the API say %i', async (status) => {
		const show = await startShow(KEPT);
		show.service.failConnection({ type: 'status', status });
		show.service.failRest({ type: 'answer', status });
		await show.drop();
		await show.backWithin(950);
		expect(show.service.podcasts.items).toHaveLength(2);
	});

	test('is so where the API names no port any more', async () => {
		const show = await startShow(KEPT);
		show.service.failConnection({ type: 'status', status: 502 });
		show.service.failRest({ type: 'answer', body: JSON.stringify({ id: show.podcast.id }) });
		await show.drop();
		await show.backWithin(950);
		expect(show.service.podcasts.items).toHaveLength(2);
	});

	test('is so where its port refuses for seconds, though the API still names it', async () => {
		const show = await startShow(KEPT);
		show.service.failConnection(...Array(8).fill({ type: 'drop', after: 'upgrade' }));
		await show.drop();
		expect(
			await stepUntil(show.clock, () => show.service.podcasts.items.length > 1, { maxMs: 9000 }),
		).toBeLessThan(5000);
	});

	test('is so each time: its server is not asked in a tight loop', async () => {
		const show = await startShow();
		show.service.failConnection(...Array(30).fill({ type: 'drop', after: 'Hello' }));
		await show.drop();
		await pass(show.clock, 10_000);
		expect(show.service.podcasts.items.length).toBeGreaterThan(3);
		expect(show.service.podcasts.items.length).toBeLessThan(12);
		expect(show.listener.onFailed).not.toHaveBeenCalled();
	});
});

describe('a podcast that is kept', () => {
	test('is returned to at once', async () => {
		const show = await startShow(KEPT);
		await show.drop();
		expect(await show.backWithin(1000)).toBeLessThan(400);
		expect(calls(show.service)).toEqual(['POST /podcast']);
	});

	test('is returned to where a proxy answered all kinds of things meanwhile', async () => {
		const show = await startShow(KEPT);
		for (const status of [502, 404, 503]) {
			show.service.failConnection({ type: 'status', status });
			show.service.failRest({ type: 'answer', status, body: '<html>' });
			if (status === 404) {
				// Then a new podcast is asked for, and that is no different.
				show.service.failRest({ type: 'answer', status });
			}
		}
		await show.drop();
		await show.backWithin(8000);
		expect(show.sender.podcast?.id).toBe(show.podcast.id);
	});

	test('is followed to the address that the API names now', async () => {
		const show = await startShow(KEPT);
		const proxy = await TcpProxy.start();
		proxy.targetPort = Number(new URL(show.service.url).port);
		const { port } = new URL(proxy.url);
		show.service.failConnection({ type: 'status', status: 502 });
		show.service.failRest({
			type: 'answer',
			body: JSON.stringify({ id: show.podcast.id, ip: '127.0.0.1', port }),
		});
		await show.drop();
		await show.backWithin(950);
		expect(show.sender.podcast).toMatchObject({ id: show.podcast.id, port: Number(port) });
		expect(show.service.handshakes.items.at(-1)?.headers.host).toBe(`127.0.0.1:${port}`);
	});

	test('may have another key: it is used, and nonces go on', async () => {
		const show = await startShow(KEPT);
		show.sender.send(frame(1));
		await show.podcast.packets.atLeast(1);
		show.podcast.secretKey = Buffer.alloc(32, 9);
		await show.drop();
		await show.backWithin(1000);
		show.sender.send(frame(1));
		show.sender.send(frame(2));
		await show.podcast.packets.atLeast(2);
		expect(show.podcast.opened(1)).toEqual(Buffer.from(frame(2).opus));
	});
});

test('no nonce repeats where a server gives all podcasts one key', async () => {
	const show = await startShow({}, { secretKey: Buffer.alloc(32, 5) });
	const send = async () => {
		const { packets } = show.service.podcasts.items.at(-1) as FakePodcast;
		show.sender.send(frame(1, { voiceSession: 4 }));
		show.sender.send(frame(2, { voiceSession: 4 }));
		show.sender.send(frame(1, { voiceSession: 6 }));
		await packets.atLeast(1);
		return packets.items;
	};
	await send();
	for (let round = 0; round < 3; round++) {
		await show.drop();
		await show.backWithin(4000);
		await send();
	}
	const nonces = show.service.podcasts.items.flatMap(({ packets }) =>
		packets.items.map((packet) => packet.subarray(1, 25).toString('hex')),
	);
	expect(nonces.length).toBe(12);
	expect(new Set(nonces).size).toBe(12);
});

describe('a server that still holds the old connection (4004)', () => {
	test('is tried again after 1, 2 and 4 s, then for a new podcast', async () => {
		const show = await startShow({ senderHeldMs: 600_000 });
		await show.drop();
		const { clock, service } = show;
		await service.handshakes.atLeast(2);
		for (const [index, pauseMs] of [1000, 2000, 4000].entries()) {
			await clock.timerWithin(pauseMs);
			await clock.step(pauseMs - 1);
			expect(service.handshakes.items).toHaveLength(2 + index);
			await clock.step(1);
			await service.handshakes.atLeast(3 + index);
		}
		expect(service.podcasts.items).toHaveLength(1);
		await show.backWithin(950);
		expect(show.service.podcasts.items).toHaveLength(2);
	});

	test('and then forgets the podcast: there is a new one at once', async () => {
		const clock = new SteppedClock();
		const show = await startShow({ ...FIRST_VERSION_DIALECT, senderHeldMs: 2500 }, { clock });
		await show.drop();
		const isOver = () => show.service.podcasts.items.length > 1;
		await stepUntil(show.clock, () => show.service.handshakes.items.length > 2, {
			maxMs: 2000,
		});
		await clock.step(2500);
		await stepUntil(show.clock, isOver, { maxMs: 3000 });
		await show.backWithin(950);
		expect(show.clock.nowMs()).toBeLessThan(3500);
	});

	test('says so after Hello: it is never final, and never a tight loop', async () => {
		const show = await startShow(KEPT);
		show.podcast.closeSender(4004);
		await until(() => show.listener.onDisconnected.mock.calls.length).toBe(1);
		expect(await show.backWithin(2000)).toBeGreaterThanOrEqual(1000);
		expect(show.listener.onFailed).not.toHaveBeenCalled();
	});
});

describe('a server that is away', () => {
	test.each([2, 20, 50])('for %i s: sound is back within 5 s of its return', async (awayS) => {
		const show = await startShow(FIRST_VERSION_DIALECT);
		await show.service.goAway();
		await until(() => show.listener.onDisconnected.mock.calls.length).toBe(1);
		await pass(show.clock, awayS * 1000);
		await show.service.comeBack();
		await show.backWithin(4900);
		expect(show.sender.podcast?.id).toBe(show.service.podcasts.items[1]?.id);
	});

	test('and does not answer at all: it is found within 5 s, too', async () => {
		const show = await startShow(FIRST_VERSION_DIALECT);
		show.service.failRest({ type: 'silence' });
		await show.drop();
		await show.backWithin(5000);
	});

	test('and says when to come again: it is not asked before', async () => {
		const show = await startShow(FIRST_VERSION_DIALECT);
		const headers = { 'retry-after': '20' };
		show.service.failRest({ type: 'answer', status: 503, headers });
		await show.drop();
		await pass(show.clock, 19_900);
		expect(calls(show.service)).toHaveLength(2);
		await show.backWithin(1200);
	});

	test('and refuses the handshake until then: the podcast is waited for', async () => {
		const show = await startShow(KEPT);
		const headers = { 'retry-after': '7' };
		show.service.failConnection({ type: 'status', status: 429, headers });
		await show.drop();
		expect(await show.backWithin(8000)).toBeGreaterThanOrEqual(7000);
		expect(show.sender.podcast?.id).toBe(show.podcast.id);
	});
});

describe('a refusal of our credentials on the return', () => {
	test('ends nothing where it is over in a moment', async () => {
		const show = await startShow(FIRST_VERSION_DIALECT);
		show.service.failRest(...Array(3).fill({ type: 'answer', status: 401 }));
		await show.drop();
		await show.backWithin(5000);
	});

	test('ends the show where it lasts', async () => {
		const show = await startShow(FIRST_VERSION_DIALECT);
		show.service.failRest(...Array(20).fill({ type: 'answer', status: 401 }));
		await show.drop();
		const hasFailed = () => show.listener.onFailed.mock.calls.length > 0;
		expect(await stepUntil(show.clock, hasFailed, { maxMs: 15_000 })).toBeGreaterThanOrEqual(5000);
		expect(show.listener.onFailed.mock.calls[0]?.[0].message).toMatch(/credentials \(401\)/);
	});

	test('by the podcast alone, which is another client’s now: there is a new one', async () => {
		const show = await startShow(KEPT);
		show.service.failConnection({ type: 'close', code: 4001 });
		await show.drop();
		await show.backWithin(950);
		expect(show.service.podcasts.items).toHaveLength(2);
	});
});

test('nothing is looked into while starting', async () => {
	const service = await startService(FIRST_VERSION_DIALECT);
	service.failConnection({ type: 'status', status: 502 });
	const options = senderOptions(service);
	const starting = PodcastSender.start(options);
	await stepUntil(options.clock, () => service.handshakes.items.length > 1, { maxMs: 2000 });
	await (await starting).stop();
	expect(calls(service)).toEqual(['POST /podcast']);
});
