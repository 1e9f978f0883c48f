import { describe, expect, test } from 'vitest';
import { PlayoutSchedule, type PlayoutStep } from '../../src/listening/playout-schedule.js';
import { SILENCE_FRAME } from '../../src/media/opus-packet.js';
import { countedFrames } from '../support/fake-discord/counted-frames.js';
import { seededRandom } from '../support/signal.js';

const FRAME_MS = 20;

interface Sent {
	opus: Uint8Array;
	sentMs: number;
	/** Undefined for a frame that is lost on its way to the podcast. */
	arrivalMs: number | undefined;
}

/** Frames sent in a row, each on its way for so long. */
function talkspurt(options: {
	count: number;
	startMs?: number;
	/** Milliseconds between two frames by our clock; default 20. */
	intervalMs?: number;
	wayMs?: (index: number, sentMs: number) => number | undefined;
	isSilenceAt?: (index: number) => boolean;
}): Sent[] {
	const { count, startMs = 1000, intervalMs = FRAME_MS, wayMs = () => 0, isSilenceAt } = options;
	return countedFrames(count).map((frame, index) => {
		const sentMs = startMs + index * intervalMs;
		const onWayMs = wayMs(index, sentMs);
		return {
			opus: isSilenceAt?.(index) ? SILENCE_FRAME : frame,
			sentMs,
			arrivalMs: onWayMs === undefined ? undefined : sentMs + onWayMs,
		};
	});
}

/** Plays what was sent through a schedule; ticks stand 7 ms beside the frames. */
function play(sent: readonly Sent[], options: { untilMs?: number } = {}) {
	const schedule = new PlayoutSchedule();
	const steps: { step: PlayoutStep; atMs: number; latenessMs: number | undefined }[] = [];
	const arrivals = sent.flatMap((each, index) =>
		each.arrivalMs === undefined ? [] : [{ ...each, index, arrivalMs: each.arrivalMs }],
	);
	const endMs = options.untilMs ?? Math.max(...arrivals.map(({ arrivalMs }) => arrivalMs)) + 1000;
	const sentAt = new Map(sent.map(({ opus, sentMs }) => [opus, sentMs]));
	let next = 0;
	for (let atMs = 7; atMs <= endMs; atMs += FRAME_MS) {
		for (; (arrivals[next]?.arrivalMs ?? Number.POSITIVE_INFINITY) <= atMs; next++) {
			const { opus, index, arrivalMs } = arrivals[next] as (typeof arrivals)[number];
			const nonce = { transportNonce: (0xffff_ff80 + index) >>> 0, voiceSession: 3 };
			schedule.put({ opus, ...nonce, receivedAtMs: arrivalMs });
		}
		const step = schedule.take(atMs);
		const sentMs = step.kind === 'frame' ? sentAt.get(step.opus) : undefined;
		steps.push({ step, atMs, latenessMs: sentMs === undefined ? undefined : atMs - sentMs });
	}
	return { schedule, steps, kinds: steps.map(({ step }) => step.kind) };
}

/** Numbers of the frames of speech that were played, in their order. */
function playedSpeech(steps: readonly { step: PlayoutStep }[]): number[] {
	return steps.flatMap(({ step }) => (step.kind === 'frame' ? speechNumbers([step]) : []));
}

function speechNumbers(frames: readonly { opus: Uint8Array }[]): number[] {
	return frames.flatMap(({ opus }) =>
		opus === SILENCE_FRAME ? [] : [Buffer.from(opus).readUInt32BE(1)],
	);
}

describe('a quiet network', () => {
	test('plays every frame, one a tick, 50 to 70 ms after it came', () => {
		const sent = talkspurt({ count: 500 });
		const { schedule, steps, kinds } = play(sent);
		expect(playedSpeech(steps)).toEqual(speechNumbers(sent));
		const first = kinds.indexOf('frame');
		expect(kinds.slice(first, first + 500)).toEqual(Array(500).fill('frame'));
		for (const { latenessMs } of steps.filter(({ step }) => step.kind === 'frame')) {
			expect(latenessMs).toBeGreaterThanOrEqual(50);
			expect(latenessMs).toBeLessThan(70);
		}
		expect(schedule.counts).toMatchObject({ played: 500, late: 0, adjusted: 0 });
	});

	test('ends speech that stops in the middle with five gaps, five silence frames, then nothing', () => {
		const { kinds } = play(talkspurt({ count: 10 }));
		const first = kinds.indexOf('frame');
		expect(kinds.slice(0, first).every((kind) => kind === 'pause')).toBe(true);
		expect(kinds.slice(first, first + 20)).toEqual([
			...Array(10).fill('frame'),
			...Array(5).fill('lost'),
			...Array(5).fill('silence'),
		]);
		expect(kinds.slice(first + 20).every((kind) => kind === 'pause')).toBe(true);
	});

	test.each([0, 3, 5])('adds to %i silence frames of the sender what five lack', (silent) => {
		const sent = talkspurt({ count: 10 + silent, isSilenceAt: (index) => index >= 10 });
		const { kinds } = play(sent);
		const first = kinds.indexOf('frame');
		const ended = kinds.slice(first + 10 + silent).filter((kind) => kind !== 'lost');
		expect(ended.slice(0, 6).filter((kind) => kind === 'silence')).toHaveLength(5 - silent);
	});
});

