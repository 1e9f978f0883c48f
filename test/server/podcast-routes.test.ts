import { describe, expect, test } from 'vitest';
import { exchange, parseAnswer } from './raw-http.js';
import { LISTENER, OWNER, ServerFixture } from './server-fixture.js';

function errorOf(code: string, message: unknown = expect.any(String)) {
	return { error: { code, message } };
}

describe('what an owner changes', () => {
	test('is told to listeners, and what is not named stays', async () => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		const details = {
			title: 'Evening show',
			serverName: 'Harbour',
			hostName: 'Ada',
			visibility: 'public',
			speakers: ['Ada', 'Grace'],
		};
		expect(await fixture.change(id, details)).toMatchObject(details);
		expect(await fixture.change(id, { speakers: [] })).toMatchObject({ ...details, speakers: [] });
		const shown = await fixture.call(`/api/podcasts/${id}`, { headers: {} });
		expect(await shown.json()).toMatchObject({ ...details, speakers: [] });
	});

	test('may be markup, emoji or a path, which listeners get as data', async () => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		const title = '<script>alert("1")</script> & ../../etc 👩‍👩‍👧 \\u0000 %0d%0a';
		await fixture.change(id, { title, speakers: [title] });
		const response = await fixture.call(`/api/podcasts/${id}`);
		expect(response.headers.get('content-type')).toMatch(/^application\/json/);
		expect(await response.json()).toMatchObject({ title, speakers: [title] });
	});

	test('is taken in any order of types that the request says it has', async () => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		for (const type of ['application/json', 'text/plain', 'nonsense', undefined]) {
			const response = await fixture.call(`/api/podcasts/${id}`, {
				method: 'PATCH',
				headers: { ...OWNER, ...(type !== undefined && { 'content-type': type }) },
				body: new TextEncoder().encode(JSON.stringify({ title: `as ${type}` })),
			});
			expect(await response.json()).toMatchObject({ title: `as ${type}` });
		}
	});

	test.each([
		[
			'a title that is too long',
			{ title: 'x'.repeat(101) },
			'title: expected at most 100 characters',
		],
		['a title of 101 emoji', { title: '📻'.repeat(101) }, 'title: expected at most 100 characters'],
		[
			'a line break in a title',
			{ title: 'a\r\nSet-Cookie: b' },
			'title: expected no control characters',
		],
		['a zero byte in a name', { hostName: 'a\0b' }, 'hostName: expected no control characters'],
		['a line separator', { serverName: 'a\u2028b' }, 'serverName: expected no control characters'],
		['half a character', { title: 'a\ud83d' }, 'title: expected no control characters'],
		['a title that is no text', { title: 7 }, 'title: expected a text'],
		['no title at all', { title: null }, 'title: expected a text'],
		[
			'an unknown visibility',
			{ visibility: 'secret' },
			'visibility: expected one of public, unlisted, private',
		],
		['speakers that are no list', { speakers: 'Ada' }, 'speakers: expected an array of names'],
		['a speaker that is no text', { speakers: ['Ada', {}] }, 'speakers[1]: expected a text'],
		[
			'a speaker with a long name',
			{ speakers: ['x'.repeat(101)] },
			'speakers[0]: expected at most 100 characters',
		],
		[
			'too many speakers',
			{ speakers: Array.from({ length: 101 }, () => 'x') },
			'speakers: expected at most 100 names',
		],
		[
			'a field that there is not',
			{ listenKey: 'chosen' },
			'The body: expected title, serverName, hostName, visibility or speakers alone',
		],
		['an array', [], 'The body: expected a JSON object'],
		['a text', 'title', 'The body: expected a JSON object'],
		['null', null, 'The body: expected a JSON object'],
	])('is refused with %s, by name, and nothing of it is taken', async (_name, changes, message) => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		const before = await fixture.change(id, { title: 'Before' });
		const valid = { serverName: 'After' };
		const body =
			Array.isArray(changes) || changes === null || typeof changes === 'string'
				? changes
				: { ...valid, ...changes };
		const response = await fixture.call(`/api/podcasts/${id}`, {
			method: 'PATCH',
			body: JSON.stringify(body),
		});
		expect(response.status).toBe(400);
		expect(await response.json()).toEqual(errorOf('body_invalid', message));
		expect(await fixture.ownView(id)).toEqual(before);
	});

	test.each([
		['nothing', ''],
		['no JSON', '{title:1}'],
		['bytes that are no UTF-8', Buffer.from('7b227469746c65223a22ff227d', 'hex')],
	])('is refused where the body is %s', async (_name, body) => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		const response = await fixture.call(`/api/podcasts/${id}`, { method: 'PATCH', body });
		expect(response.status).toBe(400);
		expect(await response.json()).toEqual(
			errorOf('body_invalid', 'The body: expected JSON in UTF-8'),
		);
	});

	test('changes no prototype', async () => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		const response = await fixture.call(`/api/podcasts/${id}`, {
			method: 'PATCH',
			body: '{"__proto__":{"visibility":"public"},"constructor":{"prototype":{"title":"x"}}}',
		});
		expect(response.status).toBe(400);
		expect(await fixture.ownView(id)).toMatchObject({ visibility: 'unlisted', title: '' });
	});

	test('is refused above the limit of bytes', async () => {
		const fixture = await ServerFixture.start({ limits: { bodyBytes: 100 } });
		const id = await fixture.create();
		const response = await fixture.call(`/api/podcasts/${id}`, {
			method: 'PATCH',
			body: JSON.stringify({ title: 'x'.repeat(100) }),
		});
		expect(response.status).toBe(413);
	});

	test('has a rate of its own, which other calls do not share', async () => {
		const fixture = await ServerFixture.start({
			limits: { changesPerMinute: 2, requestsPerMinute: 2 },
		});
		const id = await fixture.create();
		const change = (headers = OWNER) =>
			fixture.call(`/api/podcasts/${id}`, { method: 'PATCH', headers, body: '{}' });
		expect([await change(), await change()].map(({ status }) => status)).toEqual([200, 200]);
		const refused = await change();
		expect(refused.status).toBe(429);
		expect(refused.headers.get('retry-after')).toBe('30');
		expect((await fixture.call('/list')).status).toBe(200);
		// Those who only guess at credentials share their address's rate with all else.
		const guess = { ...OWNER, token: 'guess' };
		expect([await change(guess), await change(guess)].map(({ status }) => status)).toEqual([
			401, 401,
		]);
		expect((await change(guess)).status).toBe(429);
	});
});

