// A podcast of packets of every length, as it goes into a voice channel: 20 ms each 20 ms.
import { describe, expect, onTestFinished, test } from 'vitest';
import { FrameCutter } from '../../src/listening/frame-cutter.js';
import { Playout } from '../../src/listening/playout.js';
import { framesOf, isSilence, packetSamples, SILENCE_FRAME } from '../../src/media/opus-packet.js';
import {
	amplitudeAt,
	concatenate,
	correlation,
	decode,
	type EncodeOptions,
	encode,
	samplesOf,
	toDb,
	tone,
} from '../support/signal.js';
import { SteppedClock } from '../support/stepped-clock.js';

const TONE = { hz: 400, peak: 0.3, durationMs: 2400 };
const FRAME_SAMPLES = 960;
const SILENCE = Array<Uint8Array>(5).fill(SILENCE_FRAME);

/** What the sink was told each 20 ms. */
type Step = Uint8Array | 'lost' | 'pause';

/** Lets packets come in real time, each when it is complete, and plays them. */
async function play(packets: readonly Uint8Array[], options: { lost?: readonly number[] } = {}) {
	const clock = new SteppedClock();
	const steps: Step[] = [];
	const playout = new Playout({
		clock,
		sink: {
			play: (opus) => steps.push(opus) > 0,
			leaveOut: ({ isLoss }) => steps.push(isLoss ? 'lost' : 'pause'),
			stopSpeaking: () => {},
		},
	});
	onTestFinished(() => playout.close());
	await clock.step(7);
	for (const [index, opus] of packets.entries()) {
		await clock.step(packetSamples(opus) / 48);
		if (!options.lost?.includes(index)) {
			const receivedAtMs = clock.nowMs();
			playout.put({ opus, transportNonce: index, voiceSession: 0, receivedAtMs });
		}
	}
	await clock.step(1000);
	return { steps, playout, clock };
}

const framesIn = (steps: readonly Step[]) =>
	steps.filter((step): step is Uint8Array => typeof step !== 'string');
const speechIn = (steps: readonly Step[]) => framesIn(steps).filter((frame) => !isSilence(frame));

function expectTone(frames: readonly Uint8Array[]): void {
	const heard = concatenate(decode(frames)).subarray(samplesOf(200), samplesOf(2200));
	expect(Math.abs(toDb(amplitudeAt(TONE.hz, heard) / TONE.peak))).toBeLessThan(1);
}

describe.each([2.5, 5, 10, 20, 40, 60, 80, 100, 120])('packets of %d ms', (frameMs) => {
	const packets = encode(tone(TONE), { frameMs, mode: 'celt', bitrateBps: 96_000 });

	test('are played in frames of 20 ms, with not a byte changed', async () => {
		const { steps, playout } = await play([...packets, ...SILENCE]);
		const spoken = speechIn(steps);
		expect(spoken).toHaveLength(TONE.durationMs / 20);
		expect(spoken.every((frame) => packetSamples(frame) === FRAME_SAMPLES)).toBe(true);
		expect(spoken.flatMap((frame) => framesOf(frame))).toEqual(
			packets.flatMap((packet) => framesOf(packet)),
		);
		// One each 20 ms from the first to the last.
		const first = steps.findIndex((step) => typeof step !== 'string');
		expect(
			steps.slice(first, first + spoken.length + 5).filter((step) => typeof step === 'string'),
		).toEqual([]);
		expect(playout.stats).toMatchObject({ underruns: 0, late: 0, adjusted: 0, unsent: 0 });
		expectTone(spoken);
	});

	test('leave their place free where one is lost', async () => {
		const lost = [Math.ceil(600 / frameMs), Math.ceil(1200 / frameMs)];
		const { steps } = await play([...packets, ...SILENCE], { lost });
		const first = steps.findIndex((step) => typeof step !== 'string');
		const last = steps.findLastIndex((step) => typeof step !== 'string' && !isSilence(step));
		const lostTicks = steps.slice(first, last).filter((step) => step === 'lost').length;
		const length = TONE.durationMs / 20;
		expect(last - first + 1).toBeGreaterThanOrEqual(length - 2);
		expect(last - first + 1).toBeLessThanOrEqual(length + 4);
		expect(lostTicks).toBeLessThanOrEqual(2 * Math.max(1, frameMs / 20));
		expect(lostTicks).toBeGreaterThanOrEqual(frameMs < 20 ? 0 : (2 * frameMs) / 20);
	});
});

