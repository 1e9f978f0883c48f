// Everything that a podcast server promises to its clients (protocol.md), for any server.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RawClient } from './raw-client.js';

/** A client's id and token. */
export interface Credentials {
	clientId: string;
	clientToken: string;
}

/** A server, and what the suite needs to know of it. */
export interface PodcastServerUnderTest {
	/** Base URL of the REST side. */
	url: string;
	/** Two clients that the server knows. */
	clients: readonly [Credentials, Credentials];
	/** Lets the server's time pass. */
	passTime(durationMs: number): Promise<void>;
	close(): Promise<void>;
}

interface PodcastObject {
	id: string;
	ip: string;
	port: number;
	activeSince: number | null;
	host: string;
}

function headersOf({ clientId, clientToken }: Credentials): Record<string, string> {
	return { clientId, token: clientToken };
}

/** An audio packet of this many bytes in all. */
function audio(lengthBytes: number, fill = 0x5a): Buffer {
	return Buffer.concat([Buffer.of(1), Buffer.alloc(lengthBytes - 1, fill)]);
}

/** Runs the suite against servers that `start` makes, one for each test. */
export function describePodcastServer(
	name: string,
	start: () => Promise<PodcastServerUnderTest>,
): void {
	describe(`${name} as a podcast server`, () => {
		let server: PodcastServerUnderTest;
		let owner: Credentials;
		let other: Credentials;

		beforeEach(async () => {
			server = await start();
			[owner, other] = server.clients;
		});
		afterEach(() => server.close());

		function call(
			target: string,
			{
				headers = headersOf(owner),
				...init
			}: RequestInit & { headers?: Record<string, string> } = {},
		): Promise<Response> {
			return fetch(`${server.url}${target}`, { headers, ...init });
		}

		async function create(credentials = owner): Promise<PodcastObject> {
			const response = await call('/podcast', {
				method: 'POST',
				headers: headersOf(credentials),
			});
			expect(response.status).toBe(200);
			return (await response.json()) as PodcastObject;
		}

		async function list(): Promise<string[]> {
			const podcasts = (await (await call('/list')).json()) as PodcastObject[];
			return podcasts.map(({ id }) => id);
		}

		function connect(query: string, headers: Record<string, string>): RawClient {
			return new RawClient(`${server.url.replace('http', 'ws')}/${query}`, headers);
		}

		function connectSender(id: string, credentials = owner): RawClient {
			return connect(`?id=${id}`, { ...headersOf(credentials), isSender: 'true' });
		}

		function connectReceiver(id: string, credentials = other): RawClient {
			return connect(`?id=${id}`, headersOf(credentials));
		}

		/** A live podcast with receivers, all of them greeted. */
		async function goLive(receiverCount = 1) {
			const podcast = await create();
			const sender = connectSender(podcast.id);
			await sender.next();
			const receivers = Array.from({ length: receiverCount }, () => connectReceiver(podcast.id));
			await Promise.all(receivers.map((receiver) => receiver.next()));
			return { id: podcast.id, sender, receivers, receiver: receivers[0] as RawClient };
		}

		async function expectError(response: Response, status: number): Promise<void> {
			expect(response.status).toBe(status);
			expect(await response.json()).toEqual({
				error: { code: expect.any(String), message: expect.any(String) },
			});
		}

		async function expectEnd(client: RawClient, code: number): Promise<void> {
			expect(await client.nextEvent()).toEqual({ type: 1, reason: code });
			expect((await client.closed).code).toBe(code);
			expect(client.unread).toEqual([]);
		}

		describe('REST', () => {
			test('creates a podcast and answers all five fields', async () => {
				const podcast = await create();
				expect(podcast).toEqual({
					id: expect.stringMatching(/^[A-Za-z0-9_-]{5}$/),
					ip: '127.0.0.1',
					port: Number(new URL(server.url).port),
					activeSince: null,
					host: owner.clientId,
				});
			});

			test('takes the client id as client_id, too', async () => {
				const headers = { client_id: owner.clientId, token: owner.clientToken };
				expect((await call('/list', { headers })).status).toBe(200);
			});

			test.each([
				['no body', {}],
				['JSON', { body: '{"a":1}', headers: { 'content-type': 'application/json' } }],
				['broken JSON', { body: '{"a', headers: { 'content-type': 'application/json' } }],
				['an empty body called JSON', { headers: { 'content-type': 'application/json' } }],
				[
					'a form',
					{ body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
				],
				['bytes of no type', { body: Buffer.of(0, 1, 2) }],
				['a type that is none', { body: 'x', headers: { 'content-type': '???;;' } }],
			])('creates a podcast from a request with %s', async (_name, init) => {
				const headers = { ...headersOf(owner), ...('headers' in init ? init.headers : {}) };
				const response = await call('/podcast', { method: 'POST', ...init, headers });
				expect(response.status).toBe(200);
			});

			test('gives each podcast an id of its own', async () => {
				const podcasts = await Promise.all([create(), create(), create(other)]);
				const ids = podcasts.map(({ id }) => id);
				expect(new Set(ids).size).toBe(3);
				expect(new Set(await list())).toEqual(new Set(ids));
			});

			test('lets every client look a podcast up and list it', async () => {
				const podcast = await create();
				const headers = headersOf(other);
				const found = await call(`/podcast?id=${podcast.id}`, { headers });
				expect(await found.json()).toEqual(podcast);
				expect(await (await call('/list', { headers })).json()).toEqual([podcast]);
			});

			test('tells since when a podcast is active', async () => {
				const { id } = await goLive();
				const podcast = (await (await call(`/podcast?id=${id}`)).json()) as PodcastObject;
				expect(podcast.activeSince).toSatisfy(Number.isSafeInteger);
				expect(podcast.activeSince).toBeGreaterThan(0);
			});

			test('answers 400 where the id is missing', async () => {
				await expectError(await call('/podcast'), 400);
			});

			test.each([
				['no credentials', () => ({})],
				['no token', () => ({ clientId: owner.clientId })],
				['no client id', () => ({ token: owner.clientToken })],
				['a wrong token', () => ({ clientId: owner.clientId, token: 'wrong' })],
				["another client's token", () => ({ clientId: owner.clientId, token: other.clientToken })],
				['an unknown client', () => ({ clientId: '404', token: owner.clientToken })],
			])('answers 401 to %s', async (_name, makeHeaders) => {
				const headers = makeHeaders() as Record<string, string>;
				await expectError(await call('/list', { headers }), 401);
				await expectError(await call('/podcast?id=AAAAA', { headers }), 401);
				await expectError(await call('/podcast', { method: 'POST', headers }), 401);
				expect(await list()).toEqual([]);
			});

			test('answers 404 to an unknown podcast and an unknown route', async () => {
				await expectError(await call('/podcast?id=AAAAA'), 404);
				await expectError(await call('/nothing'), 404);
			});
		});

		describe('Hello', () => {
			test('comes first, with the same key as signed bytes to sender and receivers', async () => {
				const { id } = await create();
				const clients = [connectSender(id), connectReceiver(id), connectReceiver(id, owner)];
				const hellos = await Promise.all(clients.map((client) => client.nextEvent()));
				for (const hello of hellos) {
					expect(hello).toEqual({ type: 0, secretKey: expect.any(Array) });
					const key = hello.secretKey as number[];
					expect(key).toHaveLength(32);
					expect(key.every((byte) => Number.isInteger(byte) && byte >= -128 && byte < 128)).toBe(
						true,
					);
					expect(key).toEqual(hellos[0]?.secretKey);
				}
			});

			test('brings every podcast a key of its own', async () => {
				const podcasts = [await create(), await create()];
				const [first, second] = await Promise.all(
					podcasts.map(({ id }) => connectReceiver(id).nextEvent()),
				);
				expect(first?.secretKey).not.toEqual(second?.secretKey);
			});

			test('comes to receivers who are there before the sender', async () => {
				const { id } = await create();
				const receiver = connectReceiver(id);
				expect((await receiver.nextEvent()).type).toBe(0);
				const sender = connectSender(id);
				await sender.next();
				sender.webSocket.send(audio(100));
				expect(await receiver.next()).toEqual(audio(100));
			});
		});

		describe('the sender', () => {
			test('may write isSender in any case, and the client id as client_id', async () => {
				const { id } = await create();
				const sender = connect(`?id=${id}`, {
					client_id: owner.clientId,
					token: owner.clientToken,
					isSender: 'True',
				});
				expect((await sender.nextEvent()).type).toBe(0);
				await expectClosed(connectSender(id), 4004);
			});

			test('without an id gets the one podcast that waits for it', async () => {
				const live = await goLive();
				const { id } = await create();
				await create(other);
				const sender = connect('', { ...headersOf(owner), isSender: 'true' });
				await sender.next();
				const receiver = connectReceiver(id);
				await receiver.next();
				sender.webSocket.send(audio(60));
				expect(await receiver.next()).toEqual(audio(60));
				expect(live.receiver.unread).toEqual([]);
			});

			test('without an id is refused with 4006 where none or several wait', async () => {
				const headers = { ...headersOf(owner), isSender: 'true' };
				await expectClosed(connect('', headers), 4006);
				await Promise.all([create(), create()]);
				await expectClosed(connect('', headers), 4006);
			});

			test('is the only one: a second is refused with 4004, nothing else changes', async () => {
				const { id, sender, receiver } = await goLive();
				await expectClosed(connectSender(id), 4004);
				sender.webSocket.send(audio(100));
				expect(await receiver.next()).toEqual(audio(100));
			});

			test('must be the client that created the podcast, else 4001', async () => {
				const { id } = await create();
				await expectClosed(connectSender(id, other), 4001);
				expect((await connectSender(id).nextEvent()).type).toBe(0);
			});

			test('has ten seconds to connect, then the podcast ends with 4005', async () => {
				const { id } = await create();
				const receiver = connectReceiver(id);
				await receiver.next();
				await server.passTime(9_900);
				expect(await list()).toEqual([id]);
				await server.passTime(200);
				await expectEnd(receiver, 4005);
				expect(await list()).toEqual([]);
			});

			test('in time is not bothered by the deadline', async () => {
				const { id, sender } = await goLive();
				await server.passTime(11_000);
				await sender.roundTrip();
				expect(await list()).toEqual([id]);
			});
		});

		async function expectClosed(client: RawClient, code: number): Promise<void> {
			expect((await client.closed).code).toBe(code);
		}

		describe('refusals', () => {
			test.each([
				['4000 without credentials', 4000, () => ({})],
				['4000 without a token', 4000, () => ({ clientId: owner.clientId })],
				['4001 with a wrong token', 4001, () => ({ clientId: owner.clientId, token: 'no' })],
				['4001 as an unknown client', 4001, () => ({ clientId: '404', token: 'no' })],
			])('closes with %s', async (_name, code, headers) => {
				const { id } = await create();
				await expectClosed(connect(`?id=${id}`, headers() as Record<string, string>), code);
			});

			test('closes a receiver of no podcast with 4006', async () => {
				await create();
				await expectClosed(connectReceiver('AAAAA'), 4006);
				await expectClosed(connect('', headersOf(other)), 4006);
			});
		});

		describe('audio', () => {
			test.each([26, 27, 125, 126, 127, 200, 1_500, 8_192])(
				'of %i bytes passes byte for byte',
				async (lengthBytes) => {
					const { sender, receiver } = await goLive();
					const packet = audio(lengthBytes);
					for (let index = 1; index < packet.length; index++) {
						packet[index] = (index * 31) & 0xff;
					}
					sender.webSocket.send(packet);
					expect(await receiver.next()).toEqual(packet);
				},
			);

			test('reaches every receiver in order, and not the sender', async () => {
				const { sender, receivers } = await goLive(5);
				const packets = Array.from({ length: 40 }, (_, index) => audio(50 + index, index));
				for (const packet of packets) {
					sender.webSocket.send(packet);
				}
				for (const receiver of receivers) {
					for (const packet of packets) {
						expect(await receiver.next()).toEqual(packet);
					}
				}
				expect(sender.unread).toEqual([]);
			});

			test('in fragments arrives whole', async () => {
				const { sender, receiver } = await goLive();
				sender.webSocket.send(audio(100).subarray(0, 40), { fin: false });
				sender.webSocket.send(audio(100).subarray(40), { fin: true });
				expect(await receiver.next()).toEqual(audio(100));
			});

			test('of one podcast does not reach another', async () => {
				const [first, second] = [await goLive(), await goLive()];
				first.sender.webSocket.send(audio(100));
				await first.receiver.next();
				await second.receiver.roundTrip();
				expect(second.receiver.unread).toEqual([]);
			});

			test('from before a receiver came is not heard', async () => {
				const { id, sender, receiver } = await goLive();
				sender.webSocket.send(audio(100, 1));
				await receiver.next();
				const late = connectReceiver(id);
				await late.next();
				sender.webSocket.send(audio(100, 2));
				expect(await late.next()).toEqual(audio(100, 2));
			});

			test('goes on after messages that are ignored', async () => {
				const { sender, receiver } = await goLive();
				sender.webSocket.send('text');
				sender.webSocket.send(Buffer.alloc(0));
				sender.webSocket.send(Buffer.from([2, 1, 2, 3]));
				sender.webSocket.send(Buffer.from([255]));
				sender.webSocket.send(Buffer.from('\0{"type":1,"reason":4003}'));
				sender.webSocket.send(audio(100));
				expect(await receiver.next()).toEqual(audio(100));
			});

			test('cannot be sent by a receiver', async () => {
				const { sender, receivers } = await goLive(2);
				const [first, second] = receivers as [RawClient, RawClient];
				first.webSocket.send(audio(100, 7));
				first.webSocket.send(audio(10));
				first.webSocket.send('text');
				await first.roundTrip();
				sender.webSocket.send(audio(100));
				expect(await first.next()).toEqual(audio(100));
				expect(await second.next()).toEqual(audio(100));
			});
		});

		describe('the end', () => {
			test.each([1, 24, 25])(
				'comes with 4002 to all when an audio packet has %i bytes',
				async (lengthBytes) => {
					const { id, sender, receivers } = await goLive(2);
					sender.webSocket.send(audio(lengthBytes));
					await Promise.all([sender, ...receivers].map((client) => expectEnd(client, 4002)));
					await expectError(await call(`/podcast?id=${id}`), 404);
				},
			);

			test('comes with 4002 to receivers when a message is too long', async () => {
				const { sender, receivers } = await goLive(2);
				sender.webSocket.send(audio(8_193));
				expect((await sender.closed).code).toBe(1009);
				await Promise.all(receivers.map((receiver) => expectEnd(receiver, 4002)));
			});

			test.each([
				['says goodbye', (sender: RawClient) => sender.webSocket.close(1000)],
				['vanishes', (sender: RawClient) => sender.webSocket.terminate()],
			])('comes with 4003 to receivers when the sender %s', async (_name, leave) => {
				const { id, sender, receivers } = await goLive(2);
				leave(sender);
				await Promise.all(receivers.map((receiver) => expectEnd(receiver, 4003)));
				await expectError(await call(`/podcast?id=${id}`), 404);
				expect(await list()).toEqual([]);
				await expectClosed(connectReceiver(id), 4006);
				await expectClosed(connectSender(id), 4006);
			});

			test('does not come when a receiver leaves or breaks a limit', async () => {
				const { id, sender, receivers } = await goLive(4);
				const [leaving, vanishing, breaking, staying] = receivers as RawClient[];
				leaving?.webSocket.close();
				vanishing?.webSocket.terminate();
				breaking?.webSocket.send(Buffer.alloc(8_193));
				await Promise.all([leaving?.closed, vanishing?.closed]);
				expect((await breaking?.closed)?.code).toBe(1009);
				sender.webSocket.send(audio(100));
				expect(await staying?.next()).toEqual(audio(100));
				expect(await list()).toEqual([id]);
			});

			test('comes with 4003 to everybody when the server closes', async () => {
				const { sender, receivers } = await goLive(2);
				const waiting = await create(other);
				const early = connectReceiver(waiting.id);
				await early.next();
				const closed = server.close();
				await Promise.all([sender, early, ...receivers].map((client) => expectEnd(client, 4003)));
				await closed;
			});
		});
	});
}
