// One speaker at a time: Discord's own frames, untouched and at once.
import { expect, test } from 'vitest';
import { encode, tone } from '../support/signal.js';
import { SimulatedCall } from './simulated-call.js';

const speech = encode(tone({ hz: 300, peak: 0.3, durationMs: 400 }));

test('hands on the very objects of one speaker, silence included, when they come', async () => {
	const call = new SimulatedCall();
	call.speak({ userId: 'ada', frames: speech, startMs: 0 });
	call.speak({ userId: 'ada', frames: speech, startMs: 5000 });
	await call.play();
	expect(call.heard.map(({ frame }) => frame)).toEqual(call.spoken);
	call.heard.forEach(({ frame, atMs }, index) => {
		expect(frame).toBe(call.spoken[index]);
		expect(atMs).toBe(frame.receivedAtMs);
	});
	expect(call.programme.stats).toMatchObject({ passed: 50, mixed: 0, concealed: 0, delayMs: 0 });
	expect(call.programme.stats.dropped.size).toBe(0);
});

test('passes members who take turns through', async () => {
	const call = new SimulatedCall();
	['ada', 'bo', 'cleo', 'ada'].forEach((userId, turn) => {
		call.speak({ userId, frames: speech, startMs: turn * 600 });
	});
	await call.play();
	expect(call.programme.stats).toMatchObject({ passed: 100, mixed: 0 });
});

test('keeps the silence of others out of what one member says', async () => {
	const call = new SimulatedCall();
	call.speak({ userId: 'ada', frames: speech, startMs: 0 });
	call.speak({ userId: 'bo', frames: [], startMs: 100 });
	await call.play();
	expect(call.heard).toHaveLength(25);
	expect(call.programme.stats.dropped).toEqual(new Map([['silence', 5]]));
});

test('hands a doubled datagram on once', async () => {
	const call = new SimulatedCall();
	call.speak({ userId: 'ada', frames: speech, startMs: 0 });
	await call.play();
	for (const datagram of call.spoken.slice(-10)) {
		call.programme.push(datagram);
	}
	expect(call.heard).toHaveLength(25);
	expect(call.programme.stats.dropped).toEqual(new Map([['repeated', 10]]));
});

test('says who is talking until silence frames or 200 ms without a frame', async () => {
	const call = new SimulatedCall({ network: { jitterMs: 0 } });
	call.speak({ userId: 'ada', frames: speech, startMs: 0 });
	call.speak({ userId: 'bo', frames: speech, startMs: 1000, trailingSilence: 0 });
	const seen: [number, readonly string[]][] = [];
	for (const atMs of [100, 431, 1100, 1600, 1612]) {
		call.at(atMs, () => seen.push([atMs, call.programme.speakers]));
	}
	await call.play();
	expect(seen).toEqual([
		[100, ['ada']],
		[431, []],
		[1100, ['bo']],
		[1600, ['bo']],
		[1612, []],
	]);
	expect(call.speaking).toEqual([
		['ada', true],
		['ada', false],
		['bo', true],
		['bo', false],
	]);
	expect(call.clock.pendingTimers).toBe(0);
});

test('hands nothing on after it was closed, and leaves no timer', async () => {
	const call = new SimulatedCall();
	call.speak({ userId: 'ada', frames: speech, startMs: 0 });
	call.speak({ userId: 'bo', frames: speech, startMs: 0 });
	call.at(200, () => {
		call.programme.close();
		call.programme.close();
		expect(call.clock.pendingTimers).toBe(0);
	});
	await call.play();
	expect(Math.max(...call.heard.map(({ atMs }) => atMs))).toBeLessThanOrEqual(200);
	expect(call.programme.stats.dropped.get('closed')).toBeGreaterThan(0);
});
