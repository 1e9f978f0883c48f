import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { exchange, openSocket, parseAnswer } from './raw-http.js';
import { LISTENER, OWNER, ServerFixture } from './server-fixture.js';

const anyError = { error: { code: expect.any(String), message: expect.any(String) } };

function errorOf(code: string) {
	return { error: { code, message: expect.any(String) } };
}

describe('GET /health', () => {
	test('says how the server is, to anyone', async () => {
		const fixture = await ServerFixture.start();
		await fixture.goLive(3);
		await fixture.create();
		await fixture.clock.step(2_500);
		const response = await fixture.call('/health', { headers: {} });
		expect(await response.json()).toEqual({
			ok: true,
			podcasts: 2,
			senders: 1,
			receivers: 3,
			uptimeSeconds: 2,
			version: expect.stringMatching(/^\d+\.\d+\.\d+/),
		});
	});
});

describe('the podcast object', () => {
	test.each([
		['https://radio.example', 'radio.example', 443],
		['http://radio.example/base', 'radio.example', 80],
		['http://192.0.2.7:8080', '192.0.2.7', 8080],
		['http://[2001:db8::7]:8080', '[2001:db8::7]', 8080],
	])('tells the address of %s', async (publicUrl, ip, port) => {
		const fixture = await ServerFixture.start({ publicUrl });
		const response = await fixture.call('/podcast', { method: 'POST' });
		expect(await response.json()).toMatchObject({ ip, port });
	});

	test('names an unspecified address as such, and the server is reached by loopback', async () => {
		const fixture = await ServerFixture.start({ host: '0.0.0.0' });
		expect(new URL(fixture.server.url).hostname).toBe('127.0.0.1');
		const response = await fixture.call('/podcast', { method: 'POST' });
		expect(await response.json()).toMatchObject({ ip: '0.0.0.0' });
	});
});

