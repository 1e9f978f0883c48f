// The REST side of the contract (protocol.md, section 1).
import { describe, expect, test } from 'vitest';
import { type ContractSession, headersOf, type PodcastObject } from './contract-session.js';

/** Tests what REST promises. */
export function describeRest(session: ContractSession): void {
	const { call, create, list, goLive, expectError } = session;

	describe('REST', () => {
		test('creates a podcast and answers all five fields', async () => {
			const podcast = await create();
			expect(podcast).toEqual({
				id: expect.stringMatching(/^[A-Za-z0-9_-]{5}$/),
				ip: '127.0.0.1',
				port: Number(new URL(session.server.url).port),
				activeSince: null,
				host: session.owner.clientId,
			});
		});

		test('takes the client id as client_id, too', async () => {
			const headers = { client_id: session.owner.clientId, token: session.owner.clientToken };
			expect((await call('/list', { headers })).status).toBe(200);
		});

		test.each([
			['no body', {}],
			['JSON', { body: '{"a":1}', headers: { 'content-type': 'application/json' } }],
			['broken JSON', { body: '{"a', headers: { 'content-type': 'application/json' } }],
			['an empty body called JSON', { headers: { 'content-type': 'application/json' } }],
			['a form', { body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
			['bytes of no type', { body: Buffer.of(0, 1, 2) }],
			['a type that is none', { body: 'x', headers: { 'content-type': '???;;' } }],
		])('creates a podcast from a request with %s', async (_name, init) => {
			const headers = { ...headersOf(session.owner), ...('headers' in init ? init.headers : {}) };
			const response = await call('/podcast', { method: 'POST', ...init, headers });
			expect(response.status).toBe(200);
		});

		test('gives each podcast an id of its own', async () => {
			const podcasts = await Promise.all([create(), create(), create(session.other)]);
			const ids = podcasts.map(({ id }) => id);
			expect(new Set(ids).size).toBe(3);
			expect(new Set(await list())).toEqual(new Set(ids));
		});

		test('lets every client look a podcast up and list it', async () => {
			const podcast = await create();
			const headers = headersOf(session.other);
			const found = await call(`/podcast?id=${podcast.id}`, { headers });
			expect(await found.json()).toEqual(podcast);
			expect(await (await call('/list', { headers })).json()).toEqual([podcast]);
		});

		test('tells since when a podcast is active', async () => {
			const { id } = await goLive();
			const podcast = (await (await call(`/podcast?id=${id}`)).json()) as PodcastObject;
			expect(podcast.activeSince).toSatisfy(Number.isSafeInteger);
			expect(podcast.activeSince).toBeGreaterThan(0);
		});

		test('answers 400 where the id is missing', async () => {
			await expectError(await call('/podcast'), 400);
		});

		test.each([
			['no credentials', () => ({})],
			['no token', () => ({ clientId: session.owner.clientId })],
			['no client id', () => ({ token: session.owner.clientToken })],
			['a wrong token', () => ({ clientId: session.owner.clientId, token: 'wrong' })],
			[
				"another client's token",
				() => ({ clientId: session.owner.clientId, token: session.other.clientToken }),
			],
			['an unknown client', () => ({ clientId: '404', token: session.owner.clientToken })],
		])('answers 401 to %s', async (_name, makeHeaders) => {
			const headers = makeHeaders() as Record<string, string>;
			await expectError(await call('/list', { headers }), 401);
			await expectError(await call('/podcast?id=AAAAA', { headers }), 401);
			await expectError(await call('/podcast', { method: 'POST', headers }), 401);
			expect(await list()).toEqual([]);
		});

		test('answers 404 to an unknown podcast and an unknown route', async () => {
			await expectError(await call('/podcast?id=AAAAA'), 404);
			await expectError(await call('/nothing'), 404);
		});
	});
}
