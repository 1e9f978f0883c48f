// Connections that say nothing: whose places they take.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/server/limits/limits.js';
import { exchange, openSocket } from '../server/raw-http.js';
import { LISTENER, ServerFixture } from '../server/server-fixture.js';
import { closed } from '../support/closed.js';
import { until } from '../support/until.js';
import { pipelined, statusesIn } from './parsed-requests.js';

const ASK = pipelined(1, '/health', ['Connection: close']);

/** Silent sockets of an address of this machine, all of them connected. */
async function holdSilent(url: string, count: number, localAddress = '127.0.0.1') {
	const { hostname, port } = new URL(url);
	const sockets = Array.from({ length: count }, () => {
		const socket = connect({ host: hostname, port: Number(port), localAddress });
		socket.on('error', () => {});
		return socket;
	});
	onTestFinished(() => {
		for (const socket of sockets) {
			socket.destroy();
		}
	});
	await Promise.all(sockets.map((socket) => once(socket, 'connect')));
	return sockets;
}

function open(sockets: readonly Socket[]): number {
	return sockets.filter(({ destroyed }) => !destroyed).length;
}

async function askFrom(url: string, localAddress: string): Promise<number[]> {
	const { hostname, port } = new URL(url);
	const socket = connect({ host: hostname, port: Number(port), localAddress });
	socket.on('error', () => {});
	let answer = '';
	socket.on('data', (bytes: Buffer) => {
		answer += bytes.toString('latin1');
	});
	socket.write(ASK);
	await closed(socket);
	return statusesIn(answer);
}

describe('1,200 silent sockets of one address', () => {
	test('keep no more places than the address has, and shut out neither others nor their own', async () => {
		const fixture = await ServerFixture.start();
		const silent: Socket[] = [];
		for (let round = 0; round < 6; round++) {
			silent.push(...(await holdSilent(fixture.server.url, 200)));
		}
		expect(await askFrom(fixture.server.url, '127.0.0.2')).toEqual([200]);
		await fixture.clock.step(1_000);
		await until(() => open(silent)).toBeLessThanOrEqual(120);
		expect(await askFrom(fixture.server.url, '127.0.0.2')).toEqual([200]);
		expect(await askFrom(fixture.server.url, '127.0.0.1')).toEqual([200]);
		const { receiver } = await fixture.goLive(1);
		expect(receiver.webSocket.readyState).toBe(receiver.webSocket.OPEN);
	});
});

describe('places of plain HTTP', () => {
	test('are not in the way of an audience that comes back all at once', async () => {
		const fixture = await ServerFixture.start({
			limits: { httpConnections: 10, httpConnectionsPerAddress: 5 },
		});
		const { id } = await fixture.goLive(0);
		const receivers = Array.from({ length: 150 }, () => fixture.receiver(id));
		await Promise.all(receivers.map((receiver) => receiver.next()));
		await fixture.clock.step(1_000);
		expect(fixture.server.stats()).toMatchObject({ podcasts: [{ receivers: 150 }] });
	});

	test('are as many as all connections together, at no moment more', async () => {
		const fixture = await ServerFixture.start({
			limits: { connections: 30, httpConnections: 10, httpConnectionsPerAddress: 5 },
		});
		const silent = await holdSilent(fixture.server.url, 100);
		await until(() => open(silent)).toBe(40);
		expect(await askFrom(fixture.server.url, '127.0.0.1')).toEqual([200]);
		expect(await askFrom(fixture.server.url, '127.0.0.2')).toEqual([200]);
		await fixture.clock.step(1_000);
		await until(() => open(silent)).toBeLessThanOrEqual(5);
	});

	test('that are all taken are given up by whoever has most of them', async () => {
		const fixture = await ServerFixture.start({
			limits: { connections: 1, httpConnections: 19, httpConnectionsPerAddress: 15 },
		});
		const many = await holdSilent(fixture.server.url, 15, '127.0.0.2');
		const few = await holdSilent(fixture.server.url, 5, '127.0.0.3');
		expect(await askFrom(fixture.server.url, '127.0.0.4')).toEqual([200]);
		await until(() => open(many)).toBe(14);
		expect(open(few)).toBe(5);
	});

	test('are none of the websockets’, nor the other way round', async () => {
		const fixture = await ServerFixture.start({
			limits: { connections: 3, httpConnections: 4, httpConnectionsPerAddress: 2 },
		});
		const { id } = await fixture.goLive(2);
		await holdSilent(fixture.server.url, 2, '127.0.0.2');
		await holdSilent(fixture.server.url, 2, '127.0.0.3');
		expect(await askFrom(fixture.server.url, '127.0.0.2')).toEqual([200]);
		const receiver = fixture.connect(id, LISTENER);
		const [, response] = await once(receiver.webSocket, 'unexpected-response');
		expect(response.statusCode).toBe(503);
	});

	test('of a trusted proxy are not those of a stranger', async () => {
		const fixture = await ServerFixture.start({
			trustedProxies: { kind: 'hops', hops: 1 },
			limits: { httpConnections: 30, httpConnectionsPerAddress: 2 },
		});
		const kept = await holdSilent(fixture.server.url, 20);
		expect(await askFrom(fixture.server.url, '127.0.0.1')).toEqual([200]);
		expect(open(kept)).toBe(20);
	});
});

test('a connection is idle for a few seconds between two requests, not for a minute', async () => {
	const fixture = await ServerFixture.start({ limits: { keepAliveTimeoutMs: 50 } });
	const answers = await exchange(fixture.server.url, pipelined(1));
	expect(statusesIn(answers)).toEqual([200]);
	const byDefault = await ServerFixture.start({ limits: DEFAULT_LIMITS });
	const socket = openSocket(byDefault.server.url);
	socket.write(pipelined(1));
	const [answer] = (await once(socket, 'data')) as [Buffer];
	expect(answer.toString('latin1')).toMatch(/^keep-alive: timeout=5\r$/im);
});

test('a sender has its place where all others are taken', async () => {
	const fixture = await ServerFixture.start({ limits: { connections: 2 } });
	const { id } = await fixture.goLive(1);
	expect(id).not.toBe('');
	const other = await fixture.create();
	expect((await fixture.sender(other).nextEvent()).type).toBe(0);
	const third = fixture.guest(id);
	const [, response] = await once(third.webSocket, 'unexpected-response');
	expect(response.statusCode).toBe(503);
});
