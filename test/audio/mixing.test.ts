// What a receiver hears of several members, measured in decoded audio.
import { expect, test } from 'vitest';
import {
	amplitudeAt,
	concatenate,
	correlation,
	decode,
	encode,
	levelDb,
	samplesOf,
	seededRandom,
	toDb,
	tone,
	truePeak,
} from '../support/signal.js';
import { SimulatedCall } from './simulated-call.js';

/** What was mixed, without the beginning and the end. */
function middle(call: SimulatedCall): Float32Array {
	return concatenate(decode(call.heard.slice(20, -20).map(({ frame }) => frame.opus)));
}

test('two tones of two members are both heard at their level', async () => {
	const call = new SimulatedCall();
	const low = { hz: 440, peak: 0.3, durationMs: 3000 };
	const high = { hz: 1250, peak: 0.1, durationMs: 3000 };
	call.speak({ userId: 'ada', frames: encode(tone(low)), startMs: 0 });
	call.speak({ userId: 'bo', frames: encode(tone(high)), startMs: 5 });
	await call.play();
	const heard = middle(call);
	expect(Math.abs(toDb(amplitudeAt(low.hz, heard) / low.peak))).toBeLessThan(1);
	expect(Math.abs(toDb(amplitudeAt(high.hz, heard) / high.peak))).toBeLessThan(1);
});

test('eight members at full level stay below -1 dBFS between the samples too', async () => {
	const call = new SimulatedCall();
	const random = seededRandom(8);
	for (let member = 0; member < 8; member++) {
		const loud = Float32Array.from({ length: samplesOf(2000) }, (_, index) =>
			member % 2 === 0
				? Math.sign(Math.sin((2 * Math.PI * (150 + 70 * member) * index) / 48_000))
				: 2 * random() - 1,
		);
		call.speak({ userId: `loud ${member}`, frames: encode(loud), startMs: member * 20 });
	}
	await call.play();
	const mixed = call.heard.slice(10).filter(({ atMs }) => atMs < 2000);
	const heard = concatenate(decode(mixed.map(({ frame }) => frame.opus)));
	expect(toDb(truePeak(heard))).toBeLessThanOrEqual(-1);
	expect(levelDb(heard)).toBeGreaterThan(-16);
});

const BEEPERS = ['ada', 'bo', 'cleo', 'dan'];
const BEEP_SECONDS = 4;

/** Four members, one beep each a second, a quarter of a second apart, in faint noise. */
async function playBeeps(network: { lossShare: number; seed: number }): Promise<SimulatedCall> {
	const call = new SimulatedCall({ network });
	const random = seededRandom(4);
	BEEPERS.forEach((userId, member) => {
		const beep = tone({ hz: 1000, peak: 0.4, durationMs: 60 });
		const samples = Float32Array.from(
			{ length: samplesOf(BEEP_SECONDS * 1000) },
			() => 0.001 * (2 * random() - 1),
		);
		for (let second = 0; second < BEEP_SECONDS; second++) {
			samples.set(beep, samplesOf(second * 1000 + 100 + member * 250));
		}
		call.speak({ userId, frames: encode(samples), startMs: 0 });
	});
	await call.play();
	return call;
}

/** When beeps begin, in milliseconds. */
function onsets(samples: Float32Array): number[] {
	const stepMs = 5;
	const found: number[] = [];
	let isOn = false;
	for (let atMs = 0; samplesOf(atMs + stepMs) <= samples.length; atMs += stepMs) {
		const isLoud = levelDb(samples.subarray(samplesOf(atMs), samplesOf(atMs + stepMs))) > -30;
		const isAgain = atMs - (found.at(-1) ?? -1000) < 125;
		if (isLoud && !isOn && !isAgain) {
			found.push(atMs);
		}
		isOn = isLoud;
	}
	return found;
}

test.each([0, 0.02, 0.1])(
	'every beep of four members is heard once, in time, at a loss of %d',
	async (lossShare) => {
		const call = await playBeeps({ lossShare, seed: 7 });
		const expected = Array.from({ length: BEEP_SECONDS * BEEPERS.length }, (_, n) => 100 + n * 250);
		const heard = onsets(call.timeline());
		expect(heard).toHaveLength(expected.length);
		heard.forEach((atMs, index) => {
			expect(Math.abs(atMs - (expected[index] as number))).toBeLessThanOrEqual(20);
		});
	},
);

test('a loss of 2 % leaves the mix much as it was', async () => {
	const whole = await playBeeps({ lossShare: 0, seed: 7 });
	const lossy = await playBeeps({ lossShare: 0.02, seed: 7 });
	expect(lossy.programme.stats.concealed).toBeGreaterThan(5);
	expect(correlation(whole.timeline(), lossy.timeline())).toBeGreaterThan(0.9);
});
