import { expect, test } from 'vitest';
import { InProcessMixing } from '../../src/audio/mix/mixer.js';
import { Programme } from '../../src/audio/programme.js';
import { SteppedClock } from '../support/stepped-clock.js';

const OPUS = Uint8Array.of(0x78, 1, 2, 3);

test('all programmes of a clock wait for the end of talk with one timer, and leave none', async () => {
	const clock = new SteppedClock();
	const told: string[] = [];
	const programmes = Array.from({ length: 5 }, (_, index) => {
		const programme = new Programme({
			clock,
			settings: { bitrateBps: 96_000, hasAutomaticGain: true },
			mixing: new InProcessMixing(),
			onFrame: () => {},
			onSpeaking: (_userId, isSpeaking) => told.push(`${index} ${isSpeaking}`),
		});
		const speak = (sequence: number) =>
			programme.push({
				opus: OPUS,
				transportNonce: sequence,
				voiceSession: 0,
				userId: '1',
				ssrc: 1,
				sequence,
				timestamp: sequence * 960,
				receivedAtMs: clock.nowMs(),
			});
		return { programme, speak };
	});
	for (const { speak } of programmes) {
		speak(1);
	}
	expect(clock.pendingTimers).toBe(1);
	await clock.step(150);
	programmes[0]?.speak(2);
	programmes[1]?.programme.close();
	told.length = 0;
	await clock.step(50);
	expect(told).toEqual(['2 false', '3 false', '4 false']);
	await clock.step(200);
	expect(told).toEqual(['2 false', '3 false', '4 false', '0 false']);
	expect(clock.pendingTimers).toBe(0);
	programmes[3]?.speak(2);
	programmes[3]?.programme.close();
	expect(clock.pendingTimers).toBe(0);
});
