import { describe, expect, test } from 'vitest';
import { EventStreamClient } from '../support/event-stream-client.js';
import { until } from '../support/until.js';
import { openSocket } from './raw-http.js';
import { LISTENER, OWNER, ServerFixture } from './server-fixture.js';

/** What an event stream was told last, and everything until then. */
async function readUntil(
	stream: EventStreamClient,
	isLast: (data: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>[]> {
	const events: Record<string, unknown>[] = [];
	for (;;) {
		const { data } = await stream.next();
		events.push(data as Record<string, unknown>);
		if (isLast(data as Record<string, unknown>)) {
			return events;
		}
	}
}

describe('an event stream', () => {
	test('tells the podcast at once and after each change, in order', async () => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		const stream = await fixture.events(id);
		expect(stream.response.headers).toMatchObject({
			'content-type': 'text/event-stream; charset=utf-8',
			'cache-control': 'no-cache, no-store, no-transform',
			'x-accel-buffering': 'no',
		});
		const shown = { id, title: '', isLive: false, activeSince: null, listeners: 0, speakers: [] };
		expect(await stream.next()).toMatchObject({ name: 'podcast', data: shown });

		const sender = fixture.sender(id);
		await sender.next();
		await fixture.clock.step(250);
		const { data: live } = await stream.next();
		expect(live).toMatchObject({ isLive: true, activeSince: fixture.clock.epochMs() - 250 });

		const receiver = fixture.receiver(id);
		await receiver.next();
		await fixture.clock.step(250);
		expect((await stream.next()).data).toMatchObject({ listeners: 1 });

		await fixture.change(id, { title: 'Late show', speakers: ['Ada'] });
		await fixture.clock.step(250);
		expect((await stream.next()).data).toMatchObject({ title: 'Late show', speakers: ['Ada'] });
		expect(stream.unread).toEqual([]);
	});

	test('never tells a listen key, not even to the owner', async () => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		const stream = await fixture.events(id, OWNER);
		expect(Object.keys((await stream.next()).data as object)).not.toContain('listenKey');
	});

	test('tells changes that come close together once, at most four times a second', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const stream = await fixture.events(id);
		await stream.next();
		for (let change = 1; change <= 100; change++) {
			await fixture.change(id, { title: `Title ${change}` });
			await fixture.clock.step(10);
		}
		await fixture.clock.step(250);
		const events = await readUntil(stream, ({ title }) => title === 'Title 100');
		expect(events.length).toBeGreaterThanOrEqual(4);
		expect(events.length).toBeLessThanOrEqual(5);
	});

	test('tells what is true in the end, also where it was true before', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const first = await fixture.events(id);
		await first.next();
		await fixture.change(id, { title: 'Between' });
		const second = await fixture.events(id);
		expect((await second.next()).data).toMatchObject({ title: 'Between' });
		await fixture.change(id, { title: '' });
		await fixture.clock.step(250);
		expect((await second.next()).data).toMatchObject({ title: '' });
		expect(first.unread).toEqual([]);
	});

	test('says nothing twice', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const stream = await fixture.events(id);
		await stream.next();
		await fixture.change(id, { title: '' });
		await fixture.clock.step(250);
		await fixture.change(id, { title: 'New' });
		await fixture.clock.step(250);
		expect((await stream.next()).data).toMatchObject({ title: 'New' });
	});

	test('says every 15 s that it is still there', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const stream = await fixture.events(id);
		await stream.next();
		await fixture.clock.step(15_000);
		expect(await stream.next()).toEqual({ name: undefined, data: 'still here' });
	});

	test('tells the time by its own clock with each event, and every 15 s', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const { body } = await fixture.call(`/api/podcasts/${id}/events`);
		const texts = body?.pipeThrough(new TextDecoderStream()).getReader();
		const read = async () =>
			JSON.parse(/^data: (.*)$/m.exec((await texts?.read())?.value ?? '')?.[1] ?? '');
		const openedMs = fixture.clock.epochMs();
		expect(await read()).toMatchObject({ id, now: openedMs });
		await fixture.clock.step(10_000);
		await fixture.change(id, { title: 'New' });
		await fixture.clock.step(250);
		expect(await read()).toMatchObject({ title: 'New', now: openedMs + 10_000 });
		await fixture.clock.step(4_750);
		expect(await read()).toEqual({ now: openedMs + 15_000 });
		await texts?.cancel();
	});

	test('says at once when what waits must not be heard', async () => {
		const fixture = await ServerFixture.start();
		const id = await fixture.create();
		const stream = await fixture.events(id);
		expect(await stream.next()).toMatchObject({ name: 'podcast' });
		await fixture.call(`/api/podcasts/${id}/silence`, { method: 'POST' });
		expect(await stream.next()).toEqual({ name: 'silence', data: {} });
	});

	test('ends with the podcast', async () => {
		const fixture = await ServerFixture.start();
		const { id, sender } = await fixture.goLive(0);
		const streams = await Promise.all([fixture.events(id), fixture.events(id)]);
		sender.webSocket.close();
		for (const stream of streams) {
			await stream.next();
			expect(await stream.next()).toEqual({ name: 'end', data: {} });
			expect(await stream.ended).toBe(true);
		}
		await until(() => fixture.server.stats().eventStreams).toBe(0);
		expect(fixture.clock.pendingTimers).toBe(0);
	});

	test('ends with the server, which waits for nobody who does not read', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const stream = await fixture.events(id);
		await stream.next();
		await fixture.server.close();
		expect(await stream.next()).toMatchObject({ name: 'end' });
		expect(await stream.ended).toBe(true);
		expect(fixture.server.stats()).toMatchObject({ connections: 0, eventStreams: 0 });
	});

	test('ends for guests when the key is renewed, without saying that the podcast is over', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const { listenKey } = await fixture.ownView(id);
		const url = `${fixture.server.url}/api/podcasts/${id}/events`;
		const guest = await EventStreamClient.open(`${url}?key=${listenKey}`);
		const client = await fixture.events(id);
		await guest.next();
		await client.next();
		await fixture.call(`/api/podcasts/${id}/listen-key`, { method: 'POST' });
		expect(await guest.ended).toBe(true);
		expect(guest.unread).toEqual([]);
		await fixture.change(id, { title: 'Goes on' });
		await fixture.clock.step(250);
		expect((await client.next()).data).toMatchObject({ title: 'Goes on' });
	});

	test('ends for guests when the podcast becomes private', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		await fixture.change(id, { visibility: 'public' });
		const guest = await fixture.events(id, {});
		await guest.next();
		await fixture.change(id, { visibility: 'private' });
		expect(await guest.ended).toBe(true);
	});

	test.each([
		['', {}, 404],
		['?key=wrong', {}, 404],
		['', { ...LISTENER, token: 'wrong' }, 401],
	])('is not opened with %j and %j', async (query, headers, status) => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const response = await fixture.call(`/api/podcasts/${id}/events${query}`, { headers });
		expect(response.status).toBe(status);
		expect(fixture.server.stats().eventStreams).toBe(0);
	});

	test('is not opened by a HEAD request', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const response = await fixture.call(`/api/podcasts/${id}/events`, { method: 'HEAD' });
		expect(response.status).toBe(404);
	});

	test('counts as a connection, and gives its place back', async () => {
		const fixture = await ServerFixture.start({ limits: { connectionsPerAddress: 3 } });
		const { id } = await fixture.goLive(0);
		const streams = await Promise.all([fixture.events(id), fixture.events(id)]);
		const refused = await fixture.call(`/api/podcasts/${id}/events`);
		expect(refused.status).toBe(429);
		expect(await refused.json()).toMatchObject({ error: { code: 'too_many_connections' } });
		expect(fixture.server.stats()).toMatchObject({ connections: 3, eventStreams: 2 });
		streams[0]?.response.destroy();
		await until(() => fixture.server.stats().connections).toBe(2);
		await (await fixture.events(id)).next();
	});
});

