import { describe, expect, test } from 'vitest';
import { isLoopback } from '../../src/server/limits/address.js';
import { exchange, parseAnswer } from './raw-http.js';
import { ServerFixture } from './server-fixture.js';

const source = { contentType: 'text/plain', scrape: async () => 'metrics' };
const TOKEN = 'metrics-token-3f1c';
/** As a proxy on this machine adds it. */
const FORWARDED = { 'x-forwarded-for': '203.0.113.9' };

async function ask(token: string | undefined, headers: Record<string, string>) {
	const fixture = await ServerFixture.start({ metrics: { source, token } });
	const response = await fixture.call('/metrics', { headers });
	const text = await response.text();
	return {
		status: response.status,
		text: response.ok ? text : JSON.parse(text).error.code,
		challenge: response.headers.get('www-authenticate'),
	};
}

describe('GET /metrics without METRICS_TOKEN', () => {
	test('answers this machine', async () => {
		expect(await ask(undefined, {})).toEqual({ status: 200, text: 'metrics', challenge: null });
	});

	test.each([
		'x-forwarded-for',
		'forwarded',
		'x-real-ip',
		'via',
		'x-forwarded-proto',
		'cf-connecting-ip',
	])('refuses what a proxy on this machine passes on (%s)', async (name) => {
		const answer = await ask(undefined, { [name]: '203.0.113.9' });
		expect(answer).toEqual({ status: 403, text: 'local_only', challenge: null });
	});

	test.each([
		['names the outside name', 'GET /metrics HTTP/1.1\r\nHost: podcasts.example.org\r\n'],
		['asks in HTTP/1.0', 'GET /metrics HTTP/1.0\r\nHost: 127.0.0.1:5050\r\n'],
		['names no host', 'GET /metrics HTTP/1.0\r\n'],
	])('refuses what a proxy passes on that sends no header, but %s', async (_what, request) => {
		const fixture = await ServerFixture.start({ metrics: { source, token: undefined } });
		const answer = await exchange(fixture.server.url, `${request}Connection: close\r\n\r\n`);
		expect(parseAnswer(answer)).toMatchObject({ status: 403 });
	});

	test('opens to nobody by any token', async () => {
		const answer = await ask(undefined, { ...FORWARDED, authorization: 'Bearer undefined' });
		expect(answer.status).toBe(403);
	});
});

describe('GET /metrics with METRICS_TOKEN', () => {
	test('answers this machine without it', async () => {
		expect((await ask(TOKEN, {})).status).toBe(200);
	});

	test('answers others that show it', async () => {
		const answer = await ask(TOKEN, { ...FORWARDED, authorization: `Bearer ${TOKEN}` });
		expect(answer).toEqual({ status: 200, text: 'metrics', challenge: null });
	});

	test('asks others for it', async () => {
		const answer = await ask(TOKEN, FORWARDED);
		expect(answer).toEqual({ status: 401, text: 'credentials_missing', challenge: 'Bearer' });
	});

	test.each([`Bearer ${TOKEN}x`, 'Bearer', 'Bearer  ', TOKEN, `Basic ${TOKEN}`])(
		'refuses a wrong one, from wherever: %s',
		async (authorization) => {
			for (const headers of [{ authorization }, { ...FORWARDED, authorization }]) {
				const answer = await ask(TOKEN, headers);
				expect(answer).toEqual({ status: 401, text: 'credentials_wrong', challenge: 'Bearer' });
			}
		},
	);
});

test('there is no such route where nothing is measured', async () => {
	const fixture = await ServerFixture.start();
	expect((await fixture.call('/metrics')).status).toBe(404);
});

test.each([
	['127.0.0.1', true],
	['127.8.9.10', true],
	['::1', true],
	['::ffff:127.0.0.1', true],
	['0.0.0.0', false],
	['10.0.0.1', false],
	['::ffff:10.0.0.1', false],
	['::', false],
	['fe80::1', false],
	['', false],
])('knows whether %s is this machine: %s', (address, expected) => {
	expect(isLoopback(address)).toBe(expected);
});
