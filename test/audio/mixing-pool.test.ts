// Mixing in worker threads: the same bytes as in this one, and no end to a programme with them.
import { expect, onTestFinished, test } from 'vitest';
import type { MixJob, MixResult } from '../../src/audio/mix/mix-job.js';
import { Mixer } from '../../src/audio/mix/mixer.js';
import { MixingPool } from '../../src/audio/mix/mixing-pool.js';
import { encode, tone } from '../support/signal.js';
import { SimulatedCall, WITHOUT_GAIN } from './simulated-call.js';

/** Node cannot run the source as it is, so the worker is the built one. */
const WORKER_URL = new URL('../../dist/audio/mix/mixing-worker.js', import.meta.url);

/** Dies of the first thing that it is told. */
const DYING_WORKER_URL = new URL(
	"data:text/javascript,import{parentPort as p}from'worker_threads';p.once('message',()=>{throw Error('no')})",
);

const low = encode(tone({ hz: 400, peak: 0.3, durationMs: 600 }));
const high = encode(tone({ hz: 1500, peak: 0.3, durationMs: 600 }));

function jobs(): MixJob[] {
	const start = { warmUp: low.slice(0, 4), gainDb: 3, isContinued: true };
	return low.slice(5).map((packet, index) => ({
		isAlone: false,
		isSent: index % 9 !== 8,
		voices: [
			{ voice: 1, start: index === 0 ? start : undefined, kind: 'frames', packets: [packet] },
			{
				voice: 70_000,
				start: index === 3 ? { warmUp: [], gainDb: 0, isContinued: false } : undefined,
				kind: index === 10 ? 'concealed' : 'frames',
				packets: index < 3 || index === 10 ? [] : [high[index] as Uint8Array],
			},
		],
	}));
}

test('a worker mixes the same frames as this thread', async () => {
	const pool = new MixingPool({ workers: 1, maxShare: 0, workerUrl: WORKER_URL });
	onTestFinished(() => pool.close());
	const settings = { ...WITHOUT_GAIN, hasAutomaticGain: true };
	const mixer = new Mixer(settings);
	const here = jobs().map((job) => mixer.mix(job));
	mixer.close();
	const there: MixResult[] = [];
	await new Promise<void>((resolve, reject) => {
		const session = pool.open(settings, {
			onMixed: (result) => there.push(result) === here.length && resolve(),
			onFailed: () => reject(new Error('The worker failed')),
		});
		expect(pool.stats).toMatchObject({ sessionsHere: 0, sessionsInWorkers: 1, workers: 1 });
		for (const job of jobs()) {
			session.mix(job);
		}
	});
	there.forEach(({ opus, isSettled, gainsDb }, index) => {
		const expected = here[index] as MixResult;
		expect(opus).toEqual(expected.opus);
		expect(isSettled).toBe(expected.isSettled);
		gainsDb.forEach((gainDb, voice) => {
			expect(gainDb).toBeCloseTo(expected.gainsDb[voice] as number, 5);
		});
	});
});

test('mixes here while that takes a small share of the thread, then in workers', async () => {
	const pool = new MixingPool({ workers: 2, maxShare: 0.06, workerUrl: WORKER_URL });
	onTestFinished(() => pool.close());
	const listener = { onMixed: () => {}, onFailed: () => {} };
	const sessions = Array.from({ length: 6 }, () => pool.open(WITHOUT_GAIN, listener));
	expect(pool.stats).toMatchObject({ sessionsHere: 2, sessionsInWorkers: 4, workers: 2 });
	for (const session of sessions) {
		session.close();
		session.close();
	}
	expect(pool.stats).toMatchObject({ sessionsHere: 0, sessionsInWorkers: 0 });
});

test('goes on in this thread when workers die', async () => {
	const errors: Error[] = [];
	const pool = new MixingPool({
		workers: 1,
		maxShare: 0,
		workerUrl: DYING_WORKER_URL,
		onWorkerError: (error) => errors.push(error),
	});
	onTestFinished(() => pool.close());
	const fallenBack = new Promise<void>((resolve) => {
		const open = () => {
			const session = pool.open(WITHOUT_GAIN, { onMixed: () => resolve(), onFailed: () => open() });
			session.mix({ voices: [], isAlone: false, isSent: true });
		};
		open();
	});
	await fallenBack;
	expect(errors.map(({ message }) => message)).toEqual(['no', 'no', 'no']);
	expect(pool.stats).toMatchObject({ sessionsHere: 1, workers: 0 });
});

test('a programme whose mixer owes it two seconds takes another one', async () => {
	const opened: string[] = [];
	const mixing = {
		open: (...[settings, listener]: Parameters<MixingPool['open']>) => {
			opened.push('session');
			return opened.length === 1
				? { mix: () => {}, close: () => {} }
				: new MixingPool({ workers: 0 }).open(settings, listener);
		},
	};
	const call = new SimulatedCall({ mixing });
	const [ada, bo] = [low, high].map((tone) => Array.from({ length: 5 }, () => tone).flat());
	call.speak({ userId: 'ada', frames: ada ?? [], startMs: 0 });
	call.speak({ userId: 'bo', frames: bo ?? [], startMs: 0 });
	await call.play();
	expect(opened).toHaveLength(2);
	expect(call.programme.stats).toMatchObject({ failed: 100, unsent: 0, mode: 'pass-through' });
	expect(call.programme.stats.mixed).toBeGreaterThan(25);
});
