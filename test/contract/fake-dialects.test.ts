// Every deviation of the fake service, read by our own codec and by tweetnacl.
import nacl from 'tweetnacl';
import { describe, expect, onTestFinished, test } from 'vitest';
import { decodePacket } from '../../src/protocol/packet.js';
import { parsePodcast, parsePodcastList } from '../../src/protocol/podcast.js';
import {
	FIRST_VERSION_DIALECT,
	LATER_VERSION_DIALECT,
	type PodcastDialect,
} from '../support/fake-podcast-service/dialect.js';
import { FakePodcastService } from '../support/fake-podcast-service/fake-podcast-service.js';
import { PacketSealer } from '../support/packet-sealer.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { until } from '../support/until.js';
import { RawClient } from './raw-client.js';

const headers = { clientId: '1001', token: 'a token' };

async function startService(dialect: Partial<PodcastDialect> = {}) {
	const clock = new SteppedClock();
	const clients = new Map([[headers.clientId, headers.token]]);
	const service = await FakePodcastService.start({ clients, clock, dialect });
	onTestFinished(() => service.close());
	const post = () => fetch(`${service.url}/podcast`, { method: 'POST', headers });
	const podcast = async () => parsePodcast(await (await post()).json());
	const sender = (port: number | string, query: string) =>
		new RawClient(`ws://127.0.0.1:${port}/${query}`, { ...headers, isSender: 'true' });
	return { service, clock, post, podcast, sender, port: new URL(service.url).port };
}

describe('a dialect of the fake service', () => {
	test.each([
		['id as u32', { id: 'u32' }],
		['no ip and port', { address: 'absent' }],
		['ip 0.0.0.0', { address: 'unspecified' }],
		['a wrapped list', { list: 'wrapped' }],
		['no host', { host: 'absent' }],
		['fields in content', { fields: 'content' }],
		['unsigned key', { key: 'unsigned' }],
		['base64 key', { key: 'base64' }],
		['hex key', { key: 'hex' }],
		['latin1 key', { key: 'latin1' }],
		['bare Disconnect', { senderDisconnect: 'bare' }],
		['a port per podcast', { ports: 'per podcast' }],
		['the first version', FIRST_VERSION_DIALECT],
		['later versions', LATER_VERSION_DIALECT],
	] as [string, Partial<PodcastDialect>][])(
		'with %s is understood by our codec',
		async (_name, dialect) => {
			const { service, podcast, sender, port } = await startService(dialect);
			const created = await podcast();
			const list = await (await fetch(`${service.url}/list`, { headers })).json();
			expect(parsePodcastList(list)).toEqual([created]);
			expect(created.ip).toBe(
				{ absent: undefined, unspecified: '0.0.0.0', given: '127.0.0.1' }[
					dialect.address ?? 'given'
				],
			);
			const query = dialect.ports === 'per podcast' ? '' : `?id=${created.id}`;
			const client = sender(created.port ?? port, query);
			const hello = decodePacket(await client.next());
			const [fake] = await service.podcasts.atLeast(1);
			expect(hello).toEqual({
				type: 'event',
				event: { type: 0, secretKey: new Uint8Array(fake?.secretKey ?? []) },
			});
			fake?.end(4003);
			const disconnect = await client.next();
			expect(disconnect[0]).toBe(dialect.senderDisconnect === 'bare' ? 0x7b : 0);
			expect(decodePacket(disconnect)).toEqual({ type: 'event', event: { type: 1, reason: 4003 } });
		},
	);

	test('keeps packets that its key opens', async () => {
		const { service, podcast, sender, port } = await startService();
		const { id } = await podcast();
		const client = sender(port, `?id=${id}`);
		await client.next();
		const [fake] = (await service.podcasts.atLeast(1)) as [(typeof service.podcasts.items)[number]];
		const opus = Uint8Array.of(0x78, 1, 2, 3);
		const nonce = { transportNonce: 1, voiceSession: 0 };
		client.webSocket.send(new PacketSealer(fake.secretKey).seal(opus, nonce));
		const [packet] = (await fake.packets.atLeast(1)) as [Buffer];
		expect(
			nacl.secretbox.open(packet.subarray(25), packet.subarray(1, 25), fake.secretKey),
		).toEqual(opus);
	});
});

