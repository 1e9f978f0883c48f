// Podcasts of one server heard at others, over real nats-servers that are killed meanwhile.
import { createHash } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/clock.js';
import { RawClient } from '../../contract/raw-client.js';
import { ShelvedShow } from '../../server/beginning/shelved-show.js';
import { audioPacket, LISTENER, OWNER, packetNumber } from '../../server/server-fixture.js';
import { HAS_NATS_SERVER, type NatsServer } from '../../support/nats-server.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { until } from '../../support/until.js';
import { ChildProgram } from '../program/child-program.js';
import {
	connectionsOf,
	countConnections,
	type JoinedServer,
	joinNats,
	joinServer,
	listRoutes,
	startNats,
	untilFindable,
} from './servers-on-nats.js';

const PACKETS = 500;

/** Numbers of the packets that come until this one. */
async function numbersUntil(receiver: RawClient, last: number): Promise<number[]> {
	const numbers: number[] = [];
	while (numbers.at(-1) !== last) {
		const packet = await receiver.next();
		if (packet[0] === 1) {
			numbers.push(packetNumber(packet));
		}
	}
	return numbers;
}

/** An edge says how many listen there behind its wish for the audio, so that NATS has both then. */
async function listenersAt({ fixture }: JoinedServer, count: number): Promise<void> {
	await until(() => fixture.server.stats().relay?.origin[0]?.listeners).toBe(count);
}

