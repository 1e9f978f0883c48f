import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { MAX_JOIN_DELAY_MS } from '../../src/server/websocket/fan-out.js';
import type { JoinedPackets } from '../../src/server/websocket/write-joining.js';
import { addReceiver, type HeldSocket, packet, range, setUp } from './fan-out-fixture.js';

describe('FanOut', () => {
	test('writes one and the same buffer to every receiver', () => {
		const { fanOut } = setUp();
		const [first, second] = [addReceiver(fanOut), addReceiver(fanOut)];
		fanOut.push(packet(1));
		expect(first.socket.writes).toHaveLength(1);
		expect(first.socket.writes[0]).toBe(second.socket.writes[0]);
		expect(first.socket.writes[0]).toEqual(Buffer.concat([Buffer.of(0x82, 96), packet(1)]));
	});

	test('does not keep the buffer that the packet was received in', () => {
		const { fanOut } = setUp();
		const { socket } = addReceiver(fanOut);
		const received = packet(1);
		fanOut.push(received);
		received.fill(0);
		expect(socket.numbers).toEqual([1]);
	});

	test('goes on for the others when one leaves, and again when all have', () => {
		const { fanOut } = setUp();
		const receivers = [addReceiver(fanOut), addReceiver(fanOut), addReceiver(fanOut)];
		fanOut.push(packet(1));
		fanOut.remove((receivers[0] as (typeof receivers)[0]).receiver);
		fanOut.remove((receivers[0] as (typeof receivers)[0]).receiver);
		expect(fanOut.size).toBe(2);
		fanOut.push(packet(2));
		expect(receivers.map(({ socket }) => socket.numbers)).toEqual([[1], [1, 2], [1, 2]]);
		for (const { receiver } of receivers) {
			fanOut.remove(receiver);
		}
		fanOut.push(packet(3));
		expect(fanOut.size).toBe(0);
		expect(fanOut.totals.packetsDelivered).toBe(5);
	});

	test('writes nothing after a close frame', () => {
		const { fanOut } = setUp();
		const { receiver, socket } = addReceiver(fanOut);
		Object.assign(receiver.webSocket, { readyState: WebSocket.CLOSING });
		fanOut.push(packet(1));
		expect(socket.writes).toEqual([]);
	});
});