test('leaves the place of a lost frame free, and the delay stays', () => {
	const lost = new Set([100, 101, 200, 260, 261, 262, 400]);
	const { schedule, steps, kinds } = play(
		talkspurt({ count: 500, wayMs: (index) => (lost.has(index) ? undefined : 0) }),
	);
	const first = kinds.indexOf('frame');
	for (let index = 0; index < 500; index++) {
		expect(kinds[first + index], `frame ${index}`).toBe(lost.has(index) ? 'lost' : 'frame');
	}
	const lateness = new Set(steps.flatMap(({ latenessMs }) => latenessMs ?? []));
	expect(lateness.size).toBe(1);
	// At the end of the speech five more are missing.
	expect(schedule.counts.underruns).toBe(lost.size + 5);
});

test('takes nonces that skip for other speakers, where frames come evenly', () => {
	const schedule = new PlayoutSchedule();
	const kinds: string[] = [];
	countedFrames(200).forEach((opus, index) => {
		const receivedAtMs = index * FRAME_MS + (index % 3);
		schedule.put({ opus, transportNonce: index * 3, voiceSession: 0, receivedAtMs });
		kinds.push(schedule.take(index * FRAME_MS + 11).kind);
	});
	expect(kinds.slice(5)).toEqual(Array(195).fill('frame'));
});

test('plays all under 40 ms of jitter', () => {
	const random = seededRandom(5);
	let lastMs = 0;
	const sent = talkspurt({
		count: 1000,
		// A TCP connection keeps the order.
		wayMs: (_index, sentMs) => {
			lastMs = Math.max(lastMs, sentMs + random() * 40);
			return lastMs - sentMs;
		},
	});
	const { schedule, steps } = play(sent);
	expect(playedSpeech(steps)).toEqual(speechNumbers(sent));
	expect(schedule.counts.underruns).toBeLessThan(5 + 3);
});

describe('the connection stalls', () => {
	function stalled(stallMs: number) {
		const startMs = 5000;
		const sent = talkspurt({
			count: 1000,
			wayMs: (_index, sentMs) => Math.max(0, Math.min(stallMs, startMs + stallMs - sentMs)),
		}).map((each) => (each.sentMs < startMs ? { ...each, arrivalMs: each.sentMs } : each));
		return { ...play(sent), endMs: startMs + stallMs };
	}

	test.each([150, 300, 360, 500, 1000, 5000])(
		'for %i ms: the delay is bounded at once, and below 150 ms within 3 s',
		(stallMs) => {
			const { steps, endMs, schedule } = stalled(stallMs);
			const after = steps.filter(({ atMs }) => atMs > endMs);
			const heard = after.flatMap(({ latenessMs }) => latenessMs ?? []);
			expect(heard.length).toBeGreaterThan(100);
			// What was sent during the stall is late by the stall itself; nothing waits longer here.
			expect(Math.max(...heard)).toBeLessThanOrEqual(400);
			for (const { atMs, latenessMs } of after) {
				if (atMs > endMs + 3000 && latenessMs !== undefined) {
					expect(latenessMs).toBeLessThan(150);
				}
			}
			expect(schedule.counts.underruns).toBeLessThan(5 + 6);
		},
	);

	test('for 5 s, and what it held back comes in pieces: nothing old is played', () => {
		const sent = talkspurt({
			count: 600,
			// 100 frames at once each 15 ms, as a busy machine reads them.
			wayMs: (index, sentMs) =>
				sentMs >= 2000 && sentMs < 7000 ? 7000 + Math.floor((index - 50) / 100) * 15 - sentMs : 0,
		}).map((each) => ({ ...each, arrivalMs: Math.max(each.arrivalMs ?? 0, each.sentMs) }));
		const { steps } = play(sent.toSorted((a, b) => a.arrivalMs - b.arrivalMs));
		const heard = steps.filter(({ atMs }) => atMs > 7000);
		expect(Math.max(...heard.flatMap(({ latenessMs }) => latenessMs ?? []))).toBeLessThan(400);
	});

	test('shortens the delay by silent frames alone where it is not much too long', () => {
		const sent = talkspurt({
			count: 600,
			isSilenceAt: (index) => index % 50 < 5,
			wayMs: (_index, sentMs) => (sentMs >= 5000 && sentMs < 5060 ? 5060 - sentMs : 0),
		});
		const { steps, schedule } = play(sent);
		expect(playedSpeech(steps)).toEqual(speechNumbers(sent));
		expect(schedule.counts.adjusted).toBeGreaterThan(0);
		expect(steps.findLast(({ latenessMs }) => latenessMs !== undefined)?.latenessMs).toBeLessThan(
			90,
		);
	});
});

