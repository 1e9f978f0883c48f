// Audio from the sender to the receivers, and the end of a podcast (protocol.md, section 2).
import { describe, expect, test } from 'vitest';
import { audio, type ContractSession } from './contract-session.js';
import type { RawClient } from './raw-client.js';

/** Tests what passes, what is ignored and what ends a podcast. */
export function describeAudio(session: ContractSession): void {
	const {
		call,
		create,
		list,
		connectSender,
		connectReceiver,
		goLive,
		expectError,
		expectEnd,
		expectClosed,
	} = session;

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
			['says goodbye without a code', (sender: RawClient) => sender.webSocket.close()],
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
			const waiting = await create(session.other);
			const early = connectReceiver(waiting.id);
			await early.next();
			const closed = session.server.close();
			await Promise.all([sender, early, ...receivers].map((client) => expectEnd(client, 4003)));
			await closed;
		});
	});
}
