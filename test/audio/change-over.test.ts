// Between pass-through and mixing: real speech of two members who overlap half the time.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { concatenate, correlation, decode, FRAME_SAMPLES, levelDb } from '../support/signal.js';
import { readOggOpus } from '../support/speech/ogg-opus.js';
import { SimulatedCall } from './simulated-call.js';

const SPEECH = join(import.meta.dirname, '../support/speech');

/** Most begin and end with a change-over; a few follow so soon that mixing goes on. */
const OVERLAPS = 114;
const CHANGE_OVERS = 200;

/** Frames from one overlap's beginning to the next; the overlap itself is about half of them. */
const PERIOD_FRAMES = 48;

/** Spurts begin and end where the voice rests, as people do. */
const REST_DB = -45;
const MIN_SPURT_FRAMES = 16;

/** The mixed frames' encoder is 2.5 ms behind what goes in (RFC 7845, 4.2: its pre-skip). */
const ENCODER_DELAY_SAMPLES = 120;

interface Spurt {
	frames: Uint8Array[];
	pcm: Float32Array[];
}

/** Cuts a voice into spurts, and gives them again and again. */
function* spurtsOf(frames: readonly Uint8Array[]): Generator<Spurt> {
	const pcm = decode(frames);
	for (;;) {
		let start = 0;
		for (let end = 1; end < frames.length; end++) {
			const isRest = levelDb(pcm[end] as Float32Array) < REST_DB;
			if (isRest && end - start >= MIN_SPURT_FRAMES) {
				if (end - start < PERIOD_FRAMES - 10) {
					yield { frames: frames.slice(start, end + 1), pcm: pcm.slice(start, end + 1) };
				}
				start = end;
			}
		}
	}
}

function add(target: Float32Array, pcm: readonly Float32Array[], firstFrame: number): void {
	pcm.forEach((frame, index) => {
		const start = (firstFrame + index) * FRAME_SAMPLES;
		frame.forEach((sample, offset) => {
			target[start + offset] = (target[start + offset] as number) + sample;
		});
	});
}

test('200 change-overs swallow, double and delay nothing', async () => {
	const call = new SimulatedCall();
	const voice = readOggOpus(join(SPEECH, 'voice-a.opus'));
	const totalFrames = OVERLAPS * PERIOD_FRAMES;
	const ada = Array.from({ length: totalFrames }, (_, n) => voice[n % voice.length] as Uint8Array);
	const expected = new Float32Array((totalFrames + 1) * FRAME_SAMPLES);
	call.speak({ userId: 'ada', frames: ada, startMs: 0 });
	add(expected, decode(ada), 0);
	const spurts = spurtsOf(readOggOpus(join(SPEECH, 'voice-b.opus')));
	for (let overlap = 0; overlap < OVERLAPS; overlap++) {
		const { frames, pcm } = spurts.next().value as Spurt;
		const first = overlap * PERIOD_FRAMES + 10;
		// A little ahead, so that they are on the same ticks as Ada and the sum can be reckoned.
		call.speak({ userId: 'bo', frames, startMs: first * 20 - 6 });
		add(expected, pcm, first);
	}
	await call.play();

	const heard = call.timeline();
	const mixedFrames = new Set(
		call.heard
			.filter(({ frame }) => !('userId' in frame))
			.map(({ sentMs }) => Math.round(sentMs / 20)),
	);
	const [reference, aligned] = [expected.slice(), new Float32Array(expected.length)];
	const afterChangeOver = { heard: [] as Float32Array[], expected: [] as Float32Array[] };
	let missingInARow = 0;
	for (let frame = 0; frame < totalFrames; frame++) {
		const start = frame * FRAME_SAMPLES;
		const delay = mixedFrames.has(frame) ? ENCODER_DELAY_SAMPLES : 0;
		const there = heard.subarray(start + delay, start + delay + FRAME_SAMPLES);
		aligned.set(there, start);
		if (mixedFrames.has(frame) !== mixedFrames.has(frame - 1)) {
			afterChangeOver.heard.push(there);
			afterChangeOver.expected.push(reference.subarray(start, start + FRAME_SAMPLES));
		}
		const wantedDb = levelDb(reference.subarray(start, start + FRAME_SAMPLES));
		const isMissing = wantedDb > REST_DB && levelDb(there) < wantedDb - 15;
		missingInARow = isMissing ? missingInARow + 1 : 0;
		expect(missingInARow, `frame ${frame}`).toBeLessThanOrEqual(1);
	}
	// Ada talks without a pause, so each 20 ms must be on air exactly once.
	const heardFrames = call.heard.map(({ sentMs }) => Math.round(sentMs / 20));
	expect(heardFrames).toEqual(Array.from({ length: heardFrames.length }, (_, frame) => frame));
	expect(heardFrames.length).toBeGreaterThanOrEqual(totalFrames);
	const atChangeOvers = correlation(
		concatenate(afterChangeOver.expected),
		concatenate(afterChangeOver.heard),
	);
	expect(atChangeOvers).toBeGreaterThan(0.85);
	const kinds = call.heard.map(({ frame }) => 'userId' in frame);
	const changeOvers = kinds.filter((kind, index) => kind !== (kinds[index - 1] ?? kind));
	const { passed, mixed, dropped, unsent } = call.programme.stats;
	expect(changeOvers.length).toBeGreaterThanOrEqual(CHANGE_OVERS);
	expect(correlation(reference, aligned)).toBeGreaterThan(0.95);
	expect(mixed).toBeGreaterThan(totalFrames / 3);
	expect(passed).toBeGreaterThan(totalFrames / 4);
	expect([...dropped.keys()]).toEqual(['silence']);
	expect(unsent).toBe(0);
});
