// Listeners who are moved on when a server stops whose podcasts go on elsewhere.
import { describe, expect, test } from 'vitest';
import { Connections, type CountedConnection } from '../../src/server/limits/connections.js';
import { completeLimits } from '../../src/server/limits/limits.js';
import { SteppedClock } from '../support/stepped-clock.js';

/** Connections of which each goes when it is told to. */
function crowd(size: number) {
	const clock = new SteppedClock();
	const connections = new Connections({ clock, limits: completeLimits() });
	const wentAtMs: number[] = [];
	for (let index = 0; index < size; index++) {
		const connection: CountedConnection = {
			address: `10.0.0.${index}`,
			ping() {},
			moveOn() {
				wentAtMs.push(clock.nowMs());
				connections.remove(connection);
			},
			terminate() {},
		};
		connections.add(connection);
	}
	return { clock, connections, wentAtMs };
}

describe('connections that are moved on', () => {
	test('go evenly over the time', async () => {
		const { clock, connections, wentAtMs } = crowd(1000);
		let isDone = false;
		const done = connections.moveOn(10_000).then(() => {
			isDone = true;
		});
		await clock.step(5000);
		expect(wentAtMs.length).toBeGreaterThan(490);
		expect(wentAtMs.length).toBeLessThan(510);
		expect(isDone).toBe(false);
		await clock.step(5000);
		await done;
		expect(connections.size).toBe(0);
		const seconds = Array.from(
			{ length: 10 },
			(_, second) => wentAtMs.filter((ms) => Math.floor(ms / 1000) === second).length,
		);
		expect(Math.max(...seconds)).toBeLessThanOrEqual(101);
		expect(Math.min(...seconds)).toBeGreaterThanOrEqual(95);
	});

	test('are over as soon as nobody is left', async () => {
		const { connections } = crowd(0);
		await connections.moveOn(10_000);
		const { clock, connections: one, wentAtMs } = crowd(1);
		await one.moveOn(10_000);
		expect(wentAtMs).toEqual([0]);
		expect(clock.nowMs()).toBe(0);
	});

	test('all go at once where somebody is in a hurry', async () => {
		const { clock, connections, wentAtMs } = crowd(1000);
		const hurry = new AbortController();
		const done = connections.moveOn(10_000, hurry.signal);
		await clock.step(1000);
		hurry.abort();
		await done;
		expect(wentAtMs).toHaveLength(1000);
		expect(Math.max(...wentAtMs)).toBe(1000);
	});
});
