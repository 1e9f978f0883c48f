// What becomes of listeners at an edge when something between them and the podcast breaks.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../support/until.js';
import { audioPacket, packetNumber, type ServerFixture } from '../server-fixture.js';
import { ClusterFixture } from './cluster-fixture.js';

async function startBoth(memory?: { file: string; isKept: boolean }) {
	const cluster = new ClusterFixture();
	const { bus: originBus, fixture: origin } = await cluster.origin({ memory });
	const { bus: edgeBus, fixture: edge } = await cluster.edge();
	return { cluster, origin, edge, originBus, edgeBus };
}

/** Somebody at the edge who hears it, and somebody who watches it there. */
async function listenAt(edge: ServerFixture, id: string) {
	const remote = edge.receiver(id);
	const events = await edge.events(id);
	await Promise.all([remote.next(), events.next()]);
	return { remote, events };
}

async function send(origin: { webSocket: { send(data: Buffer): void } }, number: number) {
	origin.webSocket.send(audioPacket(100, number));
}

test('a bus that is away for a while costs what was said meanwhile, and no connection', async () => {
	const { cluster, origin, edge, edgeBus } = await startBoth();
	const { id, receiver, sender } = await origin.goLive();
	const { events, remote } = await listenAt(edge, id);
	await send(sender, 1);
	expect(packetNumber(await remote.next())).toBe(1);
	await receiver.next();
	edgeBus.setConnected(false);
	expect(await nextPodcast(events, cluster)).toMatchObject({ isLive: false });
	await send(sender, 2);
	await receiver.next();
	await cluster.clock.step(5000);
	edgeBus.setConnected(true);
	await until(async () => (await edge.call(`/health`)).status).toBe(200);
	expect(await nextPodcast(events, cluster)).toMatchObject({ isLive: true });
	await send(sender, 3);
	expect(packetNumber(await remote.next())).toBe(3);
	expect(edge.server.stats().relay?.edge[0]).toMatchObject({ packetsLost: 1, packetsReceived: 2 });
});

test('a bus that stays away ends podcasts of elsewhere as if their senders had not returned', async () => {
	const { cluster, origin, edge, edgeBus } = await startBoth();
	const { id } = await origin.goLive();
	const { events, remote } = await listenAt(edge, id);
	edgeBus.setConnected(false);
	await cluster.clock.step(29_000);
	await remote.roundTrip();
	expect((await edge.guest('other').closed).code).toBe(1013);
	await cluster.clock.step(1000);
	expect(await remote.nextEvent()).toEqual({ type: 1, reason: 4003 });
	await until(() => events.unread.map(({ name }) => name)).toContain('end');
});

test('what was silenced while the bus was away is silence when it is back', async () => {
	const { origin, edge, edgeBus } = await startBoth();
	const { id } = await origin.goLive();
	const { remote } = await listenAt(edge, id);
	edgeBus.setConnected(false);
	await origin.call(`/api/podcasts/${id}/silence`, { method: 'POST' });
	edgeBus.setConnected(true);
	expect(await remote.nextEvent()).toEqual({ type: 1000 });
});

test('a key that was renewed while the bus was away cuts its guests when it is back', async () => {
	const { origin, edge, edgeBus } = await startBoth();
	const { id } = await origin.goLive();
	const { listenKey } = await origin.ownView(id);
	const guest = edge.guest(id, listenKey);
	await guest.next();
	edgeBus.setConnected(false);
	await origin.call(`/api/podcasts/${id}/listen-key`, { method: 'POST' });
	edgeBus.setConnected(true);
	expect(await guest.nextEvent()).toEqual({ type: 1, reason: 4001 });
});

test('a podcast that ended while the bus was away ends when it is back and nobody has it', async () => {
	const { cluster, origin, edge, edgeBus } = await startBoth();
	const { id } = await origin.goLive();
	const { remote } = await listenAt(edge, id);
	edgeBus.setConnected(false);
	await origin.call(`/api/podcasts/${id}`, { method: 'DELETE' });
	edgeBus.setConnected(true);
	await cluster.clock.step(7000);
	expect(await remote.nextEvent()).toEqual({ type: 1, reason: 4003 });
});

test('an origin that dies is missed after 6 s without a word', async () => {
	const { cluster, origin, edge, originBus } = await startBoth();
	const { id } = await origin.goLive();
	const { events, remote } = await listenAt(edge, id);
	originBus.setConnected(false);
	await cluster.clock.step(5900);
	await remote.roundTrip();
	expect(remote.unread).toEqual([]);
	await cluster.clock.step(600);
	expect(await remote.nextEvent()).toEqual({ type: 1, reason: 4003 });
	await until(() => events.unread.map(({ name }) => name)).toContain('end');
	expect((await edge.receiver(id).closed).code).toBe(4006);
});