describe('a receiver that is behind', () => {
	test('holds nobody up, and has one write in its socket', () => {
		const { fanOut } = setUp();
		const [blocked, reading] = [addReceiver(fanOut), addReceiver(fanOut)];
		blocked.socket.isHeld = true;
		for (const number of range(1, 200)) {
			fanOut.push(packet(number));
		}
		expect(reading.socket.numbers).toEqual(range(1, 200));
		expect(blocked.socket.writes).toHaveLength(1);
		expect(blocked.socket.writableLength).toBe(98);
		fanOut.close();
	});

	test('misses nothing while the backlog holds it', () => {
		const { fanOut } = setUp();
		const { socket } = addReceiver(fanOut);
		socket.isHeld = true;
		for (const number of range(1, 10)) {
			fanOut.push(packet(number));
		}
		socket.isHeld = false;
		socket.release();
		fanOut.push(packet(11));
		expect(socket.numbers).toEqual(range(1, 11));
		expect(fanOut.totals).toMatchObject({ packetsDelivered: 11, packetsDropped: 0 });
	});

	test('hears the newest audio when it reads again, and what is older is dropped', () => {
		const { fanOut } = setUp();
		const { socket } = addReceiver(fanOut);
		socket.isHeld = true;
		for (const number of range(1, 100)) {
			fanOut.push(packet(number));
		}
		socket.isHeld = false;
		socket.release();
		fanOut.push(packet(101));
		// The backlog of 1,000 bytes holds ten writes of 98 bytes, the newest among them.
		expect(socket.numbers).toEqual([1, ...range(92, 101)]);
		expect(fanOut.totals).toMatchObject({ packetsDelivered: 11, packetsDropped: 90 });
	});

	test('is brought up to date by time alone when the audio has stopped', async () => {
		const { clock, fanOut } = setUp();
		const { socket } = addReceiver(fanOut);
		socket.isHeld = true;
		fanOut.push(packet(1));
		fanOut.push(packet(2));
		fanOut.push(packet(3));
		socket.isHeld = false;
		socket.release();
		await clock.step(MAX_JOIN_DELAY_MS);
		expect(socket.numbers).toEqual([1, 2, 3]);
		await clock.step(MAX_JOIN_DELAY_MS);
		expect(clock.pendingTimers).toBe(0);
	});

	test('takes the backlog in pieces as its socket allows', () => {
		const { fanOut } = setUp();
		const { socket } = addReceiver(fanOut);
		socket.isHeld = true;
		for (const number of range(1, 4)) {
			fanOut.push(packet(number));
		}
		socket.release();
		fanOut.push(packet(5));
		expect(socket.writes).toHaveLength(2);
		socket.release();
		fanOut.push(packet(6));
		expect(socket.numbers).toEqual([1, 2, 3]);
	});

	test('is given up ten seconds after its first dropped packet, not before', async () => {
		const { clock, slow, fanOut } = setUp();
		const [blocked, reading] = [addReceiver(fanOut), addReceiver(fanOut)];
		blocked.socket.isHeld = true;
		for (const number of range(1, 13)) {
			fanOut.push(packet(number));
		}
		for (let elapsedMs = 0; elapsedMs < 9_000; elapsedMs += 1_000) {
			await clock.step(1_000);
			fanOut.push(packet(20));
		}
		expect(slow).toEqual([]);
		await clock.step(1_100);
		expect(slow).toEqual([blocked.receiver]);
		fanOut.push(packet(99));
		expect(reading.socket.numbers.at(-1)).toBe(99);
		expect(clock.pendingTimers).toBe(0);
	});

	test('is not given up when it has caught up in between', async () => {
		const { clock, slow, fanOut } = setUp();
		const { socket } = addReceiver(fanOut);
		for (let round = 0; round < 5; round++) {
			socket.isHeld = true;
			for (const number of range(1, 50)) {
				fanOut.push(packet(number));
			}
			await clock.step(6_000);
			socket.isHeld = false;
			socket.release();
			await clock.step(100);
		}
		expect(slow).toEqual([]);
	});

	test('that leaves has its missing packets counted as dropped', () => {
		const { fanOut } = setUp();
		const { receiver, socket } = addReceiver(fanOut);
		socket.isHeld = true;
		for (const number of range(1, 50)) {
			fanOut.push(packet(number));
		}
		fanOut.remove(receiver);
		expect(fanOut.totals).toMatchObject({ packetsDelivered: 1, packetsDropped: 49 });
	});

	test('has every packet either delivered or dropped, whatever its socket does', async () => {
		const { clock, fanOut } = setUp({ packetsPerWrite: 'auto' });
		const sockets = Array.from(
			{ length: 8 },
			(_, index) => addReceiver(fanOut, (1 + (index % 3)) as JoinedPackets).socket,
		);
		let state = 12_345;
		const random = (below: number) => {
			state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
			return Math.floor((state / 2 ** 31) * below);
		};
		for (let number = 0; number < 2_000; number++) {
			const socket = sockets[random(sockets.length)] as HeldSocket;
			socket.isHeld = !socket.isHeld;
			if (!socket.isHeld) {
				socket.release();
			}
			fanOut.push(packet(number & 0xff));
			await clock.step(random(2));
		}
		for (const socket of sockets) {
			socket.isHeld = false;
			socket.release();
		}
		await clock.step(2 * MAX_JOIN_DELAY_MS);
		const { packetsDelivered, packetsDropped, bytesDelivered } = fanOut.totals;
		expect(packetsDropped).toBeGreaterThan(0);
		expect(packetsDelivered + packetsDropped).toBe(8 * 2_000);
		expect(bytesDelivered).toBe(packetsDelivered * 98);
		expect(sockets.reduce((sum, socket) => sum + socket.numbers.length, 0)).toBe(packetsDelivered);
	});
});
