import { beforeEach, expect, test } from 'vitest';
import {
	TRANSITION_TIMEOUT_MS,
	TransitionQueue,
} from '../support/fake-discord/dave/transition-queue.js';
import { SteppedClock } from '../support/stepped-clock.js';

let clock: SteppedClock;
let executed: [id: number, recipients: string[]][];
let transitions: TransitionQueue;

beforeEach(() => {
	clock = new SteppedClock();
	executed = [];
	transitions = new TransitionQueue({
		clock,
		expired: () => transitions.advance(),
		execute: ({ id, recipients }) => executed.push([id, [...recipients]]),
	});
});

function open(id: number, recipients: string[], protocolVersion = 1): void {
	transitions.open({ id, protocolVersion, recipients: new Set(recipients) });
}

test('executes when all are ready, and for all', () => {
	open(1, ['a', 'b']);
	transitions.ready(1, 'a');
	expect(executed).toEqual([]);
	transitions.ready(1, 'b');
	expect(executed).toEqual([[1, ['a', 'b']]]);
	expect(clock.pendingTimers).toBe(0);
});

test('executes after two seconds for those that are not ready, too', async () => {
	open(1, ['a', 'b']);
	transitions.ready(1, 'a');
	await clock.step(TRANSITION_TIMEOUT_MS - 1);
	expect(executed).toEqual([]);
	await clock.step(1);
	expect(executed).toEqual([[1, ['a', 'b']]]);
});

test('executes in the order of opening', () => {
	open(1, ['a', 'b']);
	open(2, ['a', 'b'], 0);
	expect(transitions.hasDowngrade).toBe(true);
	transitions.ready(2, 'a');
	transitions.ready(2, 'b');
	transitions.ready(1, 'b');
	expect(executed).toEqual([]);
	transitions.ready(1, 'a');
	expect(executed.map(([id]) => id)).toEqual([1, 2]);
	expect(transitions.hasDowngrade).toBe(false);
});

test('does not wait for who has left, and sends it nothing', () => {
	open(1, ['a', 'b']);
	transitions.ready(1, 'a');
	transitions.drop('b');
	expect(executed).toEqual([[1, ['a']]]);
});

test('ignores who is ready for something else', () => {
	open(1, ['a']);
	transitions.ready(7, 'a');
	transitions.ready(1, 'z');
	expect(executed).toEqual([]);
});

test('numbers from 1 and leaves out 0 on the way round', () => {
	const ids = Array.from({ length: 65_536 }, () => transitions.nextId());
	expect(ids.slice(0, 2)).toEqual([1, 2]);
	expect(ids.slice(-2)).toEqual([65_535, 1]);
});

test('closing forgets all of them and their timers', async () => {
	open(1, ['a']);
	transitions.close();
	transitions.close();
	await clock.step(TRANSITION_TIMEOUT_MS);
	expect(executed).toEqual([]);
	expect(clock.pendingTimers).toBe(0);
	expect(transitions.size).toBe(0);
});