test('an origin that says nothing because nobody speaks is not taken for dead', async () => {
	const { cluster, origin, edge } = await startBoth();
	const { id, sender } = await origin.goLive();
	const { remote } = await listenAt(edge, id);
	await cluster.clock.step(60_000);
	await send(sender, 1);
	expect(packetNumber(await remote.next())).toBe(1);
});

test('a sender that is away is away at edges, too', async () => {
	const { cluster, origin, edge } = await startBoth();
	const { id, sender } = await origin.goLive();
	const { events } = await listenAt(edge, id);
	sender.webSocket.terminate();
	await until(() => origin.server.stats().podcasts[0]?.status).toBe('waiting for return');
	expect(await nextPodcast(events, cluster)).toMatchObject({ isLive: false });
});

test('an origin that restarts sends edges’ listeners away for a moment, and has them again', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'edge-'));
	onTestFinished(() => rm(folder, { recursive: true, force: true }));
	const memory = { file: join(folder, 'podcasts.json'), isKept: true };
	const { cluster, origin, edge } = await startBoth(memory);
	const { id } = await origin.goLive();
	const { events, remote } = await listenAt(edge, id);
	const hello = await edge.receiver(id).nextEvent();
	await origin.server.close();
	expect((await remote.closed).code).toBe(1012);
	expect((await events.next()).name).toBe('restart');
	expect((await edge.receiver(id).closed).code).toBe(1013);
	await cluster.origin({ memory });
	expect(await edge.receiver(id).nextEvent()).toEqual(hello);
});

test('an origin that was killed and is back in time goes on, numbered anew', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'edge-'));
	onTestFinished(() => rm(folder, { recursive: true, force: true }));
	const memory = { file: join(folder, 'podcasts.json'), isKept: true };
	const { cluster, origin, edge, originBus } = await startBoth(memory);
	const { id, sender } = await origin.goLive();
	const { remote } = await listenAt(edge, id);
	for (let number = 0; number < 9; number++) {
		await send(sender, number);
		await remote.next();
	}
	originBus.setConnected(false);
	const { fixture: next } = await cluster.origin({ memory });
	await cluster.clock.step(2000);
	expect(await remote.nextEvent()).toEqual({ type: 1000 });
	const returned = next.sender(id);
	await returned.next();
	await send(returned, 100);
	expect(packetNumber(await remote.next())).toBe(100);
	expect(edge.server.stats().relay?.edge[0]?.packetsLost).toBe(0);
});

test('an edge that stops tells its listeners that they may go on', async () => {
	const { origin, edge } = await startBoth();
	const { id } = await origin.goLive();
	const { events, remote } = await listenAt(edge, id);
	await edge.server.close();
	expect((await remote.closed).code).toBe(1012);
	expect((await events.next()).name).toBe('restart');
});

test('somebody who gives up while the podcast is asked for leaves nothing behind', async () => {
	const { cluster, edge, edgeBus } = await startBoth();
	// Hears the question, and never answers.
	edgeBus.subscribe('test.v1.*.get', () => {});
	const gone = edge.receiver('slow1');
	await until(() => edgeBus.isConnected && asked(edgeBus)).toBe(true);
	gone.webSocket.terminate();
	const waits = edge.receiver('slow1');
	let status: number | undefined;
	const lookup = fetch(`${edge.server.url}/api/podcasts/slow1`).then((answer) => {
		status = answer.status;
	});
	await cluster.clock.timerWithin(2000);
	await until(async () => {
		await cluster.clock.step(500);
		return { status, readyState: waits.webSocket.readyState };
	}).toEqual({ status: 503, readyState: 3 });
	await lookup;
	expect((await waits.closed).code).toBe(1013);
	expect(edge.server.stats().connections).toBe(0);
});

function asked(bus: { subscribersOf(tokens: string[]): unknown[] }): boolean {
	return bus.subscribersOf(['test', 'v1', 'slow1', 'event']).length === 1;
}

async function nextPodcast(
	events: { next(): Promise<{ name: string | undefined; data: unknown }> },
	{ clock }: ClusterFixture,
) {
	for (;;) {
		await clock.step(250);
		const { name, data } = await events.next();
		if (name === 'podcast') {
			return data;
		}
	}
}
