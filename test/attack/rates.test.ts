// Who asks too often is told so once, and cut; whoever has the right credentials counts apart.
import { describe, expect, test } from 'vitest';
import { pageAssets } from '../../src/server/page/assets.js';
import { exchange } from '../server/raw-http.js';
import { LISTENER, OWNER, ServerFixture } from '../server/server-fixture.js';
import { ParsedRequests, pipelined, statusesIn } from './parsed-requests.js';

const RATE = 5;

const wrong = [`clientId: ${OWNER.clientId}`, 'token: guess'];

describe('an address over its rate', () => {
	test.each([
		['no route', '/nowhere', [], 404],
		['a target that cannot be read', '/%zz', [], 400],
		['wrong credentials', '/list', wrong, 401],
		['no podcast', '/p/AAAAA', [], 404],
		['no stream', '/p/AAAAA/live.ogg', [], 404],
		['no file', '/assets/x/nothing.js', [], 404],
		['a file of the page', `/assets/${pageAssets().version}/page.css`, [], 200],
		['health', '/health', [], 200],
		['a handshake that lost its Upgrade', '/', ['Sec-WebSocket-Key: x'], 426],
	] as const)('is answered 429 once and cut: %s', async (_name, target, headers, status) => {
		const fixture = await ServerFixture.start({ limits: { requestsPerMinute: RATE } });
		const parsed = new ParsedRequests();
		const answers = await exchange(fixture.server.url, pipelined(1_000, target, [...headers]));
		expect(statusesIn(answers)).toEqual([...Array<number>(RATE).fill(status), 429]);
		const [, refusal = ''] = answers.split('HTTP/1.1 429');
		expect(refusal).toMatch(/^retry-after: 12\r$/im);
		expect(refusal).toMatch(/^connection: close\r$/im);
		expect(parsed.mostInTurn).toBeLessThanOrEqual(16);
		const again = await exchange(fixture.server.url, pipelined(1_000, '/health'));
		expect(statusesIn(again)).toEqual([429]);
	});

	test('that sends what is no HTTP is not answered any more', async () => {
		const fixture = await ServerFixture.start({ limits: { requestsPerMinute: 2 } });
		for (let call = 0; call < 2; call++) {
			expect(statusesIn(await exchange(fixture.server.url, 'nonsense\r\n\r\n'))).toEqual([400]);
		}
		expect(await exchange(fixture.server.url, 'nonsense\r\n\r\n')).toBe('');
	});

	test('does not take anything from clients of the same address', async () => {
		const fixture = await ServerFixture.start({
			limits: { requestsPerMinute: RATE, handshakesPerMinute: RATE },
		});
		await exchange(fixture.server.url, pipelined(RATE + 1));
		for (let handshake = 0; handshake <= RATE; handshake++) {
			await fixture.guest('AAAAA').closed;
		}
		const { id } = await fixture.goLive(1);
		expect((await fixture.call(`/podcast?id=${id}`)).status).toBe(200);
		expect((await fixture.call('/health', { headers: {} })).status).toBe(429);
	});

	test('nor does one client from another', async () => {
		const fixture = await ServerFixture.start({ limits: { requestsPerMinute: 1 } });
		const statusOf = async (headers: typeof OWNER) =>
			(await fixture.call('/list', { headers })).status;
		expect(await statusOf(OWNER)).toBe(200);
		expect(await statusOf(OWNER)).toBe(429);
		expect(await statusOf(LISTENER)).toBe(200);
	});
});
