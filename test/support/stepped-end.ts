// Whatever is stopped at the end of a test, on a clock that stands still.
import { onTestFinished } from 'vitest';
import type { SteppedClock } from './stepped-clock.js';

const STEP_MS = 20;

/**
 * Starts something on a stepped clock that is stopped when the test is over: from then on the clock
 * runs until all of it has stopped.
 */
export async function startOn<Started>(
	clock: SteppedClock,
	start: () => Promise<Started>,
): Promise<Started> {
	let hasStopped = false;
	// What is registered first is called last.
	onTestFinished(() => {
		hasStopped = true;
	});
	const started = await start();
	onTestFinished(() => {
		const run = async () => {
			while (!hasStopped) {
				await clock.step(STEP_MS);
				await new Promise((resolve) => setImmediate(resolve));
			}
		};
		void run();
	});
	return started;
}
