// A steady pace for the load: each turn at its time from the start, late ones made up for at once.
import { setTimeout as sleep } from 'node:timers/promises';

/** How often and how fast something is done. */
export interface Pace {
	turns: number;
	intervalMs: number;
	/**
	 * Whether the time to a turn that is near is spun away, as timers are up to a millisecond late;
	 * default false.
	 */
	isExact?: boolean;
}

/** Timers fire within that time of their deadline on an undisturbed machine. */
const TIMER_SLACK_MS = 2;

/** Does something at a pace; resolves after the last turn. */
export function pace(
	{ turns, intervalMs, isExact = false }: Pace,
	turn: (index: number) => void,
): Promise<void> {
	return new Promise((resolve) => {
		const startMs = performance.now();
		let next = 0;
		const run = () => {
			while (next < turns && performance.now() >= startMs + next * intervalMs) {
				turn(next);
				next += 1;
			}
			const waitMs = startMs + next * intervalMs - performance.now();
			if (next >= turns) {
				resolve();
			} else if (isExact && waitMs < TIMER_SLACK_MS) {
				setImmediate(run);
			} else {
				setTimeout(run, Math.max(1, waitMs));
			}
		};
		run();
	});
}

/** How often a condition is looked at. */
const LOOK_MS = 10;

/** Waits until something is so, at most that long; resolves with whether it is. */
export async function waitFor(isSo: () => boolean, limitMs: number): Promise<boolean> {
	const deadlineMs = performance.now() + limitMs;
	while (!isSo() && performance.now() < deadlineMs) {
		await sleep(LOOK_MS);
	}
	return isSo();
}
