// What must not disturb a mix: wrap-around, numbers that begin anew, jumps, members who go.
import { expect, test } from 'vitest';
import { NonceWindow } from '../../src/protocol/nonce.js';
import {
	amplitudeAt,
	concatenate,
	decode,
	encode,
	samplesOf,
	toDb,
	tone,
} from '../support/signal.js';
import { type HeardFrame, SimulatedCall, WITHOUT_GAIN } from './simulated-call.js';

const LOW = { hz: 400, peak: 0.3, durationMs: 2000 };
const HIGH = { hz: 1500, peak: 0.3, durationMs: 2000 };
const low = encode(tone(LOW));
const high = encode(tone(HIGH));

/** What is heard of both tones between two times, in decibels of how they were spoken. */
function levels(
	call: SimulatedCall,
	fromMs: number,
	toMs: number,
): { lowDb: number; highDb: number } {
	const heard = concatenate(decode(between(call.heard, 0, toMs).map(({ frame }) => frame.opus)));
	const part = heard.subarray(-samplesOf(toMs - fromMs));
	return {
		lowDb: toDb(amplitudeAt(LOW.hz, part) / LOW.peak),
		highDb: toDb(amplitudeAt(HIGH.hz, part) / HIGH.peak),
	};
}

function between(heard: readonly HeardFrame[], fromMs: number, toMs: number): HeardFrame[] {
	return heard.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
}

function expectBothHeard(call: SimulatedCall, fromMs: number, toMs: number): void {
	const { lowDb, highDb } = levels(call, fromMs, toMs);
	expect(Math.abs(lowDb), 'low tone').toBeLessThan(1);
	expect(Math.abs(highDb), 'high tone').toBeLessThan(1);
}

/** Nonces as the sender takes them. */
function expectNoncesUsedOnce(call: SimulatedCall): void {
	let session = 0;
	let window = new NonceWindow();
	for (const { frame } of call.heard) {
		expect(frame.voiceSession).toBeGreaterThanOrEqual(session);
		if (frame.voiceSession > session) {
			session = frame.voiceSession;
			window = new NonceWindow();
		}
		expect(window.take(frame.transportNonce)).toBe(true);
	}
}

test('sequence, timestamp and nonce wrap around in mid-overlap without loss', async () => {
	const call = new SimulatedCall();
	call.nextNonce = 2 ** 32 - 100;
	call.number('ada', { sequence: 0xffff - 50, timestamp: 2 ** 32 - 48_000 });
	call.number('bo', { sequence: 0xffff - 25, timestamp: 2 ** 32 - 24_000 });
	call.speak({ userId: 'ada', frames: low, startMs: 0 });
	call.speak({ userId: 'bo', frames: high, startMs: 30 });
	await call.play();
	expect(call.programme.stats).toMatchObject({ concealed: 0, unsent: 0 });
	expect([...call.programme.stats.dropped.keys()]).toEqual(['silence']);
	expectBothHeard(call, 300, 2000);
	expectNoncesUsedOnce(call);
});

test('mixed frames come each 20 ms on deadlines that add up', async () => {
	const call = new SimulatedCall({ network: { jitterMs: 15 } });
	call.speak({ userId: 'ada', frames: low, startMs: 0 });
	call.speak({ userId: 'bo', frames: high, startMs: 0 });
	await call.play();
	const times = between(call.heard, 150, 1950).map(({ atMs }) => atMs);
	expect(times).toHaveLength(90);
	times.forEach((atMs, index) => {
		expect(atMs).toBeCloseTo((times[0] as number) + 20 * index, 6);
	});
	const delays = between(call.heard, 150, 1950).map(({ atMs, frame }) => atMs - frame.receivedAtMs);
	expect(Math.max(...delays)).toBeLessThanOrEqual(60);
});

test('a returning member is heard under a new SSRC', async () => {
	const call = new SimulatedCall();
	call.speak({ userId: 'ada', frames: [...low, ...low], startMs: 0 });
	call.speak({ userId: 'bo', frames: high.slice(0, 50), startMs: 0 });
	call.number('bo', { ssrc: 7777, sequence: 40_000, timestamp: 123_456_789 });
	call.speak({ userId: 'bo', frames: high, startMs: 1500 });
	await call.play();
	expectBothHeard(call, 1700, 3300);
	expectNoncesUsedOnce(call);
});