describe('a fault of the fake service', () => {
	test('is an answer as scripted, once', async () => {
		const { service, post } = await startService();
		service.failRest(
			{ type: 'answer', status: 503, headers: { 'retry-after': '7' } },
			{ type: 'answer', body: '{"id":' },
			{ type: 'drop' },
		);
		const refused = await post();
		expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7']);
		expect(service.podcasts.items).toHaveLength(0);
		await expect((await post()).json()).rejects.toThrow(SyntaxError);
		await expect(post()).rejects.toThrow();
		expect((await post()).status).toBe(200);
		expect(service.requests.items.map(({ headers }) => headers.clientid)).toEqual(
			Array.from({ length: 4 }, () => headers.clientId),
		);
	});

	test('is a delay on its clock', async () => {
		const { service, clock, post } = await startService();
		service.failRest({ type: 'delay', delayMs: 1_000 });
		const answer = post();
		await service.requests.atLeast(1);
		await clock.step(1_000);
		expect((await answer).status).toBe(200);
	});

	test.each([
		[{ type: 'close', code: 4001 }, 4001, 0],
		[{ type: 'close', code: 4003, event: true }, 4003, 1],
		[{ type: 'drop', after: 'upgrade' }, 1006, 0],
		[{ type: 'drop', after: 'Hello' }, 1006, 2],
		[{ type: 'status', status: 502 }, 1006, 0],
	] as const)('ends a connection: %o', async (fault, code, messages) => {
		const { service, podcast, sender, port } = await startService();
		const { id } = await podcast();
		service.failConnection(fault);
		const client = sender(port, `?id=${id}`);
		expect((await client.closed).code).toBe(code);
		expect(client.unread).toHaveLength(messages);
		expect(service.handshakes.items[0]?.headers.issender).toBe('true');
	});

	test('is silence, or a late Hello, or another packet instead', async () => {
		const { service, clock, podcast, sender, port } = await startService();
		const ids = [await podcast(), await podcast(), await podcast()].map(({ id }) => id);
		service.failConnection(
			{ type: 'silence' },
			{ type: 'delay', delayMs: 500 },
			{ type: 'packet', packet: Uint8Array.of(9, 9) },
		);
		const silent = sender(port, `?id=${ids[0]}`);
		await service.handshakes.atLeast(1);
		const late = sender(port, `?id=${ids[1]}`);
		await service.handshakes.atLeast(2);
		const odd = sender(port, `?id=${ids[2]}`);
		expect(await odd.next()).toEqual(Buffer.of(9, 9));
		await Promise.all([silent.roundTrip(), late.roundTrip()]);
		expect([silent.unread.length, late.unread.length]).toEqual([0, 0]);
		await clock.step(500);
		expect((await late.nextEvent()).type).toBe(0);
		expect(silent.unread.length).toBe(0);
	});
});

describe('the first kind of server', () => {
	test('forgets a podcast with its sender: its port refuses, and REST says 404', async () => {
		const { service, podcast, sender } = await startService(FIRST_VERSION_DIALECT);
		const { id, port } = await podcast();
		expect(String(port)).not.toBe(new URL(service.url).port);
		const client = sender(port ?? 0, '');
		await client.next();
		client.webSocket.terminate();
		const ask = () => fetch(`${service.url}/podcast?id=${id}`, { headers });
		await until(async () => (await ask()).status).toBe(404);
		await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toMatchObject({
			cause: { code: 'ECONNREFUSED' },
		});
	});

	test('holds a dropped sender for a while (4004), and then waits for its return', async () => {
		const times = { senderHeldMs: 500, senderGraceMs: 500 };
		const { service, clock, podcast, sender, port } = await startService(times);
		const { id } = await podcast();
		const [fake] = (await service.podcasts.atLeast(1)) as [(typeof service.podcasts.items)[number]];
		await sender(port, `?id=${id}`).next();
		fake.dropSender();
		await clock.timerWithin(500);
		expect((await sender(port, `?id=${id}`).closed).code).toBe(4004);
		await clock.step(500);
		await sender(port, `?id=${id}`).next();
		fake.dropSender();
		await clock.timerWithin(500);
		await clock.step(1000);
		expect(fake.endedWith).toBe(4003);
	});

	test('crashes without a word, and comes back on its port with nothing', async () => {
		const { service, podcast, sender } = await startService(FIRST_VERSION_DIALECT);
		const { url } = service;
		const { port } = await podcast();
		const client = sender(port ?? 0, '');
		await client.next();
		await service.goAway();
		expect((await client.closed).code).toBe(1006);
		expect(client.unread).toEqual([]);
		await expect(fetch(url)).rejects.toThrow();
		await service.comeBack();
		expect(service.url).toBe(url);
		expect(await (await fetch(`${url}/list`, { headers })).json()).toEqual([]);
	});

	test('says bad things around Hello where a test wants it', async () => {
		const { service, podcast, sender, port } = await startService();
		const { id } = await podcast();
		const [before, after] = [Buffer.of(9), 'text'];
		service.failConnection({ type: 'messages', beforeHello: [before], afterHello: [after] });
		const client = sender(port, `?id=${id}`);
		expect(await client.next()).toEqual(before);
		expect((await client.nextEvent()).type).toBe(0);
		expect((await client.next()).toString()).toBe(after);
	});
});