describe('calls of the owner alone', () => {
	const calls = [
		['PATCH', ''],
		['POST', '/listen-key'],
	] as const;

	test.each(calls)('%s answers others an error each', async (method, path) => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		const { listenKey } = await fixture.ownView(id);
		const answer = async (headers: Record<string, string>, podcastId = id) => {
			const target = `/api/podcasts/${podcastId}${path}?key=${listenKey}`;
			const body = method === 'PATCH' ? '{"title":"mine"}' : null;
			const response = await fixture.call(target, { method, headers, body });
			return [response.status, await response.json()];
		};
		expect(await answer({})).toEqual([401, errorOf('credentials_missing')]);
		expect(await answer({ ...OWNER, token: 'x' })).toEqual([401, errorOf('credentials_wrong')]);
		expect(await answer(LISTENER)).toEqual([403, errorOf('not_owner')]);
		expect(await answer(OWNER, 'AAAAA')).toEqual([404, errorOf('podcast_not_found')]);
		expect(await fixture.ownView(id)).toMatchObject({ title: '', listenKey });
	});
});

describe('a new listen key', () => {
	test('opens, and the old one opens nothing any more', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const { listenKey: oldKey } = await fixture.ownView(id);
		const response = await fixture.call(`/api/podcasts/${id}/listen-key`, { method: 'POST' });
		const { listenKey: newKey, url } = (await response.json()) as {
			listenKey: string;
			url: string;
		};
		expect(newKey).toMatch(/^[\w-]{22}$/);
		expect(newKey).not.toBe(oldKey);
		expect(new URL(url).searchParams.get('key')).toBe(newKey);
		expect((await fixture.guest(id, oldKey).closed).code).toBe(4006);
		expect((await fixture.guest(id, newKey).nextEvent()).type).toBe(0);
		for (const [key, status] of [
			[oldKey, 404],
			[newKey, 200],
		] as const) {
			for (const path of ['', '/events']) {
				const target = `/api/podcasts/${id}${path}?key=${key}`;
				const answer = await fixture.call(target, { headers: {} });
				expect(answer.status).toBe(status);
				await answer.body?.cancel();
			}
		}
	});

	test('cuts who came by the old one, and nobody else', async () => {
		const fixture = await ServerFixture.start();
		const { id, sender, receiver } = await fixture.goLive(1);
		const { listenKey } = await fixture.ownView(id);
		const guest = fixture.guest(id, listenKey);
		await guest.next();
		await fixture.call(`/api/podcasts/${id}/listen-key`, { method: 'POST' });
		expect(await guest.nextEvent()).toEqual({ type: 1, reason: 4001 });
		expect((await guest.closed).code).toBe(4001);
		await receiver.roundTrip();
		await sender.roundTrip();
		expect(await fixture.ownView(id)).toMatchObject({ listeners: 1, isLive: true });
	});
});

