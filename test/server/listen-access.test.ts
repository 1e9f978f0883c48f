import { describe, expect, test } from 'vitest';
import { audioPacket, LISTENER, OWNER, ServerFixture } from './server-fixture.js';

describe('a websocket without credentials', () => {
	test('hears an unlisted podcast by its listen key', async () => {
		const fixture = await ServerFixture.start();
		const { id, sender } = await fixture.goLive(0);
		const { listenKey } = await fixture.ownView(id);
		const guest = fixture.guest(id, listenKey);
		expect((await guest.nextEvent()).type).toBe(0);
		sender.webSocket.send(audioPacket(100));
		expect(await guest.next()).toEqual(audioPacket(100));
		expect(await fixture.ownView(id)).toMatchObject({ listeners: 1, isLive: true });
	});

	test.each([
		['no key', () => '', 4000],
		['an empty key', () => '&key=', 4000],
		['a wrong key', (key: string) => `&key=${key.replace(/.$/, '!')}`, 4006],
		['part of the key', (key: string) => `&key=${key.slice(0, -1)}`, 4006],
		['the key and more', (key: string) => `&key=${key}x`, 4006],
		['the key in second place', (key: string) => `&key=wrong&key=${key}`, 4006],
		['a key of 4,000 characters', () => `&key=${'k'.repeat(4000)}`, 4006],
	])('with %s is refused', async (_name, queryOf, code) => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const { listenKey } = await fixture.ownView(id);
		const guest = fixture.connect(`${id}${queryOf(listenKey)}`, {});
		expect((await guest.closed).code).toBe(code);
	});

	test('gets the same answer for another id as for a wrong key', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const { listenKey } = await fixture.ownView(id);
		expect((await fixture.guest('AAAAA', listenKey).closed).code).toBe(4006);
		expect((await fixture.guest('..%2F..%2Fetc', listenKey).closed).code).toBe(4006);
		expect((await fixture.guest('AAAAA').closed).code).toBe(4000);
	});

	test('cannot be a sender', async () => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		const { listenKey } = await fixture.ownView(id);
		const sender = fixture.connect(`${id}&key=${listenKey}`, { isSender: 'true' });
		expect((await sender.closed).code).toBe(4000);
	});

	test('from a browser is taken from any origin', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const { listenKey } = await fixture.ownView(id);
		const guest = fixture.connect(`${id}&key=${listenKey}`, { origin: 'https://blog.example' });
		expect((await guest.nextEvent()).type).toBe(0);
	});

	test('with wrong credentials beside the right key is refused', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const { listenKey } = await fixture.ownView(id);
		const wrong = fixture.connect(`${id}&key=${listenKey}`, { ...LISTENER, token: 'wrong' });
		expect((await wrong.closed).code).toBe(4001);
	});
});

describe('a podcast over REST', () => {
	test('is shown to guests with the key, and never the key itself', async () => {
		const fixture = await ServerFixture.start({ publicUrl: 'https://radio.example/base' });
		const { id } = await fixture.goLive(2);
		const { listenKey, url } = await fixture.ownView(id);
		expect(listenKey).toMatch(/^[\w-]{22}$/);
		expect(url).toBe(`https://radio.example/base/p/${id}?key=${listenKey}`);
		const shown = {
			id,
			title: '',
			serverName: '',
			hostName: '',
			visibility: 'unlisted',
			activeSince: expect.any(Number),
			isLive: true,
			listeners: 2,
			speakers: [],
		};
		const target = `/api/podcasts/${id}`;
		const byKey = await fixture.call(`${target}?key=${listenKey}`, { headers: {} });
		expect(await byKey.json()).toEqual(shown);
		const byOtherClient = await fixture.call(target, { headers: LISTENER });
		expect(await byOtherClient.json()).toEqual(shown);
		expect(await fixture.ownView(id)).toEqual({ ...shown, listenKey, url });
	});

	test.each([
		['no key', '', {}, 404],
		['a wrong key', '?key=wrong', {}, 404],
		['an empty key', '?key=', {}, 404],
		['two keys', '?key=wrong&key=wrong', {}, 404],
		['wrong credentials', '', { ...OWNER, token: 'wrong' }, 401],
	])('is not shown with %s', async (_name, query, headers, status) => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		const response = await fixture.call(`/api/podcasts/${id}${query}`, { headers });
		expect(response.status).toBe(status);
		const missing = await fixture.call(`/api/podcasts/AAAAA${query}`, { headers });
		expect(await response.json()).toEqual(await missing.json());
	});
});