describe('many event streams', () => {
	test('are all told the same', async () => {
		const fixture = await ServerFixture.start();
		const { id } = await fixture.goLive(0);
		const streams = await Promise.all(Array.from({ length: 200 }, () => fixture.events(id)));
		await Promise.all(streams.map((stream) => stream.next()));
		await fixture.change(id, { speakers: ['Ada', 'Grace'] });
		await fixture.clock.step(250);
		for (const stream of streams) {
			expect((await stream.next()).data).toMatchObject({ speakers: ['Ada', 'Grace'] });
		}
	});
});

describe('a stream that is not read', () => {
	/** 40 kB, of which the kernel's buffers on both sides of a connection take about a hundred. */
	const SPEAKERS = Array.from({ length: 100 }, () => '📻'.repeat(100));

	test('is cut, and harms nobody', async () => {
		const fixture = await ServerFixture.start();
		const { id, sender } = await fixture.goLive(0);
		const quick = await fixture.events(id);
		const slow = openSocket(fixture.server.url).pause();
		slow.write(
			`GET /api/podcasts/${id}/events HTTP/1.1\r\nHost: x\r\nclientId: ${LISTENER.clientId}\r\n` +
				`token: ${LISTENER.token}\r\n\r\n`,
		);
		await until(() => fixture.server.stats().eventStreams).toBe(2);
		for (let change = 1; fixture.server.stats().eventStreams === 2; change++) {
			await fixture.change(id, { title: `Title ${change}`, speakers: SPEAKERS });
			await fixture.clock.step(250);
			if (change % 20 === 0) {
				await sender.roundTrip();
				await fixture.clock.step(15_000);
			}
		}
		expect(quick.unread.length).toBeGreaterThan(20);
		await fixture.change(id, { title: 'Afterwards', speakers: [] });
		await fixture.clock.step(250);
		await readUntil(quick, ({ title }) => title === 'Afterwards');
	});
});