describe('visibility', () => {
	test('private cuts guests, and clients with credentials stay', async () => {
		const fixture = await ServerFixture.start();
		const { id, receiver } = await fixture.goLive(1);
		const { listenKey } = await fixture.ownView(id);
		const byKey = fixture.guest(id, listenKey);
		await byKey.next();
		await fixture.change(id, { visibility: 'public' });
		const byId = fixture.guest(id);
		await byId.next();
		expect(await fixture.change(id, { visibility: 'private' })).toMatchObject({ url: null });
		expect((await byKey.closed).code).toBe(4001);
		expect((await byId.closed).code).toBe(4001);
		await receiver.roundTrip();
		expect((await fixture.guest(id, listenKey).closed).code).toBe(4006);
		expect((await fixture.guest(id).closed).code).toBe(4000);
		const hidden = await fixture.call(`/api/podcasts/${id}?key=${listenKey}`, { headers: {} });
		expect(hidden.status).toBe(404);
	});

	test('unlisted cuts who came to the public podcast by its id alone', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const { listenKey, url } = await fixture.change(id, { visibility: 'public' });
		expect(new URL(url ?? '').search).toBe('');
		const byId = fixture.guest(id);
		const byKey = fixture.guest(id, listenKey);
		await Promise.all([byId.next(), byKey.next()]);
		await fixture.change(id, { visibility: 'unlisted' });
		expect((await byId.closed).code).toBe(4001);
		await byKey.roundTrip();
	});
});

describe('the list', () => {
	test('shows everybody public podcasts that are live, and clients their own as well', async () => {
		const fixture = await ServerFixture.start();
		const { id: shown } = await fixture.goLive(0);
		await fixture.change(shown, { visibility: 'public' });
		const { id: unlisted } = await fixture.goLive(0);
		const waiting = await fixture.create();
		await fixture.change(waiting, { visibility: 'public' });
		const list = async (headers: Record<string, string>) => {
			const response = await fixture.call('/api/podcasts', { headers });
			return (await response.json()) as { id: string; listenKey?: string }[];
		};
		const listed = await list({});
		expect(listed.map(({ id }) => id)).toEqual([shown]);
		expect(listed[0]).not.toHaveProperty('listenKey');
		expect((await list(LISTENER)).map(({ id }) => id)).toEqual([shown]);
		const own = await list(OWNER);
		expect(own.map(({ id }) => id)).toEqual([shown, unlisted, waiting]);
		expect(own.every(({ listenKey }) => listenKey?.length === 22)).toBe(true);
		const wrong = await fixture.call('/api/podcasts', { headers: { ...OWNER, token: 'x' } });
		expect(wrong.status).toBe(401);
	});
});

