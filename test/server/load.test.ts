import { once } from 'node:events';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ServerLoad } from '../../src/server/limits/load.js';
import type { PodcastServerOptions } from '../../src/server/podcast-server.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { until } from '../support/until.js';
import { audioPacket, LISTENER, ServerFixture } from './server-fixture.js';

const SATURATED = /Too busy/;
const FREE = /room for listeners/;

/** A process whose work is what the test says. */
function machine(listeners: number) {
	const time = new SteppedClock();
	const lines: string[] = [];
	let activeMs = 0;
	let lostMs = 0;
	const state = { listeners };
	const load = new ServerLoad({
		// What stands still sees time leap.
		clock: {
			nowMs: () => time.nowMs() + lostMs,
			epochMs: () => time.epochMs(),
			at: (deadlineMs, callback) => time.at(deadlineMs - lostMs, callback),
		},
		logger: pino({}, { write: (line: string) => lines.push(JSON.parse(line).msg) }),
		connections: () => state.listeners,
		activeMs: () => activeMs,
	});
	onTestFinished(() => load.close());
	return {
		load,
		state,
		/** What was logged of that. */
		told: (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length,
		/** Works for a share of a time. */
		async work(share: number, durationMs: number) {
			for (let ms = 0; ms < durationMs; ms += 250) {
				activeMs += 250 * share;
				await time.step(250);
			}
		},
		/** Does nothing at all, and did not know. */
		stall(durationMs: number) {
			lostMs += durationMs;
			activeMs += durationMs;
		},
	};
}

describe('ServerLoad', () => {
	test('turns listeners away once there was too much to do for 3 s, until there is room', async () => {
		const { load, told, work } = machine(1000);
		await work(0.95, 2750);
		expect(load.turnsAway()).toBe(false);
		await work(0.95, 250);
		expect([load.turnsAway(), load.turnsAway()]).toEqual([true, true]);
		expect(load.stats).toEqual({ busyShare: 0.95, isSaturated: true, turnedAway: 2 });
		await work(0.5, 2750);
		expect(load.turnsAway()).toBe(true);
		await work(0.5, 250);
		expect(load.turnsAway()).toBe(false);
		expect(load.stats.turnedAway).toBe(3);
		expect([told(SATURATED), told(FREE)]).toEqual([1, 1]);
	});

	test('stays as it is between the two', async () => {
		const { load, told, work } = machine(1000);
		await work(0.8, 60_000);
		expect(load.turnsAway()).toBe(false);
		await work(1, 3000);
		await work(0.8, 60_000);
		expect(load.turnsAway()).toBe(true);
		expect([told(SATURATED), told(FREE)]).toEqual([1, 0]);
	});

	test('takes a machine that stands still now and then for no load', async () => {
		const { load, stall, work } = machine(1000);
		for (let time = 0; time < 20; time++) {
			stall(2000);
			await work(0.3, 1000);
		}
		expect(load.stats.isSaturated).toBe(false);
	});

	test('counts turns that always come late, whoever has taken the processor', async () => {
		const { load, stall, work } = machine(1000);
		for (let sample = 0; sample < 12; sample++) {
			stall(60);
			await work(0.1, 250);
		}
		expect(load.turnsAway()).toBe(true);
	});

	test('turns nobody away where few listen: they are not what takes the time', async () => {
		const { load, state, work } = machine(99);
		await work(1, 60_000);
		expect(load.turnsAway()).toBe(false);
		state.listeners = 100;
		await work(1, 250);
		expect(load.turnsAway()).toBe(true);
		state.listeners = 99;
		await work(1, 250);
		expect(load.turnsAway()).toBe(false);
	});
});

/** Of the server, which works all the time. */
let clock: SteppedClock | undefined;

/** A server that has 100 receivers, and then too much to do. */
async function saturated(shedding: PodcastServerOptions['shedding']) {
	const fixture = await ServerFixture.start({ shedding });
	clock = fixture.clock;
	const live = await fixture.goLive(100);
	await fixture.change(live.id, { visibility: 'public' });
	await until(() => fixture.server.stats().connections).toBe(101);
	await fixture.clock.step(4000);
	return { fixture, ...live };
}

describe('a server with too much to do', () => {
	test('refuses new listeners, says when to come again, and lets all others hear on', async () => {
		const activeMs = () => clock?.nowMs() ?? 0;
		const { fixture, id, receivers, sender } = await saturated({ activeMs });
		const [, response] = await once(fixture.receiver(id).webSocket, 'unexpected-response');
		expect(response.statusCode).toBe(503);
		expect(response.headers['retry-after']).toBe('3');
		const stream = await fixture.call(`/p/${id}/live.mp3`, { headers: LISTENER });
		expect(stream.status).toBe(503);
		expect(stream.headers.get('retry-after')).toBe('3');
		expect(await stream.json()).toMatchObject({ error: { code: 'server_busy' } });
		expect(fixture.server.stats().load).toMatchObject({ isSaturated: true, turnedAway: 2 });

		const other = await fixture.create();
		await fixture.sender(other).next();
		await (await fixture.events(id)).next();
		sender.webSocket.send(audioPacket(100));
		expect(await Promise.all(receivers.map((receiver) => receiver.next()))).toHaveLength(100);
	});

	test('takes all listeners where there is no other server', async () => {
		const { fixture, id } = await saturated(undefined);
		await fixture.receiver(id).next();
		expect(fixture.server.stats().load).toBeUndefined();
	});
});
