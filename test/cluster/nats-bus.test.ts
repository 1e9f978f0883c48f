import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BusError } from '../../src/cluster/bus.js';
import type { NatsBus } from '../../src/cluster/nats-bus.js';
import { HAS_NATS_SERVER } from '../support/nats-server.js';
import { until } from '../support/until.js';
import { bytes, NatsBuses, text } from './nats-buses.js';

let buses: NatsBuses;

beforeEach(() => {
	buses = new NatsBuses();
});
afterEach(() => buses.close());

/** What is heard there, as it comes. */
function hear(bus: NatsBus, subject: string): string[] {
	const heard: string[] = [];
	bus.subscribe(subject, ({ data }) => heard.push(text(data)));
	return heard;
}

function problem(asked: Promise<unknown>): Promise<string> {
	return asked.then(
		() => 'answered',
		(error: BusError) => error.problem,
	);
}

describe.skipIf(!HAS_NATS_SERVER)('NatsBus', () => {
	test('carries what is published to all who have subscribed, until they do no more', async () => {
		const { ports } = await buses.server();
		const [from, to, other] = await Promise.all(
			[0, 1, 2].map(() => buses.join({ servers: [ports.url] })),
		);
		const heard = hear(to as NatsBus, 'p.*.audio');
		const once: string[] = [];
		const unsubscribe = other?.subscribe('p.a.audio', ({ data, subject }) => {
			once.push(`${subject} ${text(data)}`);
		});
		await Promise.all([to?.flush(), other?.flush()]);
		from?.publish('p.a.audio', bytes('1'));
		from?.publish('p.b.audio', bytes('2'));
		from?.publish('p.a.event', bytes('3'));
		await until(() => [heard.length, once.length]).toEqual([2, 1]);
		unsubscribe?.();
		await other?.flush();
		expect(from?.publish('p.a.audio', bytes('4'))).toBe(true);
		await until(() => heard).toEqual(['1', '2', '4']);
		expect(once).toEqual(['p.a.audio 1']);
	});

	test('brings the answer to a question, or says why there is none', async () => {
		const { ports } = await buses.server();
		const [asking, answering] = await Promise.all([
			buses.join({ servers: [ports.url] }),
			buses.join({ servers: [ports.url] }),
		]);
		answering.subscribe('echo', ({ data, respond }) => respond(bytes(`${text(data)}!`)));
		answering.subscribe('mute', () => {});
		await answering.flush();
		expect(text(await asking.request('echo', bytes('hello'), 60_000))).toBe('hello!');
		expect(await problem(asking.request('nobody', bytes(''), 60_000))).toBe('no responders');
		expect(await problem(asking.request('mute', bytes(''), 20))).toBe('late');
		expect(await asking.requestMany('nobody', bytes(''), 60_000)).toEqual([]);
	});

	test('brings the answers of all who answer in time', async () => {
		const { ports } = await buses.server();
		const all = await Promise.all([0, 1, 2].map(() => buses.join({ servers: [ports.url] })));
		for (const [index, bus] of all.entries()) {
			bus.subscribe('list', ({ respond }) => respond(bytes(String(index))));
			await bus.flush();
		}
		const asking = all[0] as NatsBus;
		const ask = async () => (await asking.requestMany('list', bytes(''), 300)).map(text).sort();
		await until(ask).toEqual(['0', '1', '2']);
	});

	test('lives through a crash of the server: who subscribed hears on, and nothing stale', async () => {
		const first = await buses.server();
		const place = { servers: [first.ports.url] };
		const [from, to] = await Promise.all([buses.join(place), buses.join(place)]);
		const heard = hear(to, 'audio');
		await to.flush();
		from.publish('audio', bytes('before'));
		await until(() => heard).toEqual(['before']);
		const seen: boolean[] = [];
		from.watch((isConnected) => seen.push(isConnected));

		await first.stop();
		await until(() => [from.isConnected, to.isConnected]).toEqual([false, false]);
		expect(from.publish('audio', bytes('away'))).toBe(false);
		expect(from.awaySinceMs).toBeGreaterThan(0);
		expect(await problem(from.request('audio', bytes(''), 60_000))).toBe('away');
		expect(await from.requestMany('audio', bytes(''), 60_000)).toEqual([]);
		await from.flush();
		const late = hear(to, 'later');

		await buses.server({ port: first.port });
		await until(() => [from.isConnected, to.isConnected]).toEqual([true, true]);
		await to.flush();
		from.publish('audio', bytes('after'));
		from.publish('later', bytes('new'));
		await until(() => [heard, late]).toEqual([['before', 'after'], ['new']]);
		expect(seen).toEqual([false, true]);
		expect(buses.said(/NATS is away/)).toHaveLength(2);
	});

	test('connects when the server comes after the program', async () => {
		const free = await buses.server();
		await free.stop();
		const bus = await buses.open({ servers: [free.ports.url] });
		const heard = hear(bus, 'audio');
		await until(() => buses.said(/NATS is not reached/)).toHaveLength(1);
		expect(bus.isConnected).toBe(false);
		await buses.server({ port: free.port });
		await until(() => bus.isConnected).toBe(true);
		bus.publish('audio', bytes('first'));
		await until(() => heard).toEqual(['first']);
		expect(buses.said(/NATS is not reached/)).toHaveLength(1);
	});

	test('says once that its password is wrong, without the password, and comes when it is right', async () => {
		const configuration = (password: string) =>
			`authorization { user: edge, password: ${password} }`;
		const first = await buses.server({ configuration: configuration('another') });
		const { host } = new URL(first.ports.url);
		const bus = await buses.open({ servers: [`nats://edge:top-secret@${host}`] });
		await until(() => buses.said(/refuses the user or the password/)).toHaveLength(1);
		// It has tried again by then.
		const tries = async () => (await connectionsOf(first.ports.monitorUrl)).total_connections;
		const before = await tries();
		await until(async () => (await tries()) - before).toBeGreaterThan(3);
		expect(buses.said(/refuses the user or the password/)).toHaveLength(1);
		await first.stop();
		await buses.server({ port: first.port, configuration: configuration('top-secret') });
		await until(() => bus.isConnected).toBe(true);
		expect(JSON.stringify(buses.log)).not.toContain('top-secret');
	});

	test('goes to the other server of a cluster when its own is killed', async () => {
		const first = await buses.server({ configuration: CLUSTER });
		const second = await buses.server({
			configuration: `${CLUSTER.replace(' }', '')}, routes: ["${first.ports.clusterUrl}"] }`,
		});
		const from = await buses.join({ servers: [first.ports.url] });
		const to = await buses.join({ servers: [second.ports.url] });
		const heard = hear(to, 'audio');
		await until(() => {
			from.publish('audio', bytes('before'));
			return heard.length;
		}).toBeGreaterThan(0);
		await first.stop();
		// It was told of the second one by the first.
		await until(() => {
			from.publish('audio', bytes('after'));
			return heard.includes('after');
		}).toBe(true);
		expect(to.isConnected).toBe(true);
	});

	test('tells of a subject that it is not permitted once, and takes it up when it is', async () => {
		const configuration = (subjects: string) =>
			`authorization { users: [{ user: edge, password: pw,
				permissions: { publish: [${subjects}], subscribe: [${subjects}] } }] }`;
		const first = await buses.server({ configuration: configuration('none') });
		const bus = await buses.join({ servers: [first.ports.url], user: 'edge', password: 'pw' });
		const heard = hear(bus, 'audio');
		for (let count = 0; count < 50; count++) {
			bus.publish('audio', bytes('forged'));
		}
		await bus.flush();
		await until(() => buses.log.map(({ operation }) => operation).filter(Boolean)).toEqual([
			'subscription',
			'publish',
		]);
		await first.stop();
		await buses.server({ port: first.port, configuration: configuration('audio') });
		await until(() => bus.isConnected).toBe(true);
		bus.publish('audio', bytes('permitted'));
		await until(() => heard).toEqual(['permitted']);
	});

	test('takes no server without TLS for one that is to have it', async () => {
		const { ports } = await buses.server();
		const bus = await buses.open({ servers: [ports.url.replace('nats://', 'tls://')] });
		await until(() => buses.log.some(({ err }) => /tls/.test(JSON.stringify(err)))).toBe(true);
		expect(bus.isConnected).toBe(false);
	});

	test('sends what was published before it is closed, and takes nothing after', async () => {
		const { ports } = await buses.server();
		const place = { servers: [ports.url] };
		const [from, to] = await Promise.all([buses.join(place), buses.join(place)]);
		const heard = hear(to, 'audio');
		await to.flush();
		from.publish('audio', bytes('last'));
		const closed = from.close();
		expect(from.publish('audio', bytes('too late'))).toBe(false);
		expect(await problem(from.request('audio', bytes(''), 60_000))).toBe('away');
		from.subscribe('audio', () => {});
		await closed;
		await from.close();
		await until(() => heard).toEqual(['last']);
		await until(async () => (await connectionsOf(ports.monitorUrl)).num_connections).toBe(1);
	});

	test.each(['stands still', 'never answers'])('closes though the server %s', async (how) => {
		if (how === 'stands still') {
			const server = await buses.server();
			const bus = await buses.join({ servers: [server.ports.url] });
			server.hold(true);
			await bus.close();
			return;
		}
		const mute = createServer().listen(0, '127.0.0.1');
		await once(mute, 'listening');
		const met = new Promise((resolve) => mute.once('connection', resolve));
		const { port } = mute.address() as { port: number };
		const bus = await buses.open({ servers: [`nats://127.0.0.1:${port}`] });
		await met;
		await bus.close();
		mute.close();
	});
});

const CLUSTER = 'cluster { name: test, listen: "127.0.0.1:-1" }';

interface Connections {
	num_connections: number;
	total_connections: number;
}

async function connectionsOf(monitorUrl: string): Promise<Connections> {
	const read = async (name: string) =>
		(await (await fetch(`${monitorUrl}/${name}`)).json()) as Connections;
	const [{ num_connections }, { total_connections }] = await Promise.all([
		read('connz'),
		read('varz'),
	]);
	return { num_connections, total_connections };
}
