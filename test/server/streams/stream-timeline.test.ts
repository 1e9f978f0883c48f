import { describe, expect, test } from 'vitest';
import { StreamTimeline } from '../../../src/server/streams/stream-timeline.js';

/** CELT, 20 ms, with a number in it. */
const frame = (number: number) => Uint8Array.of(0xfc, number >> 8, number & 0xff, 1);
const SILENCE = Uint8Array.of(0xf8, 0xff, 0xfe);

/** What was put in: a frame's number, or null for silence. */
function heard(packets: readonly { opus: Uint8Array }[]): (number | null)[] {
	return packets.map(({ opus }) =>
		opus.length === 3 ? null : ((opus[1] as number) << 8) | (opus[2] as number),
	);
}

const count = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => from + index);
const silence = (frames: number) => Array<null>(frames).fill(null);

describe('StreamTimeline', () => {
	test('is as long as the clock says, with and without frames', () => {
		const timeline = new StreamTimeline(1000);
		let samples = 0;
		for (let nowMs = 1000; nowMs <= 61_000; nowMs += 20) {
			if (nowMs % 7 < 3) {
				timeline.push(frame(1), nowMs);
				timeline.push(SILENCE, nowMs);
			}
			samples += timeline.take(nowMs).reduce((sum, packet) => sum + packet.samples, 0);
		}
		expect(samples / 48).toBe(60_000);
	});

	test('puts each spurt 300 ms after its arrival, in order and without gaps', () => {
		const timeline = new StreamTimeline(0);
		count(0, 50).forEach((number) => {
			timeline.push(frame(number), 1000 + number * 20);
		});
		timeline.push(SILENCE, 2000);
		expect(heard(timeline.take(3000))).toEqual([...silence(65), ...count(0, 50), ...silence(35)]);
	});

	test('does not hear arrivals that jitter by up to 300 ms', () => {
		const timeline = new StreamTimeline(0);
		const packets: { opus: Uint8Array }[] = [];
		for (let nowMs = 0; nowMs < 10_000; nowMs += 20) {
			// 15 frames at once, each 300 ms.
			if (nowMs % 300 === 280) {
				count(nowMs / 20 - 14, nowMs / 20 + 1).forEach((number) => {
					timeline.push(frame(number), nowMs);
				});
			}
			packets.push(...timeline.take(nowMs));
		}
		const numbers = heard(packets).slice(29);
		expect(numbers).toEqual(count(0, numbers.length));
	});

	test('waits for a second where speech stops in its middle, and puts no silence there', () => {
		const timeline = new StreamTimeline(0);
		const packets: { opus: Uint8Array }[] = [];
		for (let nowMs = 0; nowMs < 5000; nowMs += 20) {
			// The way to the server is closed for a second; then all comes at once.
			if (nowMs < 1000 || nowMs > 2000) {
				timeline.push(frame(nowMs / 20), nowMs);
			} else if (nowMs === 2000) {
				count(50, 101).forEach((number) => {
					timeline.push(frame(number), nowMs);
				});
			}
			packets.push(...timeline.take(nowMs));
		}
		const numbers = heard(packets).slice(15);
		expect(numbers).toEqual(count(0, numbers.length));
		expect(packets).toHaveLength(4980 / 20);
	});

	test('goes on with silence where speech has stopped for good', () => {
		const timeline = new StreamTimeline(0);
		timeline.push(frame(1), 0);
		expect(heard(timeline.take(1300))).toEqual([...silence(15), 1]);
		expect(heard(timeline.take(1340))).toEqual(silence(51));
		timeline.push(frame(2), 1500);
		expect(heard(timeline.take(1820))).toEqual([...silence(23), 2]);
	});

	test('waits for nothing at its end', () => {
		const timeline = new StreamTimeline(0);
		timeline.push(frame(1), 0);
		expect(heard(timeline.finish(400))).toEqual([...silence(15), 1, ...silence(4)]);
		expect(timeline.finish(400)).toHaveLength(1);
	});

	test('keeps a pause as long as it was', () => {
		const timeline = new StreamTimeline(0);
		timeline.push(frame(1), 0);
		timeline.push(SILENCE, 20);
		// Shorter than the lag: the first spurt has not been heard yet.
		timeline.push(frame(2), 140);
		timeline.push(SILENCE, 160);
		expect(heard(timeline.take(500))).toEqual([...silence(15), 1, ...silence(6), 2, ...silence(2)]);
	});

	test('leaves out silence where the sender is fast, and no speech', () => {
		const timeline = new StreamTimeline(0);
		const packets: { opus: Uint8Array }[] = [];
		let pushed = 0;
		for (let nowMs = 0; nowMs < 60_000; nowMs += 20) {
			// A hundredth too many; every tenth is silent.
			const times = nowMs % 2000 === 0 ? 2 : 1;
			for (let time = 0; time < times; time++) {
				timeline.push(pushed % 10 === 9 ? SILENCE : frame(pushed), nowMs);
				pushed++;
			}
			packets.push(...timeline.take(nowMs));
		}
		const numbers = heard(packets).filter((number) => number !== null);
		expect(timeline.leftOut).toBeGreaterThan(20);
		expect(numbers).toEqual(
			count(0, (numbers.at(-1) as number) + 1).filter((number) => number % 10 !== 9),
		);
	});

	test('catches up after a stall: the newest is kept', () => {
		const timeline = new StreamTimeline(0);
		timeline.take(5000);
		count(0, 250).forEach((number) => {
			timeline.push(frame(number), 5000);
		});
		const numbers = heard(timeline.take(7000)).filter((number) => number !== null);
		expect(numbers.at(-1)).toBe(249);
		expect(numbers.length).toBeLessThan(60);
		expect(timeline.leftOut).toBe(250 - numbers.length);
	});

	test('counts frames by their own duration', () => {
		const timeline = new StreamTimeline(0);
		// CELT of 2.5 ms, SILK of 60 ms, two frames of 20 ms.
		for (const packet of [
			[0xe0, 1],
			[0x18, 1],
			[0xfd, 1, 1],
		]) {
			timeline.push(Uint8Array.from(packet), 0);
		}
		timeline.push(SILENCE, 0);
		const packets = timeline.take(500).filter(({ opus }) => opus[0] !== SILENCE[0]);
		expect(packets.map(({ samples }) => samples)).toEqual([120, 2880, 1920]);
	});

	test('does not make up for an hour that the process slept', () => {
		const timeline = new StreamTimeline(0);
		timeline.take(1000);
		expect(timeline.take(3_600_000)).toHaveLength(0);
		expect(timeline.take(3_600_100)).toHaveLength(5);
	});
});
