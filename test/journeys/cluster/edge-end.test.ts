// An edge that is stopped, or killed: where its listeners hear on.
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { RawClient } from '../../contract/raw-client.js';
import { audioPacket, LISTENER, packetNumber } from '../../server/server-fixture.js';
import { HAS_NATS_SERVER, type NatsServer } from '../../support/nats-server.js';
import { makeDataDir } from '../../support/studio.js';
import { until } from '../../support/until.js';
import { ChildProgram } from '../program/child-program.js';
import { joinServer, startNats, untilFindable } from './servers-on-nats.js';

const LISTENERS = 40;

/** An edge as `npm run server` runs it. */
async function startEdge(nats: NatsServer, drainMs: number) {
	const program = new ChildProgram('server', {
		NATS_URL: nats.ports.url,
		ROLE: 'edge',
		PODCAST_CLIENTS: `${LISTENER.clientId}:${LISTENER.token}`,
		DATA_DIR: makeDataDir(),
		PORT: '0',
		DRAIN_MS: String(drainMs),
	});
	const [, url = ''] = await program.printed(/Podcast server: ([^\s,]+)/);
	await program.printed(/NATS is there/);
	return { program, url };
}

function listenAt(url: string, id: string): RawClient {
	return new RawClient(`${url.replace('http', 'ws')}/?id=${id}`, { ...LISTENER });
}

/** Podcast on air at an origin, and listeners at an edge who hear it. */
async function onAir(drainMs: number) {
	const nats = await startNats();
	const { fixture } = await joinServer(nats, 'origin', { isEdgeOnly: false });
	const { id, sender } = await fixture.goLive();
	await untilFindable(nats, id);
	const edge = await startEdge(nats, drainMs);
	const listeners = Array.from({ length: LISTENERS }, () => listenAt(edge.url, id));
	await Promise.all(listeners.map((listener) => listener.next()));
	let number = 0;
	const say = () => sender.webSocket.send(audioPacket(100, ++number));
	const hears = async (listener: RawClient) => {
		// As soon as NATS knows that the audio is wanted.
		await until(() => {
			say();
			return listener.unread.length;
		}).toBeGreaterThan(0);
		return packetNumber(await listener.next());
	};
	await hears(listeners[0] as RawClient);
	return { edge, hears, id, listeners, nats };
}

describe.skipIf(!HAS_NATS_SERVER)('an edge', () => {
	test('that is stopped lets nobody in and moves its listeners one by one; a later signal ends it', async () => {
		const { edge, hears, id, listeners } = await onAir(600_000);
		const ended: number[] = [];
		for (const listener of listeners) {
			void listener.closed.then(({ code }) => ended.push(code));
		}
		const exit = edge.program.stop('SIGTERM');
		await until(() => ended).toEqual([1012]);
		await hears(listeners.at(-1) as RawClient);
		const late = listenAt(edge.url, id);
		const [, response] = await once(late.webSocket, 'unexpected-response');
		expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '5']);
		// Whoever does not want to wait says so again.
		await until(() => {
			void edge.program.stop('SIGTERM');
			return ended.length;
		}).toBe(LISTENERS);
		expect(new Set(ended)).toEqual(new Set([1012]));
		expect(await exit).toEqual({ code: 0, signal: null });
	});

	test('that is killed has its listeners hear on at another one', async () => {
		const { edge, hears, id, listeners, nats } = await onAir(0);
		const other = await startEdge(nats, 0);
		await edge.program.stop('SIGKILL');
		const moved = await Promise.all(
			listeners.map(async (listener) => {
				await listener.closed;
				return listenAt(other.url, id);
			}),
		);
		await Promise.all(moved.map((listener) => listener.next()));
		await Promise.all(moved.map(hears));
	});
});