describe.skipIf(!HAS_NATS_SERVER)('over nats-server,', () => {
	test('each packet comes to both edges, in order and once; a third edge gets none', async () => {
		const nats = await startNats();
		const origin = await joinServer(nats, 'origin', { isEdgeOnly: false });
		const first = await joinServer(nats, 'first');
		const second = await joinServer(nats, 'second');
		await joinServer(nats, 'third');
		const { id, sender } = await origin.fixture.goLive();
		await untilFindable(nats, id);
		const receivers = [first, second].flatMap(({ fixture }) => [
			fixture.receiver(id),
			fixture.connect(`${id}&join=3`, LISTENER),
		]);
		await Promise.all(receivers.map((receiver) => receiver.next()));
		await listenersAt(origin, 4);
		for (let number = 0; number < PACKETS; number++) {
			sender.webSocket.send(audioPacket(100, number));
		}
		const all = Array.from({ length: PACKETS }, (_, number) => number);
		for (const receiver of receivers) {
			expect(await numbersUntil(receiver, PACKETS - 1)).toEqual(all);
		}
		expect(origin.fixture.server.stats().relay?.origin[0]?.packetsSent).toBe(PACKETS);
		const connections = await connectionsOf(nats);
		expect(connections.get('third')).toMatchObject({ out_msgs: 0 });
		expect(connections.get('first')?.subscriptions_list).toContain(`podcasts.v1.${id}.audio`);
	});

	test('no key and no secret is in the traffic but in answers to those who may hear it', async () => {
		const nats = await startNats();
		const carried: { subject: string; text: string }[] = [];
		const spy = await joinNats(nats, 'spy');
		spy.subscribe('>', ({ subject, data }) => {
			carried.push({ subject, text: Buffer.from(data).toString('latin1') });
		});
		await spy.flush();
		const recorded = new ShelvedShow(systemClock);
		const origin = await joinServer(nats, 'origin', {
			isEdgeOnly: false,
			catchUps: recorded.shelf,
		});
		const edge = await joinServer(nats, 'edge');
		const { id, sender } = await origin.fixture.goLive();
		await untilFindable(nats, id);
		const { listenKey } = await origin.fixture.ownView(id);
		recorded.tell({ podcastIds: [id] });
		await recorded.add(['start-0-aaaaaaaa']);
		const client = edge.fixture.receiver(id);
		const guest = edge.fixture.guest(id, listenKey);
		const { secretKey } = await client.nextEvent();
		await guest.next();
		const answers = carried.length;
		const fromStart = async (file: string, headers = {}) =>
			(await fetch(`${edge.fixture.server.url}/p/${id}/${file}`, { headers })).status;
		for (const file of ['live.m3u8?from=start', 'hls/start-0-aaaaaaaa.mp3?']) {
			expect(await fromStart(`${file}&key=${listenKey}`)).toBe(200);
			expect(await fromStart(file, LISTENER)).toBe(200);
			expect(await fromStart(`${file}&key=wrong`)).toBe(404);
		}
		recorded.takeBack(0);
		expect((await edge.fixture.guest(id, 'x'.repeat(22)).closed).code).toBe(4006);
		await listenersAt(origin, 2);
		sender.webSocket.send(audioPacket(100, 1));
		await guest.next();
		await origin.fixture.change(id, { title: 'New' });
		await origin.fixture.call(`/api/podcasts/${id}/silence`, { method: 'POST' });
		await guest.next();
		await origin.fixture.call(`/api/podcasts/${id}`, { method: 'DELETE' });
		await client.closed;
		const key = Buffer.from(Int8Array.from(secretKey as number[]));
		const withKey = carried.filter(({ text }) =>
			[key.toString('base64'), key.toString('hex'), key.toString('latin1')].some((form) =>
				text.includes(form),
			),
		);
		expect(withKey).toHaveLength(2);
		expect(withKey.every(({ subject }) => subject.startsWith('_INBOX.'))).toBe(true);
		expect(carried.lastIndexOf(withKey[1] as (typeof carried)[0])).toBeLessThan(answers);
		const everything = carried.map(({ text }) => text).join('\n');
		expect(everything).not.toContain(listenKey);
		expect(everything).not.toContain(LISTENER.token);
		// The digest is what the origin compares.
		expect(everything).toContain(createHash('sha256').update(listenKey).digest('hex'));
	});

	test('a nats-server that is killed costs what is said meanwhile: nobody is cut, nothing is late', async () => {
		const nats = await startNats();
		const origin = await joinServer(nats, 'origin', { isEdgeOnly: false });
		const edge = await joinServer(nats, 'edge');
		const { id, receiver, sender } = await origin.fixture.goLive();
		await untilFindable(nats, id);
		const remote = edge.fixture.receiver(id);
		await remote.next();
		await listenersAt(origin, 1);
		sender.webSocket.send(audioPacket(100, 1));
		expect(await numbersUntil(remote, 1)).toEqual([1]);
		await nats.stop();
		await until(() => origin.bus.isConnected || edge.bus.isConnected).toBe(false);
		expect(edge.fixture.server.stats().podcasts[0]?.status).toBe('waiting for return');
		sender.webSocket.send(audioPacket(100, 2));
		expect(await numbersUntil(receiver, 2)).toEqual([1, 2]);
		await startNats({ port: nats.port });
		await until(() => edge.fixture.server.stats().podcasts[0]?.status).toBe('live');
		await until(() => origin.fixture.server.stats().relay?.origin[0]?.edges).toBe(1);
		sender.webSocket.send(audioPacket(100, 3));
		expect(await numbersUntil(remote, 3)).toEqual([3]);
		expect(edge.fixture.server.stats().relay?.edge[0]?.packetsLost).toBe(1);
	});

	test('one of two nats-servers may be killed: the origin goes on by the other', async () => {
		const configuration = (routes: string[]) =>
			`cluster { name: pair, listen: "127.0.0.1:-1", routes: ${JSON.stringify(routes)} }`;
		const one = await startNats({ configuration: configuration([]) });
		const other = await startNats({ configuration: configuration([one.ports.clusterUrl]) });
		const nodes = [one, other] as const;
		await Promise.all(nodes.map(routed));
		const origin = await joinServer(nodes[0], 'origin', { isEdgeOnly: false });
		const edge = await joinServer(nodes[1], 'edge');
		const { id, sender } = await origin.fixture.goLive();
		await untilFindable(nodes[1], id);
		const remote = edge.fixture.receiver(id);
		await remote.next();
		await listenersAt(origin, 1);
		sender.webSocket.send(audioPacket(100, 1));
		expect(await numbersUntil(remote, 1)).toEqual([1]);
		await nodes[0].stop();
		await until(async () => (await connectionsOf(nodes[1])).has('origin')).toBe(true);
		await until(() => origin.bus.isConnected).toBe(true);
		sender.webSocket.send(audioPacket(100, 2));
		expect(await numbersUntil(remote, 2)).toEqual([2]);
		expect(edge.fixture.server.stats().podcasts[0]?.status).toBe('live');
	});

	test('a server that is killed is missed at edges; one with ROLE=edge hears and takes no senders', async () => {
		const nats = await startNats();
		const environment = {
			HOST: '127.0.0.1',
			PORT: '0',
			NATS_URL: nats.ports.url,
			PODCAST_CLIENTS: `${OWNER.clientId}:${OWNER.token},${LISTENER.clientId}:${LISTENER.token}`,
		};
		const start = async (more: Record<string, string>) => {
			const program = new ChildProgram('server', { ...environment, ...more });
			const [, url = ''] = await program.printed(/Podcast server: (\S+?),? /);
			return { program, url };
		};
		const origin = await start({});
		const edgeProgram = await start({ ROLE: 'edge' });
		await until(() => countConnections(nats)).toBe(2);
		const clock = new SteppedClock();
		const edge = await joinServer(nats, 'edge', { clock });
		const created = await fetch(`${origin.url}/podcast`, { method: 'POST', headers: OWNER });
		const { id } = (await created.json()) as { id: string };
		const sender = connect(origin.url, id, { ...OWNER, isSender: 'true' });
		await sender.next();
		await untilFindable(nats, id);
		const remotes = [edge.fixture.receiver(id), connect(edgeProgram.url, id, LISTENER)];
		for (const remote of remotes) {
			expect(await remote.nextEvent()).toMatchObject({ type: 0 });
		}
		const refused = await fetch(`${edgeProgram.url}/podcast`, { method: 'POST', headers: OWNER });
		expect(await refused.json()).toMatchObject({ error: { code: 'edge_only' } });
		await until(async () => {
			const view = await fetch(`${origin.url}/api/podcasts/${id}`, { headers: OWNER });
			return ((await view.json()) as { listeners: number }).listeners;
		}).toBe(2);
		sender.webSocket.send(audioPacket(100, 1));
		for (const remote of remotes) {
			expect(await numbersUntil(remote, 1)).toEqual([1]);
		}
		await origin.program.stop('SIGKILL');
		const [remote] = remotes as [RawClient, RawClient];
		await until(async () => {
			await clock.step(500);
			return remote.webSocket.readyState;
		}).toBe(3);
		expect(await remote.nextEvent()).toEqual({ type: 1, reason: 4003 });
		expect((await remote.closed).code).toBe(4003);
	});
});

function connect(url: string, id: string, headers: Record<string, string>): RawClient {
	const client = new RawClient(`${url.replace('http', 'ws')}/?id=${id}`, headers);
	onTestFinished(() => client.webSocket.terminate());
	return client;
}

/** Resolves when a nats-server has found the other one. */
async function routed(nats: NatsServer): Promise<void> {
	await until(async () => (await listRoutes(nats)).length).toBeGreaterThan(0);
}