test.each([4_000_000_000, 480_000, 96_000, 4800, 7])(
	'a timestamp jump of %d ticks in mid-overlap silences nobody',
	async (jump) => {
		const call = new SimulatedCall();
		call.speak({ userId: 'ada', frames: low, startMs: 0 });
		call.speak({ userId: 'bo', frames: high.slice(0, 30), startMs: 0, trailingSilence: 0 });
		call.number('bo', { timestamp: 480_000 + jump });
		call.speak({ userId: 'bo', frames: high.slice(30), startMs: 600 });
		await call.play();
		expectBothHeard(call, 1000, 2000);
		expectNoncesUsedOnce(call);
	},
);

test('a network that takes 300 ms longer from now on is followed', async () => {
	const call = new SimulatedCall();
	call.speak({ userId: 'ada', frames: low, startMs: 0 });
	call.speak({ userId: 'bo', frames: high.slice(0, 30), startMs: 0, trailingSilence: 0 });
	call.number('bo', { timestamp: 480_000 - 14_400 });
	call.speak({ userId: 'bo', frames: high.slice(30, 85), startMs: 900 });
	await call.play();
	expectBothHeard(call, 1300, 1900);
	expectNoncesUsedOnce(call);
});

test('nonces of a new voice session are used as soon as there are any', async () => {
	const call = new SimulatedCall();
	for (const [userId, frames] of [
		['ada', low],
		['bo', high],
	] as const) {
		call.speak({ userId, frames: frames.slice(0, 30), startMs: 0, trailingSilence: 0 });
		call.number(userId, { voiceSession: 1, ssrc: userId.length, sequence: 5, timestamp: 99 });
		call.speak({ userId, frames: frames.slice(30), startMs: 700 });
	}
	await call.play();
	expect(call.heard.at(-1)?.frame.voiceSession).toBe(1);
	expectBothHeard(call, 900, 2000);
	expectNoncesUsedOnce(call);
});

test('nothing is heard of a member from the frame after their removal on', async () => {
	const call = new SimulatedCall();
	call.speak({ userId: 'ada', frames: low, startMs: 0 });
	call.speak({ userId: 'bo', frames: high.slice(0, 50), startMs: 0, trailingSilence: 0 });
	call.at(1010, () => call.programme.removeSpeaker('bo'));
	await call.play();
	expect(levels(call, 500, 1000).highDb).toBeGreaterThan(-1);
	const after = concatenate(
		decode(call.heard.map(({ frame }) => frame.opus)).slice(
			call.heard.findIndex(({ atMs }) => atMs > 1050),
		),
	);
	expect(toDb(amplitudeAt(HIGH.hz, after))).toBeLessThan(-60);
	expectNoncesUsedOnce(call);
});

test('a frame that cannot be decoded costs one frame', async () => {
	const call = new SimulatedCall();
	const broken = high.map((frame, index) => (index % 20 === 7 ? Uint8Array.of(0xff, 0xff) : frame));
	call.speak({ userId: 'ada', frames: low, startMs: 0 });
	call.speak({ userId: 'bo', frames: broken, startMs: 0 });
	await call.play();
	expect(call.programme.stats.dropped.get('undecodable')).toBe(5);
	expectBothHeard(call, 300, 2000);
});

test('voices are brought to one loudness, and pass-through to its own', async () => {
	const call = new SimulatedCall({ settings: { ...WITHOUT_GAIN, hasAutomaticGain: true } });
	const quiet = encode(tone({ hz: LOW.hz, peak: 0.04, durationMs: 8000 }));
	const loud = encode(tone({ hz: HIGH.hz, peak: 0.3, durationMs: 6000 }));
	call.speak({ userId: 'ada', frames: quiet, startMs: 0 });
	call.speak({ userId: 'bo', frames: loud, startMs: 200 });
	await call.play();
	const heard = concatenate(
		decode(call.heard.filter(({ atMs }) => atMs < 6000).map(({ frame }) => frame.opus)),
	).subarray(-samplesOf(500));
	// -19 LUFS is a sine of -16 dB peak or so, weighted; both are within reach of 12 dB.
	expect(toDb(amplitudeAt(LOW.hz, heard))).toBeGreaterThan(-18);
	expect(toDb(amplitudeAt(HIGH.hz, heard))).toBeLessThan(-14);
	expect(call.heard.at(-50)?.frame).toHaveProperty('userId');
});
