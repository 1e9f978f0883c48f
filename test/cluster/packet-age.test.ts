import { describe, expect, test } from 'vitest';
import { PacketAges } from '../../src/cluster/packet-age.js';
import { SteppedClock } from '../support/stepped-clock.js';

/** An edge whose clock differs from the origin's, and what comes there. */
class Edge {
	readonly clock = new SteppedClock();
	readonly ages = new PacketAges(this.clock);
	/** The origin's clock: it was started at another time. */
	originMs = 5_000_000;

	/** Lets time go by at both; the origin's clock may be faster by that part of it. */
	async pass(ms: number, drift = 0): Promise<void> {
		await this.clock.step(ms);
		this.originMs += ms * (1 + drift);
	}

	/** Packets that were sent in that time come here, each behind its beat; which of them are late. */
	hear(sentMs: readonly number[], run = 'a'): boolean[] {
		return sentMs.map((atMs) => {
			this.ages.beat({ run, atMs });
			return this.ages.takesLate();
		});
	}

	/** Packets of now, one each 100 ms. */
	async hearOnTime(count: number, drift = 0): Promise<boolean[]> {
		const late: boolean[] = [];
		for (let index = 0; index < count; index++) {
			await this.pass(100, drift);
			late.push(...this.hear([this.originMs]));
		}
		return late;
	}
}

describe('a packet', () => {
	test('is late where it has stood still on its way, until what comes is of now', async () => {
		const edge = new Edge();
		expect(await edge.hearOnTime(10)).not.toContain(true);
		const sentMs = Array.from({ length: 30 }, (_, index) => edge.originMs + 100 * (index + 1));
		await edge.pass(3000);
		const late = edge.hear(sentMs);
		expect(late.indexOf(false)).toBe(24);
		expect(late.lastIndexOf(true)).toBe(23);
		expect(await edge.hearOnTime(10)).not.toContain(true);
	});

	test('is late behind a beat of long ago, though no other came', async () => {
		const edge = new Edge();
		await edge.hearOnTime(10);
		await edge.pass(2500);
		expect(edge.ages.takesLate()).toBe(true);
		expect(edge.hear([edge.originMs])).toEqual([false]);
	});

	test('is not late behind a pause of whoever speaks', async () => {
		const edge = new Edge();
		await edge.hearOnTime(10);
		await edge.pass(60_000);
		expect(edge.hear([edge.originMs])).toEqual([false]);
	});

	test('is not late where all is slow, and goes on', async () => {
		const edge = new Edge();
		await edge.hearOnTime(10);
		for (let index = 0; index < 20; index++) {
			const sentMs = edge.originMs;
			await edge.pass(400);
			edge.ages.beat({ run: 'a', atMs: sentMs - 300 * index });
			expect(edge.ages.takesLate()).toBe(false);
		}
	});

	test('is as old as it is however the clocks drift apart', async () => {
		for (const drift of [-0.0005, 0.0005]) {
			const edge = new Edge();
			for (let minute = 0; minute < 120; minute++) {
				await edge.pass(59_000, drift);
				expect(await edge.hearOnTime(10, drift)).not.toContain(true);
			}
			const sentMs = edge.originMs;
			await edge.pass(3000, drift);
			expect(edge.hear([sentMs])).toEqual([true]);
		}
	});

	test('is measured anew where its server was started anew, and not at all where nobody says', async () => {
		const edge = new Edge();
		await edge.hearOnTime(10);
		await edge.pass(10_000);
		expect(edge.hear([3, 103], 'b')).toEqual([false, false]);
		const silent = new Edge();
		await silent.pass(10_000);
		silent.ages.learn({ run: 'a' });
		expect(silent.ages.takesLate()).toBe(false);
	});

	test('is late also where it is the first, by what the answer to who listens has said', async () => {
		const edge = new Edge();
		edge.ages.learn({ run: 'a', atMs: edge.originMs });
		const sentMs = edge.originMs;
		await edge.pass(3000);
		expect(edge.hear([sentMs])).toEqual([true]);
	});
});
