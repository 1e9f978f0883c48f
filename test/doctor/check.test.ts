// How long the doctor waits for what it looks at.
import { expect, test } from 'vitest';
import { type Finding, ok, runCheck, runPart } from '../../src/doctor/check.js';
import { SteppedClock } from '../support/stepped-clock.js';

const check = (run: (signal: AbortSignal) => Promise<Finding>) => ({
	name: 'gateway',
	whenSilent: 'look at the firewall',
	run,
});

test('a check that is silent has failed after 10 s, and is told so', async () => {
	const clock = new SteppedClock();
	let finding: Finding | undefined;
	let told: AbortSignal | undefined;
	const running = runCheck(
		check((signal) => {
			told = signal;
			return new Promise(() => {});
		}),
		clock,
	).then((found) => {
		finding = found;
	});
	await clock.step(9999);
	expect([finding, told?.aborted]).toEqual([undefined, false]);
	await clock.step(1);
	await running;
	expect(finding).toEqual({ kind: 'fail', text: 'no answer within 10 s: look at the firewall' });
	expect(told?.aborted).toBe(true);
});

test('a check that may take longer is given its own time', async () => {
	const clock = new SteppedClock();
	const silent = check(() => new Promise(() => {}));
	const running = runCheck({ ...silent, limitMs: 70_000 }, clock);
	await clock.step(69_999);
	expect(clock.pendingTimers).toBe(1);
	await clock.step(1);
	expect((await running).text).toBe('no answer within 70 s: look at the firewall');
});

test('a check that answers in time is not waited for any longer', async () => {
	const clock = new SteppedClock();
	expect(
		await runCheck(
			check(async () => ok('it answers')),
			clock,
		),
	).toEqual(ok('it answers'));
	expect(clock.pendingTimers).toBe(0);
});

test('a part of a check that is silent ends at its own limit', async () => {
	const clock = new SteppedClock();
	const { signal } = new AbortController();
	const running = runPart(
		{ clock, limitMs: 2000, signal },
		(ending) =>
			new Promise((_, reject) => {
				ending.addEventListener('abort', () => reject(ending.reason));
			}),
	);
	const ended = expect(running).rejects.toThrow('no answer within 2 s');
	await clock.step(2000);
	await ended;
	expect(clock.pendingTimers).toBe(0);
});
