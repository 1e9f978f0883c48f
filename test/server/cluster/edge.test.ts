// Listeners at another server than the podcast's own: what they get, and who of them gets it.
import { describe, expect, test } from 'vitest';
import { Subjects } from '../../../src/cluster/subjects.js';
import type { MemoryBus } from '../../support/memory-bus.js';
import { until } from '../../support/until.js';
import {
	audioPacket,
	LISTENER,
	OWNER,
	packetNumber,
	type ServerFixture,
} from '../server-fixture.js';
import { Show } from '../streams/stream-fixture.js';
import { ClusterFixture } from './cluster-fixture.js';

const STRANGER = { clientId: '1001', token: 'not-the-token-of-1001' };

async function startBoth() {
	const cluster = new ClusterFixture();
	const origin = await cluster.origin();
	const edge = await cluster.edge();
	return {
		cluster,
		origin: origin.fixture,
		edge: edge.fixture,
		originBus: origin.bus,
		edgeBus: edge.bus,
	};
}

async function statusAt(
	fixture: ServerFixture,
	path: string,
	headers: Record<string, string> = {},
) {
	const response = await fetch(`${fixture.server.url}${path}`, { headers });
	return { status: response.status, text: await response.text() };
}

test.each([1, 2, 3])('packets come in order and once each, with join=%i', async (join) => {
	const { origin, edge } = await startBoth();
	const { id, receiver, sender } = await origin.goLive();
	const remote = edge.connect(`${id}&join=${join}`, LISTENER);
	const hello = await remote.nextEvent();
	for (let number = 0; number < 30; number++) {
		sender.webSocket.send(audioPacket(100, number));
	}
	for (let number = 0; number < 30; number++) {
		expect(packetNumber(await remote.next())).toBe(number);
		expect(packetNumber(await receiver.next())).toBe(number);
	}
	expect(hello).toMatchObject({ type: 0 });
	expect(origin.server.stats().relay?.origin).toEqual([
		{ id, edges: 1, listeners: 1, packetsSent: 30 },
	]);
	expect(edge.server.stats().relay?.edge).toEqual([
		{ id, listeners: 1, packetsReceived: 30, packetsLost: 0 },
	]);
});

test('audio can come before the origin is asked, so that the first listener misses nothing', async () => {
	const { cluster, origin, edge, edgeBus } = await startBoth();
	const { id } = await origin.goLive();
	const subjects = new Subjects('test');
	const audio = subjects.audio(id).split('.');
	const listening: number[] = [];
	cluster.broker.join().subscribe(subjects.get(id), () => {
		listening.push(edgeBus.subscribersOf(audio).length);
	});
	expect(edgeBus.subscribersOf(audio)).toEqual([]);
	await edge.connect(id, LISTENER).nextEvent();
	expect(listening).toEqual([1]);
});

test('nothing is sent where no edge has asked', async () => {
	const { origin } = await startBoth();
	const { id, receiver, sender } = await origin.goLive();
	sender.webSocket.send(audioPacket(100, 1));
	await receiver.next();
	expect(origin.server.stats().relay?.origin).toEqual([
		{ id, edges: 0, listeners: 0, packetsSent: 0 },
	]);
});

test('listeners are counted at both, and forgotten when they have gone', async () => {
	const { cluster, origin, edge } = await startBoth();
	const { id } = await origin.goLive(2);
	const remote = edge.receiver(id);
	await remote.next();
	await cluster.clock.step(1000);
	expect((await origin.ownView(id)).listeners).toBe(3);
	const told = await statusAt(edge, `/api/podcasts/${id}`, LISTENER);
	expect(JSON.parse(told.text).listeners).toBe(3);
	remote.webSocket.close();
	await until(() => edge.server.stats().podcasts[0]?.listeners).toBe(0);
	await cluster.clock.step(1000);
	expect((await origin.ownView(id)).listeners).toBe(2);
});

test('an edge that is gone is not counted any more after 6 s', async () => {
	const { cluster, origin, edge, edgeBus } = await startBoth();
	const { id } = await origin.goLive(1);
	await edge.receiver(id).next();
	await cluster.clock.step(1000);
	expect((await origin.ownView(id)).listeners).toBe(2);
	edgeBus.setConnected(false);
	await cluster.clock.step(7000);
	expect((await origin.ownView(id)).listeners).toBe(1);
	expect(origin.server.stats().relay?.origin[0]?.edges).toBe(0);
});

test('what an edge receives ends 10 s after its last listener has left', async () => {
	const { cluster, origin, edge } = await startBoth();
	const { id, receiver, sender } = await origin.goLive();
	const remote = edge.receiver(id);
	await remote.next();
	remote.webSocket.close();
	await until(() => edge.server.stats().podcasts[0]?.listeners).toBe(0);
	await cluster.clock.step(9900);
	expect(edge.server.stats().relay?.edge).toHaveLength(1);
	await cluster.clock.step(200);
	expect(edge.server.stats().relay?.edge).toHaveLength(0);
	expect(edge.server.stats().podcasts).toHaveLength(0);
	await cluster.clock.step(6000);
	sender.webSocket.send(audioPacket(100, 7));
	await receiver.next();
	expect(origin.server.stats().relay?.origin[0]?.packetsSent).toBe(0);
});

