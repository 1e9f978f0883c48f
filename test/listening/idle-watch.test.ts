// When a channel in which nobody listens is left.
import { expect, test } from 'vitest';
import { IdleWatch } from '../../src/listening/idle-watch.js';
import { SteppedClock } from '../support/stepped-clock.js';

function startWatch(idleMs: number) {
	const clock = new SteppedClock();
	const scene = { clock, isAlone: true, idleAtMs: undefined as number | undefined };
	const startMs = clock.nowMs();
	const watch = new IdleWatch({
		clock,
		idleMs,
		isAlone: () => scene.isAlone,
		onIdle: () => {
			scene.idleAtMs = clock.nowMs() - startMs;
		},
	});
	return { scene, watch };
}

test('is told once nobody was there for long enough', async () => {
	const { scene } = startWatch(60_000);
	await scene.clock.step(59_000);
	expect(scene.idleAtMs).toBeUndefined();
	await scene.clock.step(1000);
	expect(scene.idleAtMs).toBe(60_000);
});

test('begins anew when somebody was there meanwhile', async () => {
	const { scene } = startWatch(60_000);
	await scene.clock.step(30_000);
	scene.isAlone = false;
	await scene.clock.step(5000);
	scene.isAlone = true;
	await scene.clock.step(60_000);
	expect(scene.idleAtMs).toBeUndefined();
	await scene.clock.step(5000);
	expect(scene.idleAtMs).toBe(100_000);
});

test('tells nothing once it is closed', async () => {
	const { scene, watch } = startWatch(1000);
	watch.close();
	await scene.clock.step(60_000);
	expect(scene.idleAtMs).toBeUndefined();
});
