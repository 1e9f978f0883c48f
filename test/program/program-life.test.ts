// How long a program's stop may take, and with what it exits.
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { ProgramLife } from '../../src/program/program-life.js';
import { SteppedClock } from '../support/stepped-clock.js';

/** A program that has started, and says with what it exits, and when. */
function startLife(stop: (hurry: AbortSignal) => Promise<void>, drainMs?: number) {
	const clock = new SteppedClock();
	const exits: { code: number; atMs: number }[] = [];
	const life = new ProgramLife(
		{
			after: (delayMs, callback) => void clock.at(clock.nowMs() + delayMs, callback),
			exit: (code) => exits.push({ code, atMs: clock.nowMs() }),
		},
		pino({ level: 'silent' }),
		drainMs,
	);
	life.onStarted(Promise.resolve(() => stop(life.hurry)));
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

test('takes as long as it moves listeners, but not where it hangs', async () => {
	const { clock, exits, life } = startLife(hang, 10_000);
	life.stopOn('SIGTERM');
	await clock.step(20_000);
	expect(exits[0]).toEqual({ code: 0, atMs: 14_500 });
});

test('moves listeners no longer after a signal that no npm has repeated', async () => {
	const untilHurry = (hurry: AbortSignal) =>
		new Promise<void>((resolve) => hurry.addEventListener('abort', () => resolve()));
	const { clock, exits, life } = startLife(untilHurry, 10_000);
	life.stopOn('SIGINT');
	life.stopOn('SIGINT');
	await clock.step(3000);
	expect(exits).toEqual([]);
	life.stopOn('SIGINT');
	await turn();
	expect(exits).toEqual([{ code: 0, atMs: 3000 }]);
});

test('exits within 5 s of the second signal, though its stop hangs', async () => {
	const { clock, exits, life } = startLife(hang, 60_000);
	life.stopOn('SIGTERM');
	await clock.step(2000);
	life.stopOn('SIGTERM');
	await clock.step(10_000);
	expect(exits[0]).toEqual({ code: 0, atMs: 6500 });
});

test('moves nobody after a failure', () => {
	const { life } = startLife(hang, 60_000);
	life.fail(new Error('Discord has ended it'));
	expect(life.hurry.aborted).toBe(true);
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