describe('errors', () => {
	test.each([
		['DELETE', '/podcast', 404, 'route_not_found'],
		['PUT', '/list', 404, 'route_not_found'],
		['PATCH', '/health', 404, 'route_not_found'],
		['OPTIONS', '/', 404, 'route_not_found'],
		['GET', '/podcast?id=', 400, 'parameter_missing'],
		['GET', '/podcast?id=a&id=b', 400, 'parameter_missing'],
		['GET', '/podcast?id=%00%ff', 404, 'podcast_not_found'],
		['GET', '/%zz', 400, 'bad_request'],
		['GET', '/../../etc/passwd', 404, 'route_not_found'],
	])('%s %s answers %i %s', async (method, target, status, code) => {
		const fixture = await ServerFixture.start();
		const response = await fixture.call(target, { method });
		expect(response.status).toBe(status);
		expect(await response.json()).toEqual(errorOf(code));
		expect(response.headers.get('content-type')).toMatch(/^application\/json/);
	});

	test('a body above the limit answers 413', async () => {
		const fixture = await ServerFixture.start({ limits: { bodyBytes: 100 } });
		const response = await fixture.call('/podcast', { method: 'POST', body: 'x'.repeat(101) });
		expect(response.status).toBe(413);
		expect(await response.json()).toEqual(errorOf('body_too_large'));
	});

	test('credentials are checked before a body is read', async () => {
		const fixture = await ServerFixture.start({ limits: { bodyBytes: 100 } });
		const response = await fixture.call('/podcast', {
			method: 'POST',
			headers: { ...OWNER, token: 'wrong' },
			body: 'x'.repeat(101),
		});
		expect(response.status).toBe(401);
	});

	test.each([
		['garbage', 'this is no HTTP\r\n\r\n', 400, 'bad_request'],
		['binary garbage', Buffer.from([0, 255, 22, 3, 1, 2, 0, 1]), 400, 'bad_request'],
		['a TLS client hello', Buffer.from('16030100c8010000c40303', 'hex'), 400, 'bad_request'],
		['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'bad_request'],
		[
			'two lengths',
			'POST /podcast HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
			400,
			'bad_request',
		],
		[
			'a length and chunks',
			'POST /podcast HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
			400,
			'bad_request',
		],
		[
			'huge headers',
			`GET /list HTTP/1.1\r\nHost: x\r\ntoken: ${'x'.repeat(10_000)}\r\n\r\n`,
			431,
			'headers_too_large',
		],
	])('%s costs that connection alone', async (_name, bytes, status, code) => {
		const fixture = await ServerFixture.start();
		const { sender } = await fixture.goLive();
		const answer = parseAnswer(await exchange(fixture.server.url, bytes));
		expect(answer).toEqual({ status, body: errorOf(code) });
		await sender.roundTrip();
		expect((await fixture.call('/list')).status).toBe(200);
	});

	test.each([
		['no byte at all', ''],
		['a head that does not end', 'GET /list HTTP/1.1\r\nHost: x\r\n'],
		[
			'a body that does not come',
			'POST /podcast HTTP/1.1\r\nHost: x\r\nclientId: 1001\r\n' +
				`token: ${OWNER.token}\r\nContent-Length: 5\r\n\r\n`,
		],
	])('%s is cut when its time is up', async (_name, bytes) => {
		const fixture = await ServerFixture.start({
			limits: { headersTimeoutMs: 50, requestTimeoutMs: 100 },
		});
		const answer = await exchange(fixture.server.url, bytes);
		expect(parseAnswer(answer)).toEqual({ status: 408, body: errorOf('request_timeout') });
	});

	test('a failure of the server answers 500 without details, and is logged', async () => {
		const clients = new Map<string, string>();
		clients.get = () => {
			throw new Error('The list of clients is on fire');
		};
		const fixture = await ServerFixture.start({ clients });
		const response = await fixture.call('/list');
		expect(response.status).toBe(500);
		expect(await response.json()).toEqual(errorOf('internal'));
		expect((await fixture.connect('AAAAA', OWNER).closed).code).toBe(1006);
		const failures = fixture.logLines.filter((line) => line.includes('on fire'));
		expect(failures).toHaveLength(2);
	});

	test('a body that breaks off answers nobody and harms nobody', async () => {
		const fixture = await ServerFixture.start();
		const socket = openSocket(fixture.server.url);
		socket.write(
			`POST /podcast HTTP/1.1\r\nHost: x\r\nclientId: ${OWNER.clientId}\r\n` +
				`token: ${OWNER.token}\r\nContent-Length: 100\r\n\r\nhalf`,
			() => socket.destroy(),
		);
		expect(await (await fixture.call('/list')).json()).toEqual([]);
	});
});

describe('limits', () => {
	test('calls above the rate answer 429 with Retry-After, until time has passed', async () => {
		const fixture = await ServerFixture.start({ limits: { requestsPerMinute: 2 } });
		const guess = { headers: { ...OWNER, token: 'wrong' } };
		await fixture.call('/health', { headers: {} });
		await fixture.call('/list', guess);
		const response = await fixture.call('/list', guess);
		expect(response.status).toBe(429);
		expect(response.headers.get('retry-after')).toBe('30');
		expect(await response.json()).toEqual(errorOf('too_many_requests'));
		await fixture.clock.step(30_000);
		expect((await fixture.call('/list')).status).toBe(200);
	});

	test('a client has so many podcasts, and others still have theirs', async () => {
		const fixture = await ServerFixture.start({ limits: { podcastsPerClient: 2 } });
		await fixture.create();
		await fixture.create();
		const refused = await fixture.call('/podcast', { method: 'POST' });
		expect(refused.status).toBe(429);
		expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
		expect(await refused.json()).toEqual(errorOf('too_many_podcasts'));
		const other = await fixture.call('/podcast', { method: 'POST', headers: LISTENER });
		expect(other.status).toBe(200);
	});

	test('a server has so many podcasts, and a place is free when one has ended', async () => {
		const fixture = await ServerFixture.start({ limits: { podcasts: 1 } });
		await fixture.create();
		const refused = await fixture.call('/podcast', { method: 'POST', headers: LISTENER });
		expect(refused.status).toBe(503);
		expect(await refused.json()).toEqual(errorOf('server_full'));
		await fixture.clock.step(10_000);
		expect((await fixture.call('/podcast', { method: 'POST' })).status).toBe(200);
	});

	test('TCP connections beside the websockets are limited', async () => {
		const fixture = await ServerFixture.start({ limits: { connections: 1, httpConnections: 1 } });
		const held = [openSocket(fixture.server.url), openSocket(fixture.server.url)];
		await Promise.all(held.map((socket) => once(socket, 'connect')));
		expect(await exchange(fixture.server.url, 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('');
	});

	test('behind a trusted proxy each forwarded address has a rate of its own', async () => {
		const fixture = await ServerFixture.start({
			isProxyTrusted: true,
			limits: { requestsPerMinute: 1 },
		});
		const statusFor = async (forwarded: string) => {
			const headers = { 'x-forwarded-for': forwarded } as never;
			return (await fixture.call('/api/podcasts', { headers })).status;
		};
		expect(await statusFor('203.0.113.1, 192.0.2.1')).toBe(200);
		expect(await statusFor('203.0.113.2, 192.0.2.1')).toBe(429);
		expect(await statusFor('203.0.113.1, 192.0.2.2')).toBe(200);
	});

	test('without one the header is not believed', async () => {
		const fixture = await ServerFixture.start({ limits: { requestsPerMinute: 1 } });
		const callFor = (address: string) =>
			fixture.call('/api/podcasts', { headers: { 'x-forwarded-for': address } as never });
		await callFor('192.0.2.1');
		const second = await callFor('192.0.2.2');
		expect(second.status).toBe(429);
		expect(await second.json()).toEqual(anyError);
	});
});