describe('the sender’s clock', () => {
	const isSilenceAt = (index: number) => index % 250 < 6;

	test.each([
		['faster', 19.99],
		['slower', 20.01],
	])(
		'runs %s by 500 ppm for 4 minutes: only silence is left out or repeated',
		(_name, intervalMs) => {
			const sent = talkspurt({ count: 12_000, intervalMs, isSilenceAt });
			const { steps, schedule } = play(sent);
			expect(playedSpeech(steps)).toEqual(speechNumbers(sent));
			expect(schedule.counts.adjusted).toBeGreaterThan(3);
			// The end of the speech alone.
			expect(schedule.counts.underruns).toBe(5);
			const heard = steps.flatMap(({ latenessMs }) => latenessMs ?? []);
			expect(Math.max(...heard)).toBeLessThan(110);
		},
	);

	test('runs fast under speech without an end: the delay stays bounded', () => {
		const { steps } = play(talkspurt({ count: 20_000, intervalMs: 19.99 }));
		const heard = steps.flatMap(({ latenessMs }) => latenessMs ?? []);
		expect(Math.max(...heard)).toBeLessThan(150);
	});
});

test('plays out what waits when nothing will follow, and says when it has', () => {
	const schedule = new PlayoutSchedule();
	countedFrames(2).forEach((opus, index) => {
		schedule.put({ opus, transportNonce: index, voiceSession: 0, receivedAtMs: 0 });
	});
	schedule.finish();
	const kinds = [1, 21, 41, 61, 81, 101, 121, 141].map((atMs) => schedule.take(atMs).kind);
	expect(kinds).toEqual([...Array(2).fill('frame'), ...Array(5).fill('silence'), 'pause']);
	expect(schedule.isDrained).toBe(true);
});

describe('silence', () => {
	function talk(schedule: PlayoutSchedule, frames: number, startMs: number): PlayoutStep[] {
		return countedFrames(frames).map((opus, index) => {
			const receivedAtMs = startMs + index * FRAME_MS;
			schedule.put({ opus, transportNonce: index, voiceSession: 0, receivedAtMs });
			return schedule.take(receivedAtMs + 7);
		});
	}

	test('takes the place of what waits, as long as it was, and ends the talk', () => {
		const schedule = new PlayoutSchedule();
		talk(schedule, 20, 0);
		schedule.silence(400);
		const steps = Array.from({ length: 8 }, (_, tick) => schedule.take(407 + tick * FRAME_MS));
		for (const step of steps) {
			expect(step.kind === 'frame' ? step.opus : SILENCE_FRAME).toEqual(SILENCE_FRAME);
		}
		// A gap would be concealed by what was heard before it.
		expect(steps.map(({ kind }) => kind)).not.toContain('lost');
		expect(steps.map(({ kind }) => kind).indexOf('pause')).toBe(5);
	});

	test('ends the talk where nothing waits', () => {
		const schedule = new PlayoutSchedule();
		talk(schedule, 20, 0);
		while (schedule.take(500).kind === 'frame') {
			// What waits is played.
		}
		schedule.silence(600);
		const steps = Array.from({ length: 6 }, (_, tick) => schedule.take(607 + tick * FRAME_MS));
		expect(steps.map(({ kind }) => kind)).toEqual([
			'frame',
			...Array<string>(4).fill('silence'),
			'pause',
		]);
	});
});
