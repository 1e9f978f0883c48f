// How long a program's stop may take, and with what it exits.
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { ProgramLife } from '../../src/program/program-life.js';
import { SteppedClock } from '../support/stepped-clock.js';

/** A program that has started, and says with what it exits, and when. */
function startLife(stop: () => Promise<void>) {
	const clock = new SteppedClock();
	const exits: { code: number; atMs: number }[] = [];
	const life = new ProgramLife(
		{
			after: (delayMs, callback) => void clock.at(clock.nowMs() + delayMs, callback),
			exit: (code) => exits.push({ code, atMs: clock.nowMs() }),
		},
		pino({ level: 'silent' }),
	);
	life.onStarted(Promise.resolve(stop));
	return { clock, exits, life };
}

const hang = () => new Promise<void>(() => {});
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('exits when everything has stopped, with 0', async () => {
	const { exits, life } = startLife(async () => {});
	life.stopOn('SIGTERM');
	expect(life.stopping.aborted).toBe(true);
	await turn();
	expect(exits).toEqual([{ code: 0, atMs: 0 }]);
});

test('exits with 0 within 5 s of a signal, though its stop hangs', async () => {
	const { clock, exits, life } = startLife(hang);
	life.stopOn('SIGTERM');
	life.stopOn('SIGINT');
	await clock.step(5000);
	expect(exits).toEqual([{ code: 0, atMs: 4500 }]);
});

test('exits with 1 within 10 s of a failure, though its stop hangs', async () => {
	const { clock, exits, life } = startLife(hang);
	life.fail(new Error('Discord has ended it'));
	life.stopOn('SIGTERM');
	await clock.step(10_000);
	expect(exits).toEqual([{ code: 1, atMs: 8000 }]);
});

test('exits with 1 within 5 s of an error that nobody has foreseen', async () => {
	const { clock, exits, life } = startLife(hang);
	life.failUnforeseen(new TypeError('nobody saw this coming'));
	await clock.step(5000);
	expect(exits).toEqual([{ code: 1, atMs: 4500 }]);
});

test('exits with 1 where an error comes while it stops, or its stop fails', async () => {
	const { exits, life } = startLife(() => Promise.reject(new Error('it does not')));
	life.stopOn('SIGTERM');
	life.failUnforeseen(new Error('nor this'));
	await turn();
	expect(exits).toEqual([{ code: 1, atMs: 0 }]);
});