describe('reading from other pages', () => {
	test('is allowed to everybody but clients, and never changing', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		await fixture.change(id, { visibility: 'public' });
		const allowed = async (path: string, headers: Record<string, string>, method = 'GET') => {
			const response = await fixture.call(path, {
				headers: { ...headers, origin: 'https://x.example' },
				method,
			});
			await response.body?.cancel();
			return response.headers.get('access-control-allow-origin');
		};
		for (const path of ['', `/${id}`, `/${id}/events`, '/AAAAA']) {
			expect(await allowed(`/api/podcasts${path}`, {})).toBe('*');
			expect(await allowed(`/api/podcasts${path}`, OWNER)).toBe(null);
		}
		expect(await allowed(`/api/podcasts/${id}`, OWNER, 'PATCH')).toBe(null);
		expect(await allowed(`/api/podcasts/${id}`, {}, 'OPTIONS')).toBe(null);
		expect(await allowed('/list', OWNER)).toBe(null);
	});
});

describe('the extended API', () => {
	test('is announced where a podcast is created, whose answer stays as it was', async () => {
		const fixture = await ServerFixture.start();
		const response = await fixture.call('/podcast', { method: 'POST' });
		expect(response.headers.get('link')).toBe('</api/openapi.json>; rel="service-desc"');
		expect(Object.keys((await response.json()) as object)).toEqual([
			'id',
			'ip',
			'port',
			'activeSince',
			'host',
		]);
	});

	test.each([
		['/api/podcasts/..%2f..%2fetc%2fpasswd', 404, 'podcast_not_found'],
		['/api/podcasts/../../etc/passwd', 404, 'route_not_found'],
		['/api/podcasts/%00', 404, 'podcast_not_found'],
		['/api/podcasts/%zz', 400, 'bad_request'],
		['/api/podcasts/__proto__', 404, 'podcast_not_found'],
		[`/api/podcasts/${'x'.repeat(500)}`, 414, 'bad_request'],
		[`/api/podcasts/AAAAA?key=${'x'.repeat(10_000)}`, 431, 'headers_too_large'],
	])('answers %s with %i', async (target, status, code) => {
		const fixture = await ServerFixture.start();
		const answer = await exchange(
			fixture.server.url,
			`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
		);
		expect(parseAnswer(answer)).toEqual({ status, body: errorOf(code) });
		expect(answer).toMatch(/^cache-control: no-store\r$/im);
	});
});

test('no listen key stands in the log', async () => {
	const fixture = await ServerFixture.start();
	const { id } = await fixture.goLive(0);
	const { listenKey } = await fixture.ownView(id);
	const guest = fixture.guest(id, listenKey);
	await guest.next();
	const events = await fixture.call(`/api/podcasts/${id}/events?key=${listenKey}`, { headers: {} });
	await fixture.call(`/api/podcasts/${id}?key=${listenKey}`, { headers: {} });
	await fixture.call(`/nowhere?key=${listenKey}`, { headers: {} });
	await fixture.change(id, { title: listenKey.repeat(9) });
	const renewed = await fixture.call(`/api/podcasts/${id}/listen-key`, { method: 'POST' });
	const { listenKey: newKey } = (await renewed.json()) as { listenKey: string };
	await guest.closed;
	await events.body?.cancel();
	await fixture.guest(id, listenKey).closed;
	await fixture.server.close();
	const log = fixture.logLines.join('');
	expect(log).toContain('Receiver closed, it may not listen any more');
	expect(log).not.toContain(listenKey);
	expect(log).not.toContain(newKey);
});