const SILK: EncodeOptions = { mode: 'silk', channels: 1, bitrateBps: 24_000 };

test.each<[string, EncodeOptions]>([
	['SILK of 40 ms', { ...SILK, frameMs: 40 }],
	['SILK of 60 ms', { ...SILK, frameMs: 60 }],
	['SILK of 120 ms', { ...SILK, frameMs: 120 }],
	['20, 60 and 10 ms in turn', { frameMs: [20, 60, 10], mode: 'celt', bitrateBps: 96_000 }],
	['120 and 2.5 ms in turn', { frameMs: [120, 2.5], mode: 'celt', bitrateBps: 200_000 }],
	['60 ms as libopus likes them', { frameMs: 60 }],
	['10 ms as libopus likes them', { frameMs: 10 }],
])('%s: heard in their time', async (_name, options) => {
	const packets = encode(tone(TONE), options);
	const { steps, playout } = await play([...packets, ...SILENCE]);
	const spoken = speechIn(steps);
	const samples = packets.reduce((sum, packet) => sum + packetSamples(packet), 0);
	expect(spoken).toHaveLength(Math.ceil(samples / FRAME_SAMPLES));
	expect(spoken.every((frame) => packetSamples(frame) === FRAME_SAMPLES)).toBe(true);
	expectTone(spoken);
	// A packet that is longer than all before it may come after its time, once.
	expect(playout.stats.underruns).toBeLessThanOrEqual(options.frameMs === 60 ? 0 : 3);
});

test('what was decoded goes on where the frames before it ended', () => {
	const whole = tone({ ...TONE, hz: 437 });
	const cut: Uint8Array[] = [];
	const cutter = new FrameCutter(({ opus }) => cut.push(opus));
	const turns = [...Array<number>(30).fill(20), 10, ...Array<number>(30).fill(20), 10];
	const packets = encode(whole, { frameMs: turns, mode: 'celt', bitrateBps: 96_000 }).slice(0, 62);
	packets.forEach((opus, index) => {
		cutter.put({ opus, transportNonce: index, voiceSession: 0, receivedAtMs: 0 });
	});
	cutter.close();
	const original = concatenate(decode(packets));
	const heard = concatenate(decode(cut));
	expect(heard).toHaveLength(original.length);
	// The encoder is 2.5 ms behind.
	const delayed = heard.subarray(samplesOf(602.5));
	expect(
		correlation(original.subarray(samplesOf(600)).subarray(0, delayed.length), delayed),
	).toBeGreaterThan(0.98);
	expect(cut.slice(0, 30)).toEqual(packets.slice(0, 30));
});

test('half a frame at the end of speech is played when its time has come, and filled up', async () => {
	const packets = encode(tone({ ...TONE, durationMs: 110 }), { frameMs: 10, mode: 'celt' });
	const { steps } = await play(packets);
	const spoken = speechIn(steps);
	expect(spoken).toHaveLength(6);
	expect(framesOf(spoken[5] as Uint8Array)?.map(({ length }) => length > 0)).toEqual([true, false]);
	expect(() => decode(spoken)).not.toThrow();
});

test('silence is handed on as it came, after what waited for a frame', () => {
	const frames: Uint8Array[] = [];
	const cutter = new FrameCutter(({ opus }) => frames.push(opus));
	const [short] = encode(tone({ ...TONE, durationMs: 10 }), { frameMs: 10, mode: 'celt' });
	for (const [index, opus] of [short as Uint8Array, SILENCE_FRAME].entries()) {
		cutter.put({ opus, transportNonce: index, voiceSession: 0, receivedAtMs: 0 });
	}
	expect(frames.map(packetSamples)).toEqual([FRAME_SAMPLES, FRAME_SAMPLES]);
	expect(frames[1]).toBe(SILENCE_FRAME);
});