describe('who may hear it is decided by the origin:', () => {
	test('an unlisted podcast is for those who have its key, or credentials', async () => {
		const { origin, edge } = await startBoth();
		const { id } = await origin.goLive();
		const { listenKey } = await origin.ownView(id);
		expect(await edge.guest(id, listenKey).nextEvent()).toMatchObject({ type: 0 });
		expect(await edge.guest(id).closed).toMatchObject({ code: 4000 });
		expect(await edge.guest(id, 'a'.repeat(22)).closed).toMatchObject({ code: 4006 });
		expect(await edge.connect(id, STRANGER).closed).toMatchObject({ code: 4001 });
		expect((await statusAt(edge, `/p/${id}?key=${listenKey}`)).status).toBe(200);
		expect((await statusAt(edge, `/p/${id}`)).status).toBe(404);
		expect((await statusAt(edge, `/p/${id}/live.mp3?key=wrong`)).status).toBe(404);
		expect((await statusAt(edge, `/api/podcasts/${id}`, STRANGER)).status).toBe(401);
	});

	test('also where the edge knows no clients', async () => {
		const cluster = new ClusterFixture();
		const { fixture: origin } = await cluster.origin();
		const { fixture: edge } = await cluster.edge({ clients: new Map() });
		const { id } = await origin.goLive();
		expect(await edge.receiver(id).nextEvent()).toMatchObject({ type: 0 });
		expect(await edge.connect(id, STRANGER).closed).toMatchObject({ code: 4001 });
		expect(await edge.receiver('abcde').closed).toMatchObject({ code: 4001 });
	});

	test('a new listen key cuts those who came by the old one, at once', async () => {
		const { origin, edge } = await startBoth();
		const { id } = await origin.goLive();
		const { listenKey } = await origin.ownView(id);
		const guest = edge.guest(id, listenKey);
		const client = edge.receiver(id);
		await Promise.all([guest.next(), client.next()]);
		await origin.call(`/api/podcasts/${id}/listen-key`, { method: 'POST' });
		expect(await guest.nextEvent()).toEqual({ type: 1, reason: 4001 });
		expect(await guest.closed).toMatchObject({ code: 4001 });
		expect(await edge.guest(id, listenKey).closed).toMatchObject({ code: 4006 });
		await client.roundTrip();
		expect(client.unread).toEqual([]);
	});

	test('a podcast that becomes private loses its guests', async () => {
		const { origin, edge } = await startBoth();
		const { id } = await origin.goLive();
		await origin.change(id, { visibility: 'public' });
		const guest = edge.guest(id);
		await guest.next();
		await origin.change(id, { visibility: 'private' });
		expect(await guest.nextEvent()).toEqual({ type: 1, reason: 4001 });
	});

	test('who was let in is let in again without a question, for 30 s', async () => {
		const { cluster, origin, edge, edgeBus } = await startBoth();
		const { id } = await origin.goLive();
		const { listenKey } = await origin.ownView(id);
		await edge.receiver(id).next();
		const asks = countAsks(edgeBus, '"key"');
		const path = `/api/podcasts/${id}?key=${listenKey}`;
		for (let count = 0; count < 3; count++) {
			expect((await statusAt(edge, path)).status).toBe(200);
		}
		expect(asks.count).toBe(1);
		await cluster.clock.step(30_000);
		expect((await statusAt(edge, path)).status).toBe(200);
		expect(asks.count).toBe(2);
	});
});

test('the page, the lists and the lookups are as at the origin', async () => {
	const { cluster, origin, edge } = await startBoth();
	const { id } = await origin.goLive();
	await origin.change(id, { visibility: 'public', title: 'Far away', speakers: ['Ann'] });
	expect((await statusAt(edge, `/p/${id}`)).text).toContain('Far away');
	const listing = fetch(`${edge.server.url}/api/podcasts`);
	await cluster.clock.timerWithin(300);
	await cluster.clock.step(300);
	const list = await (await listing).json();
	expect(list).toMatchObject([{ id, title: 'Far away', isLive: true, speakers: ['Ann'] }]);
	expect((await statusAt(edge, '/')).text).toContain('Far away');
	const own = await statusAt(edge, `/podcast?id=${id}`, LISTENER);
	expect(JSON.parse(own.text)).toMatchObject({
		id,
		host: OWNER.clientId,
		port: Number(new URL(edge.server.url).port),
	});
});

test('an event stream tells of changes at the origin', async () => {
	const { cluster, origin, edge } = await startBoth();
	const { id } = await origin.goLive();
	const events = await edge.events(id);
	expect(await events.next()).toMatchObject({ name: 'podcast', data: { title: '' } });
	await origin.change(id, { title: 'Later' });
	await cluster.clock.step(250);
	await until(() => events.unread.length).toBeGreaterThan(0);
	expect(await events.next()).toMatchObject({ name: 'podcast', data: { title: 'Later' } });
	await origin.call(`/api/podcasts/${id}`, { method: 'DELETE' });
	expect(await events.next()).toMatchObject({ name: 'end' });
});

