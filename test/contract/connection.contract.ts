// Connecting to a podcast: Hello, the sender's rights, refusals (protocol.md, section 2).
import { describe, expect, test } from 'vitest';
import { audio, type ContractSession, headersOf } from './contract-session.js';

/** Tests who may connect, as what, and what comes first. */
export function describeConnection(session: ContractSession): void {
	const { create, list, connect, connectSender, connectReceiver, goLive, expectEnd, expectClosed } =
		session;

	describe('Hello', () => {
		test('comes first, with the same key as signed bytes to sender and receivers', async () => {
			const { id } = await create();
			const clients = [connectSender(id), connectReceiver(id), connectReceiver(id, session.owner)];
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
				client_id: session.owner.clientId,
				token: session.owner.clientToken,
				isSender: 'True',
			});
			expect((await sender.nextEvent()).type).toBe(0);
			await expectClosed(connectSender(id), 4004);
		});

		test('without an id gets the one podcast that waits for it', async () => {
			const live = await goLive();
			const { id } = await create();
			await create(session.other);
			const sender = connect('', { ...headersOf(session.owner), isSender: 'true' });
			await sender.next();
			const receiver = connectReceiver(id);
			await receiver.next();
			sender.webSocket.send(audio(60));
			expect(await receiver.next()).toEqual(audio(60));
			expect(live.receiver.unread).toEqual([]);
		});

		test('without an id is refused with 4006 where none or several wait', async () => {
			const headers = { ...headersOf(session.owner), isSender: 'true' };
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
			await expectClosed(connectSender(id, session.other), 4001);
			expect((await connectSender(id).nextEvent()).type).toBe(0);
		});

		test('has ten seconds to connect, then the podcast ends with 4005', async () => {
			const { id } = await create();
			const receiver = connectReceiver(id);
			await receiver.next();
			await session.server.passTime(9_900);
			expect(await list()).toEqual([id]);
			await session.server.passTime(200);
			await expectEnd(receiver, 4005);
			expect(await list()).toEqual([]);
		});

		test('in time is not bothered by the deadline', async () => {
			const { id, sender } = await goLive();
			await session.server.passTime(11_000);
			await sender.roundTrip();
			expect(await list()).toEqual([id]);
		});
	});

	describe('refusals', () => {
		test.each([
			['4000 without credentials', 4000, () => ({})],
			['4000 without a token', 4000, () => ({ clientId: session.owner.clientId })],
			['4001 with a wrong token', 4001, () => ({ clientId: session.owner.clientId, token: 'no' })],
			['4001 as an unknown client', 4001, () => ({ clientId: '404', token: 'no' })],
		])('closes with %s', async (_name, code, headers) => {
			const { id } = await create();
			await expectClosed(connect(`?id=${id}`, headers() as Record<string, string>), code);
		});

		test('closes a receiver of no podcast with 4006', async () => {
			await create();
			await expectClosed(connectReceiver('AAAAA'), 4006);
			await expectClosed(connect('', headersOf(session.other)), 4006);
		});
	});
}
