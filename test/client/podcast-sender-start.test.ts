import { describe, expect, test } from 'vitest';
import { PodcastSender } from '../../src/client/podcast-sender.js';
import {
	FIRST_PAUSE_MS,
	senderOptions,
	startService,
	stepThroughPauses,
} from './sender-fixture.js';

/** Nothing listens there, and no system hands it out as a free port. */
const CLOSED_PORT = 2;

describe('PodcastSender on failures at the start', () => {
	test.each([
		[401, /refuses the credentials \(401\)(?!:)/],
		[400, /refuses the request \(400\)/],
		[404, /does not know the address \(404\)(?!:)/],
		[302, /redirects \(302\)(?!:)/],
		[418, /answers status 418/],
	])('gives up at once on status %i, and says what came', async (status, message) => {
		const service = await startService();
		service.failRest({ type: 'answer', status, headers: { location: '/elsewhere' } });
		await expect(PodcastSender.start(senderOptions(service))).rejects.toThrow(message);
		expect(service.requests.items).toHaveLength(1);
	});

	test.each([
		[500, /fault of its own \(500\)/],
		[502, /fault of its own \(502\)/],
		[429, /too many requests \(429\)/],
	])(
		'tries again after status %i, and gives up with its reason in time',
		async (status, message) => {
			const service = await startService();
			service.failRest(...Array(8).fill({ type: 'answer', status }));
			const options = senderOptions(service);
			const starting = PodcastSender.start(options);
			const outcome = expect(starting).rejects.toThrow(message);
			await stepThroughPauses(options.clock, starting);
			await outcome;
			expect(service.requests.items.length).toBeGreaterThan(3);
		},
	);

	test('succeeds where a later try does', async () => {
		const service = await startService();
		service.failRest({ type: 'answer', status: 503 }, { type: 'drop' });
		service.failConnection({ type: 'status', status: 502 }, { type: 'close', code: 1011 });
		const options = senderOptions(service);
		const starting = PodcastSender.start(options);
		await stepThroughPauses(options.clock, starting);
		await (await starting).stop();
		expect(service.requests.items).toHaveLength(3);
		expect(service.handshakes.items).toHaveLength(3);
	});

	test('waits as long as Retry-After says', async () => {
		const service = await startService();
		service.failRest({ type: 'answer', status: 429, headers: { 'retry-after': '7' } });
		const options = senderOptions(service);
		const starting = PodcastSender.start(options);
		await options.clock.timerWithin(7_000);
		await options.clock.step(6_999);
		expect(service.requests.items).toHaveLength(1);
		await options.clock.step(1);
		await (await starting).stop();
	});

	test('gives up at once where Retry-After is beyond its time', async () => {
		const service = await startService();
		service.failRest({ type: 'answer', status: 429, headers: { 'retry-after': '60' } });
		await expect(PodcastSender.start(senderOptions(service))).rejects.toThrow(/try again in 60 s/);
	});

	test.each([
		['no JSON', '<html>', /answer JSON/],
		['an array', '[]', /podcast to be a JSON object/],
		['a podcast without id', '{"port":1}', /id of the podcast/],
		['a podcast with a wrong port', '{"id":"abcde","port":"x"}', /port of the podcast/],
		['too much', JSON.stringify('x'.repeat(70_000)), /at most 65536 bytes/],
	])('refuses an answer that is %s', async (_what, body, message) => {
		const service = await startService();
		service.failRest({ type: 'answer', body });
		await expect(PodcastSender.start(senderOptions(service))).rejects.toThrow(message);
	});

	test('names the server that cannot be reached', async () => {
		const options = senderOptions({ url: `http://127.0.0.1:${CLOSED_PORT}` });
		const starting = PodcastSender.start(options);
		const outcome = expect(starting).rejects.toThrow(
			`The podcast server at 127.0.0.1:${CLOSED_PORT} cannot be reached (ECONNREFUSED)`,
		);
		await stepThroughPauses(options.clock, starting);
		await outcome;
	});

	test('says that a server does not answer', async () => {
		const service = await startService();
		service.failRest({ type: 'silence' }, { type: 'silence' }, { type: 'silence' });
		const options = senderOptions(service);
		const outcome = expect(PodcastSender.start(options)).rejects.toThrow(
			/did not answer within 10000 ms/,
		);
		for (let attempt = 1; attempt <= 2; attempt++) {
			await service.requests.atLeast(attempt);
			await options.clock.step(10_000 + FIRST_PAUSE_MS);
		}
		await outcome;
	});

	test('waits no longer for an answer than for all', async () => {
		const service = await startService();
		service.failRest({ type: 'silence' });
		const options = { ...senderOptions(service), startTimeoutMs: 3000 };
		const outcome = expect(PodcastSender.start(options)).rejects.toThrow(
			/did not answer within 3000 ms/,
		);
		await service.requests.atLeast(1);
		await options.clock.step(3000);
		await outcome;
	});

	test('waits no longer for Hello than for all', async () => {
		const service = await startService();
		service.failConnection({ type: 'silence' });
		const options = { ...senderOptions(service), startTimeoutMs: 3000 };
		const outcome = expect(PodcastSender.start(options)).rejects.toThrow(
			/sent no Hello within 3000 ms/,
		);
		await service.handshakes.atLeast(1);
		await options.clock.timerWithin(3000);
		await options.clock.step(3000);
		await outcome;
	});

	test.each([
		[4000, /got no credentials \(4000\)$/],
		[4001, /refuses the credentials \(4001\)$/],
	])('gives up at once when the websocket closes with %i', async (code, message) => {
		const service = await startService();
		service.failConnection({ type: 'close', code, event: true });
		await expect(PodcastSender.start(senderOptions(service))).rejects.toThrow(message);
		expect(service.handshakes.items).toHaveLength(1);
	});

	test.each([401, 403])(
		'gives up at once when the handshake is refused with %i',
		async (status) => {
			const service = await startService();
			service.failConnection({ type: 'status', status });
			await expect(PodcastSender.start(senderOptions(service))).rejects.toMatchObject({
				message: `The podcast server refuses the websocket (status ${status})`,
				status,
			});
		},
	);

	test.each([4002, 4003, 4005, 4006])(
		'asks for a new podcast after close code %i',
		async (code) => {
			const service = await startService();
			service.failConnection({ type: 'close', code });
			const options = senderOptions(service);
			const starting = PodcastSender.start(options);
			await stepThroughPauses(options.clock, starting);
			await (await starting).stop();
			expect(service.podcasts.items).toHaveLength(2);
		},
	);

	test('returns to its podcast after close code 4004, which an old connection causes', async () => {
		const service = await startService();
		service.failConnection({ type: 'close', code: 4004 });
		const options = senderOptions(service);
		const starting = PodcastSender.start(options);
		await stepThroughPauses(options.clock, starting);
		await (await starting).stop();
		expect(service.podcasts.items).toHaveLength(1);
	});

	test('refuses a Hello without a key, without quoting it, when nothing better has come', async () => {
		const service = await startService();
		const json = JSON.stringify({ type: 0, secretKey: 'sensitive' });
		service.failConnection({ type: 'packet', packet: Buffer.from(`\0${json}`) });
		const options = senderOptions(service);
		const outcome = expect(PodcastSender.start(options)).rejects.toMatchObject({
			code: 'ERR_PROTOCOL',
			message: expect.stringMatching(/^(?!.*sensitive).*secretKey/),
		});
		await service.handshakes.atLeast(1);
		await options.clock.timerWithin(options.helloTimeoutMs);
		await service.podcasts.items[0]?.senderRoundTrip();
		await options.clock.step(options.helloTimeoutMs);
		await outcome;
		expect(service.handshakes.items).toHaveLength(1);
	});

	test('is given up by its signal', async () => {
		const service = await startService();
		service.failRest({ type: 'silence' });
		const giveUp = new AbortController();
		const starting = PodcastSender.start({ ...senderOptions(service), signal: giveUp.signal });
		await service.requests.atLeast(1);
		giveUp.abort();
		await expect(starting).rejects.toThrow();
		expect(service.handshakes.items).toHaveLength(0);
	});
});