test('the page of one that has ended says so to those who could hear it', async () => {
	const { origin, edge } = await startBoth();
	const { id } = await origin.goLive();
	const { listenKey } = await origin.ownView(id);
	await origin.change(id, { title: 'Over and out' });
	const link = `/p/${id}?key=${listenKey}`;
	expect((await statusAt(edge, link)).status).toBe(200);
	await origin.call(`/api/podcasts/${id}`, { method: 'DELETE' });
	for (const { server } of [origin, edge]) {
		const page = await (await fetch(`${server.url}${link}`)).text();
		expect(page).toContain('Over and out');
		expect(await (await fetch(`${server.url}/p/${id}`)).text()).not.toContain('Over and out');
	}
});

test('players hear it, and are counted', async () => {
	const { origin, edge } = await startBoth();
	const show = await Show.start(origin);
	const answer = await fetch(`${edge.server.url}${show.path('live.ogg')}`);
	expect(answer.status).toBe(200);
	const reader = answer.body?.getReader();
	expect(
		Buffer.from((await reader?.read())?.value ?? [])
			.subarray(0, 4)
			.toString(),
	).toBe('OggS');
	await until(() => origin.server.stats().relay?.origin[0]?.listeners).toBe(1);
	await reader?.cancel();
});

test('what must not be heard any more is silence at edges, in its place between packets', async () => {
	const { origin, edge } = await startBoth();
	const { id, sender } = await origin.goLive();
	const remote = edge.receiver(id);
	const events = await edge.events(id);
	await events.next();
	await remote.next();
	sender.webSocket.send(audioPacket(100, 1));
	expect(packetNumber(await remote.next())).toBe(1);
	await origin.call(`/api/podcasts/${id}/silence`, { method: 'POST' });
	sender.webSocket.send(audioPacket(100, 2));
	expect(await remote.nextEvent()).toEqual({ type: 1000 });
	expect(packetNumber(await remote.next())).toBe(2);
	await until(() => events.unread.map(({ name }) => name)).toContain('silence');
});

describe('a podcast that nobody has', () => {
	test('is refused as at one server, and asked for once a second', async () => {
		const { cluster, edge, edgeBus } = await startBoth();
		const asks = countAsks(edgeBus);
		for (let count = 0; count < 3; count++) {
			expect(await edge.receiver('none1').closed).toMatchObject({ code: 4006 });
			expect((await statusAt(edge, '/p/none1')).status).toBe(404);
		}
		expect(asks.count).toBe(1);
		await cluster.clock.step(1000);
		expect((await statusAt(edge, '/api/podcasts/none1')).status).toBe(404);
		expect(asks.count).toBe(2);
	});

	test('costs at most 100 questions a second, whatever comes', async () => {
		const { edge, edgeBus, origin } = await startBoth();
		const { id } = await origin.goLive();
		const asks = countAsks(edgeBus);
		const answers = await Promise.all(
			Array.from({ length: 150 }, (_, number) =>
				statusAt(edge, `/api/podcasts/w${String(number).padStart(4, '0')}`),
			),
		);
		expect(asks.count).toBeLessThanOrEqual(100);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404, 503]));
		// Whoever comes to one that is heard here is not refused for it.
		expect((await statusAt(edge, '/api/podcasts/w0000')).status).toBe(404);
		expect(await origin.receiver(id).nextEvent()).toMatchObject({ type: 0 });
	});

	test.each(['../x', 'a.b', '*', '>', 'a b', ''])('is never asked for by %j', async (id) => {
		const { edge, edgeBus } = await startBoth();
		const asks = countAsks(edgeBus);
		await edge.connect(encodeURIComponent(id), LISTENER).closed;
		expect(asks.count).toBe(0);
	});
});

test('a server that takes listeners alone refuses senders', async () => {
	const { origin, edge } = await startBoth();
	const id = await origin.create();
	const response = await edge.call('/podcast', { method: 'POST' });
	expect(response.status).toBe(503);
	expect(response.headers.get('retry-after')).toBe('30');
	expect(await response.json()).toMatchObject({ error: { code: 'edge_only' } });
	const sender = edge.sender(id);
	expect(await sender.closed).toMatchObject({ code: 1006 });
});

test('an id that another server has is not given again', async () => {
	const { origin, originBus } = await startBoth();
	const request = originBus.request.bind(originBus);
	let asked = 0;
	originBus.request = (subject, data, timeoutMs) => {
		asked++;
		return asked < 3 ? Promise.resolve(new Uint8Array()) : request(subject, data, timeoutMs);
	};
	expect(await origin.create()).toHaveLength(5);
	expect(asked).toBe(3);
});

/** Counts questions, or those that say something. */
function countAsks(bus: MemoryBus, saying = ''): { count: number } {
	const asks = { count: 0 };
	const request = bus.request.bind(bus);
	bus.request = (...parameters) => {
		asks.count += Buffer.from(parameters[1]).includes(saying) ? 1 : 0;
		return request(...parameters);
	};
	return asks;
}
