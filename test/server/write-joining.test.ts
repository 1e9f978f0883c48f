// Packets that share a write: by load, and as receivers want it.
import { describe, expect, test } from 'vitest';
import { addReceiver, BusyClock, packet, range, setUp } from './fan-out-fixture.js';

describe('joined packets', () => {
	test.each([2, 3] as const)('go out %i in one write, each in its own frame', (packetsPerWrite) => {
		const { clock, fanOut } = setUp({ packetsPerWrite });
		const { socket } = addReceiver(fanOut);
		for (const number of range(1, 6)) {
			fanOut.push(packet(number));
		}
		expect(socket.writes).toHaveLength(6 / packetsPerWrite);
		expect(socket.numbers).toEqual(range(1, 6));
		expect(clock.pendingTimers).toBe(0);
	});

	test('wait 60 ms at most', async () => {
		const { clock, fanOut } = setUp({ packetsPerWrite: 3 });
		const { socket } = addReceiver(fanOut);
		fanOut.push(packet(1));
		await clock.step(59);
		expect(socket.numbers).toEqual([]);
		await clock.step(1);
		expect(socket.numbers).toEqual([1]);
		expect(clock.pendingTimers).toBe(0);
	});

	test('go out, and leave no timer, when the podcast ends', () => {
		const { clock, fanOut } = setUp({ packetsPerWrite: 3 });
		const { socket } = addReceiver(fanOut);
		fanOut.push(packet(1));
		fanOut.close();
		expect(socket.numbers).toEqual([1]);
		expect(clock.pendingTimers).toBe(0);
	});

	test('become two, three and one again as bursts take longer and shorter', () => {
		const clock = new BusyClock();
		const { fanOut } = setUp({ clock, packetsPerWrite: 'auto' });
		addReceiver(fanOut);
		const settleAt = (burstMs: number) => {
			clock.burstMs = burstMs;
			for (const number of range(1, 200)) {
				fanOut.push(packet(number));
			}
			return fanOut.packetsPerWrite;
		};
		expect([5, 12, 30, 10, 5, 1].map(settleAt)).toEqual([1, 2, 3, 2, 1, 1]);
		fanOut.close();
	});
});

describe('receivers that want several packets in one write', () => {
	test('get each write at the same time, the others each packet', () => {
		const { clock, fanOut } = setUp();
		const sockets = ([1, 2, 2, 3, 3] as const).map((join) => addReceiver(fanOut, join).socket);
		for (const number of range(1, 6)) {
			fanOut.push(packet(number));
		}
		expect(sockets.map(({ writes }) => writes.length)).toEqual([6, 3, 3, 2, 2]);
		for (const { numbers } of sockets) {
			expect(numbers).toEqual(range(1, 6));
		}
		const [, two, otherTwo, three, otherThree] = sockets as [...typeof sockets];
		expect(two?.writes[0]).toBe(otherTwo?.writes[0]);
		expect(three?.writes[0]).toBe(otherThree?.writes[0]);
		expect(fanOut.size).toBe(5);
		expect(clock.pendingTimers).toBe(0);
	});

	test('get whole writes for as long as packets come in time', async () => {
		const { clock, fanOut } = setUp();
		const sockets = ([2, 3] as const).map((join) => addReceiver(fanOut, join).socket);
		for (const number of range(1, 120)) {
			fanOut.push(packet(number));
			await clock.step(20);
		}
		expect(sockets.map(({ writes }) => writes.length)).toEqual([60, 40]);
	});

	test('wait for the rest of a write no longer than 60 ms, by one timer', async () => {
		const { clock, fanOut } = setUp();
		const sockets = ([2, 3] as const).map((join) => addReceiver(fanOut, join).socket);
		fanOut.push(packet(1));
		await clock.step(20);
		fanOut.push(packet(2));
		await clock.step(10);
		fanOut.push(packet(3));
		fanOut.push(packet(4));
		expect(clock.pendingTimers).toBe(1);
		const heard = () => sockets.map(({ numbers }) => numbers.length);
		expect(heard()).toEqual([4, 3]);
		await clock.step(59);
		expect(heard()).toEqual([4, 3]);
		await clock.step(1);
		expect(heard()).toEqual([4, 4]);
		expect(clock.pendingTimers).toBe(0);
	});

	test('get no fewer than the load asks for', () => {
		const clock = new BusyClock();
		const { fanOut } = setUp({ clock, packetsPerWrite: 'auto' });
		const sockets = ([1, 2, 3] as const).map((join) => addReceiver(fanOut, join).socket);
		clock.burstMs = 12;
		for (const number of range(1, 200)) {
			fanOut.push(packet(number & 0xff));
		}
		expect(fanOut.packetsPerWrite).toBe(2);
		const before = sockets.map(({ writes }) => writes.length);
		for (const number of range(1, 12)) {
			fanOut.push(packet(number));
		}
		expect(sockets.map(({ writes }, index) => writes.length - (before[index] ?? 0))).toEqual([
			6, 6, 4,
		]);
		fanOut.close();
	});

	test('lose what waits to share a write, whichever they share', () => {
		const { clock, fanOut } = setUp();
		const sockets = ([1, 2, 3] as const).map((join) => addReceiver(fanOut, join).socket);
		fanOut.push(packet(1));
		expect(fanOut.dropWaiting()).toEqual([]);
		for (const number of range(2, 7)) {
			fanOut.push(packet(number));
		}
		expect(sockets.map(({ numbers }) => numbers)).toEqual([range(1, 7), range(2, 7), range(2, 7)]);
		expect(fanOut.totals.packetsDropped).toBe(2);
		expect(clock.pendingTimers).toBe(0);
	});
});
