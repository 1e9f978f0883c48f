// A worker that does not keep up encodes less thoroughly, and as before once it does.
import { expect, onTestFinished, test } from 'vitest';
import { Mixer } from '../../src/audio/mix/mixer.js';
import { MixingEffort } from '../../src/audio/mix/mixing-effort.js';
import { MixingPool } from '../../src/audio/mix/mixing-pool.js';
import { packetSamples } from '../../src/media/opus-packet.js';
import {
	amplitudeAt,
	concatenate,
	decode,
	encode,
	FRAME_SAMPLES,
	tone,
} from '../support/signal.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { WITHOUT_GAIN } from './simulated-call.js';

const TICK_MS = 20;

/** Answers nothing. */
const HANGING_WORKER_URL = new URL(
	"data:text/javascript,import{parentPort as p}from'worker_threads';p.on('message',()=>{})",
);

/** Notes ticks for a while; tells each complexity that the worker is set to. */
async function play(
	{ clock, effort }: { clock: SteppedClock; effort: MixingEffort },
	{ owedTicks, ms }: { owedTicks: number; ms: number },
): Promise<number[]> {
	const set: number[] = [];
	for (let passedMs = 0; passedMs < ms; passedMs += TICK_MS) {
		await clock.step(TICK_MS);
		if (effort.note(owedTicks)) {
			set.push(effort.complexity);
		}
	}
	return set;
}

function setUp() {
	const clock = new SteppedClock();
	return { clock, effort: new MixingEffort(clock) };
}

test('who keeps up encodes thoroughly', async () => {
	const scene = setUp();
	expect(scene.effort.complexity).toBe(5);
	expect(await play(scene, { owedTicks: 5, ms: 60_000 })).toEqual([]);
});

test('who is behind encodes less thoroughly in steps, and comes back in steps', async () => {
	const scene = setUp();
	expect(await play(scene, { owedTicks: 6, ms: 480 })).toEqual([]);
	expect(await play(scene, { owedTicks: 9, ms: 5000 })).toEqual([2, 0]);
	expect(await play(scene, { owedTicks: 1, ms: 9900 })).toEqual([]);
	expect(await play(scene, { owedTicks: 1, ms: 30_000 })).toEqual([2, 5]);
});

test('a machine that stood still is not taken for one that is too slow', async () => {
	const scene = setUp();
	for (let owedTicks = 100; owedTicks > 0; owedTicks--) {
		expect(scene.effort.note(owedTicks)).toBe(false);
	}
	expect(await play(scene, { owedTicks: 0, ms: 1000 })).toEqual([]);
});

test('a pool finds a worker that does not answer, and says so', async () => {
	const clock = new SteppedClock();
	const pool = new MixingPool({ workers: 1, maxShare: 0, workerUrl: HANGING_WORKER_URL, clock });
	onTestFinished(() => pool.close());
	const session = pool.open(WITHOUT_GAIN, { onMixed: () => {}, onFailed: () => {} });
	expect(pool.stats.complexity).toBe(5);
	for (let tick = 0; tick < 100; tick++) {
		session.mix({ voices: [], isAlone: false, isSent: true });
		await clock.step(TICK_MS);
	}
	expect(pool.stats.complexity).toBe(0);
});

test('the sound goes on while the complexity changes', () => {
	const frames = encode(tone({ hz: 400, peak: 0.3, durationMs: 1200 }));
	const mixer = new Mixer(WITHOUT_GAIN);
	const start = { warmUp: [], gainDb: 0, isContinued: false };
	const mixed = frames.map((packet, tick) => {
		mixer.complexity = [5, 2, 0][tick % 3] as number;
		const { opus } = mixer.mix({
			isAlone: false,
			isSent: true,
			voices: [
				{ voice: 1, start: tick === 0 ? start : undefined, kind: 'frames', packets: [packet] },
			],
		});
		return opus as Uint8Array;
	});
	mixer.close();
	expect(mixed.every((opus) => packetSamples(opus) === FRAME_SAMPLES)).toBe(true);
	const heard = concatenate(decode(mixed)).subarray(10 * FRAME_SAMPLES);
	expect(amplitudeAt(400, heard)).toBeCloseTo(0.3, 1);
});
