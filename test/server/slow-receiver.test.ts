import { describe, expect, test } from 'vitest';
import { audioPacket, packetNumber, ServerFixture } from './server-fixture.js';

const PACKET_BYTES = 8_000;
/** Enough for the kernel's buffers on both sides of a loopback connection, several times over. */
const PACKETS = 1_500;

describe.each(['handle', 'stream'] as const)('a receiver that does not read a %s', (socketWay) => {
	async function fillUp() {
		const limits = { senderPacketsPerSecond: 100_000 };
		const fixture = await ServerFixture.start({ limits, socketWay });
		const live = await fixture.goLive(2);
		const [slow, quick] = live.receivers as [typeof live.receiver, typeof live.receiver];
		slow.webSocket.pause();
		for (let number = 0; number < PACKETS; number++) {
			live.sender.webSocket.send(audioPacket(PACKET_BYTES, number));
			expect(packetNumber(await quick.next())).toBe(number);
		}
		return { fixture, slow, quick, sender: live.sender };
	}

	test('holds nobody up, and hears the newest audio when it reads again', async () => {
		const { fixture, slow, sender } = await fillUp();
		const dropped = fixture.server.stats().podcasts[0]?.packetsDropped ?? 0;
		expect(dropped).toBeGreaterThan(100);
		slow.webSocket.resume();
		const heard = () => slow.unread.map(packetNumber);
		while (heard().at(-1) !== PACKETS - 1) {
			// The audio has stopped, so the shared timer brings the rest; the round trip lets it arrive.
			await fixture.clock.step(60);
			await sender.roundTrip();
		}
		const numbers = heard();
		expect(numbers).toEqual(numbers.toSorted((first, second) => first - second));
		// What had been written to the kernel comes first; then the backlog of 32 KiB, four packets.
		expect(numbers.slice(-4)).toEqual([PACKETS - 4, PACKETS - 3, PACKETS - 2, PACKETS - 1]);
		expect(numbers.length).toBe(PACKETS - dropped);
	});

	test('is closed with 1013 when it stays behind, alone', async () => {
		const { fixture, slow, quick, sender } = await fillUp();
		await fixture.clock.step(10_000);
		sender.webSocket.send(audioPacket(100, 1));
		expect(await quick.next()).toEqual(audioPacket(100, 1));
		expect(fixture.server.stats().podcasts[0]?.receivers).toBe(1);
		slow.webSocket.resume();
		expect((await slow.closed).code).toBe(1013);
	});
});
