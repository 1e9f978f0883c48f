import { describe, expect, test } from 'vitest';
import { Playout, type PlayoutSink } from '../../src/listening/playout.js';
import { SILENCE_FRAME } from '../../src/media/opus-packet.js';
import { countedFrames } from '../support/fake-discord/counted-frames.js';
import { SteppedClock } from '../support/stepped-clock.js';

/** What a sink is told, one entry a call. */
type Call = Uint8Array | 'lost' | 'pause' | 'stop speaking';

/** A clock that stands still while the process does. */
class StandingClock extends SteppedClock {
	standstillMs = 0;

	override nowMs(): number {
		return super.nowMs() + this.standstillMs;
	}

	override at(deadlineMs: number, callback: () => void) {
		return super.at(Math.max(0, deadlineMs - this.standstillMs), callback);
	}
}

function startPlayout(options: { isTaken?: () => boolean } = {}) {
	const clock = new StandingClock();
	const calls: Call[] = [];
	const sink: PlayoutSink = {
		play: (opus) => {
			calls.push(opus);
			return options.isTaken?.() ?? true;
		},
		leaveOut: ({ isLoss }) => calls.push(isLoss ? 'lost' : 'pause'),
		stopSpeaking: () => calls.push('stop speaking'),
	};
	const playout = new Playout({ clock, sink });
	let nonce = 0;
	const put = (opus: Uint8Array) => {
		nonce += 1;
		playout.put({ opus, transportNonce: nonce, voiceSession: 0, receivedAtMs: clock.nowMs() });
	};
	return { calls, clock, playout, put };
}

describe('Playout', () => {
	test('calls the sink once each 20 ms, and says once that nothing follows', async () => {
		const { calls, clock, put } = startPlayout();
		const frames = [...countedFrames(3), ...Array(5).fill(SILENCE_FRAME)];
		for (const frame of frames) {
			put(frame);
			await clock.step(20);
		}
		await clock.step(1000);
		const spoken = calls.filter((call) => call !== 'pause');
		expect(spoken).toEqual([...frames, 'stop speaking']);
		expect(calls.filter((call) => call !== 'stop speaking')).toHaveLength(1 + (8 * 20 + 1000) / 20);
	});

	test('counts what the sink does not take', async () => {
		const { clock, playout, put } = startPlayout({ isTaken: () => false });
		for (const frame of countedFrames(3)) {
			put(frame);
		}
		await clock.step(100);
		expect(playout.stats).toMatchObject({ played: 3, unsent: 3 });
	});

	test('finishes with five silence frames and then makes no further call', async () => {
		const { calls, clock, playout, put } = startPlayout();
		const frames = countedFrames(2);
		for (const frame of frames) {
			put(frame);
		}
		const finished = playout.finish();
		await clock.step(200);
		await finished;
		const spoken = calls.filter((call) => typeof call !== 'string');
		expect(spoken).toEqual([...frames, ...Array(5).fill(SILENCE_FRAME)]);
		expect(clock.pendingTimers).toBe(0);
	});

	test('after a stall of 5 s the delay is never above 400 ms, and below 150 ms within 3 s', async () => {
		const { calls, clock, put } = startPlayout();
		const frames = countedFrames(700);
		const places = new Map(
			frames.map((frame, index) => [Buffer.from(frame).toString('hex'), index]),
		);
		const stall = { from: 100, to: 350 };
		const delays: { atMs: number; delayMs: number }[] = [];
		for (const [index, frame] of frames.entries()) {
			if (index < stall.from || index > stall.to) {
				put(frame);
			} else if (index === stall.to) {
				frames.slice(stall.from, stall.to + 1).forEach(put);
			}
			const before = calls.length;
			await clock.step(20);
			expect(calls.filter((call) => call !== 'stop speaking').length).toBe(index + 2);
			const [call] = calls.slice(before);
			const place =
				typeof call === 'object' ? places.get(Buffer.from(call).toString('hex')) : undefined;
			if (place !== undefined && index >= stall.to) {
				delays.push({ atMs: (index - stall.to) * 20, delayMs: (index - place) * 20 });
			}
		}
		expect(delays.length).toBeGreaterThan(300);
		expect(Math.max(...delays.map(({ delayMs }) => delayMs))).toBeLessThan(400);
		const later = delays.filter(({ atMs }) => atMs > 3000);
		expect(Math.max(...later.map(({ delayMs }) => delayMs))).toBeLessThan(150);
	});

	test('lets the time pass in which the process stood still', async () => {
		const { calls, clock, put } = startPlayout();
		for (const frame of countedFrames(6)) {
			put(frame);
			await clock.step(20);
		}
		const before = calls.length;
		clock.standstillMs = 1000;
		await clock.step(20);
		const missed = calls.slice(before);
		expect(missed.filter((call) => call === 'lost').length).toBeGreaterThanOrEqual(49);
	});
});
