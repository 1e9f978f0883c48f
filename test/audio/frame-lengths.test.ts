// Packets of every length that Opus has, alone and mixed: each in its own time, none of it lost.
import { describe, expect, test } from 'vitest';
import { packetSamples } from '../../src/media/opus-packet.js';
import { NonceWindow } from '../../src/protocol/nonce.js';
import {
	amplitudeAt,
	concatenate,
	decode,
	type EncodeOptions,
	encode,
	levelDb,
	samplesOf,
	toDb,
	tone,
} from '../support/signal.js';
import { SimulatedCall } from './simulated-call.js';

const LOW = { hz: 400, peak: 0.3, durationMs: 1200 };
const HIGH = { hz: 1500, peak: 0.3, durationMs: 1200 };

/** What packets last, in turn, at a bitrate that leaves of the shortest what they sound like. */
const LENGTHS: [string, EncodeOptions][] = [
	[2.5],
	[5],
	[10],
	[20],
	[40],
	[60],
	[80],
	[100],
	[120],
	[20, 60, 10],
].map((frameMs) => {
	const bitrateBps = frameMs.includes(2.5) ? 256_000 : 96_000;
	return [frameMs.join(), { frameMs, mode: 'celt', bitrateBps }];
});

/** What all of them are mixed with: the high tone in those packets, encoded once for all. */
const OTHERS = LENGTHS.filter(([lengths]) =>
	['5', '20', '60', '100', '20,60,10'].includes(lengths),
).map(([lengths, coding]) => [lengths, encode(tone(HIGH), coding)] as const);

const isUneven = (lengths: string) => lengths.includes(',');

/** No packet overtakes another. */
const NETWORK = { jitterMs: 2 };

/** Everything that was heard, one after another. */
const heardIn = (call: SimulatedCall) =>
	concatenate(decode(call.heard.map(({ frame }) => frame.opus)));

function expectNoncesUsedOnce(call: SimulatedCall): void {
	const window = new NonceWindow();
	expect(call.heard.every(({ frame }) => window.take(frame.transportNonce))).toBe(true);
}

/** How far both tones are from how they were spoken, in decibels. */
function expectBothHeard(heard: Float32Array): void {
	for (const { hz, peak } of [LOW, HIGH]) {
		expect(Math.abs(toDb(amplitudeAt(hz, heard) / peak)), `${hz} Hz`).toBeLessThan(1.5);
	}
}

describe.each(LENGTHS)('packets of %s ms', (lengths, coding) => {
	const low = encode(tone(LOW), coding);

	test('pass through untouched, and the speaker speaks all the time', async () => {
		const call = new SimulatedCall({ network: { jitterMs: 0 } });
		call.speak({ userId: 'ada', frames: low, startMs: 0 });
		await call.play();
		expect(call.heard.map(({ frame }) => frame)).toEqual(call.spoken);
		expect(call.programme.stats).toMatchObject({ mixed: 0, concealed: 0 });
		expect(call.speaking).toEqual([
			['ada', true],
			['ada', false],
		]);
	});

	test.each(OTHERS)(
		'mix with those of %s ms at their level and in their time',
		async (other, high) => {
			const call = new SimulatedCall({ network: NETWORK });
			call.speak({ userId: 'ada', frames: low, startMs: 0 });
			call.speak({ userId: 'bo', frames: high, startMs: 30 });
			await call.play();
			const { programme, heard } = call;
			// The first packet that is longer than those before it is there too late for one or two ticks.
			const { concealed, unsent } = programme.stats;
			expect(Math.max(concealed, unsent)).toBeLessThanOrEqual(isUneven(lengths + other) ? 2 : 0);
			expect([...programme.stats.dropped.keys()].filter((key) => key !== 'silence')).toEqual([]);
			const samples = heardIn(call);
			expectBothHeard(samples.subarray(samplesOf(400), samplesOf(1100)));
			// Two of 1.2 s, one 30 ms after the other, with 0.1 s of silence.
			expect(Math.abs(samples.length - samplesOf(1330))).toBeLessThanOrEqual(samplesOf(160));
			expectNoncesUsedOnce(call);
			expect(Math.max(...heard.map(({ frame }) => packetSamples(frame.opus)))).toBeLessThanOrEqual(
				5760,
			);
		},
	);

	test('are heard once each while others come and go', async () => {
		const call = new SimulatedCall({ network: NETWORK });
		const spoken = encode(tone({ ...LOW, durationMs: 4800 }), coding);
		call.speak({ userId: 'ada', frames: spoken, startMs: 0, trailingSilence: 0 });
		const word = encode(tone({ hz: 1500, peak: 0.001, durationMs: 200 }));
		for (let turn = 0; turn < 5; turn++) {
			call.speak({ userId: 'bo', frames: word, startMs: 413 + turn * 807 });
		}
		await call.play();
		expect(call.programme.stats.concealed).toBeLessThanOrEqual(isUneven(lengths) ? 5 : 0);
		expect(call.programme.stats.mixed).toBeGreaterThan(30);
		expect(call.programme.stats.passed).toBeGreaterThan(spoken.length / 4);
		const samples = heardIn(call);
		const total = spoken.reduce((sum, packet) => sum + packetSamples(packet), 0);
		expect(Math.abs(samples.length - total)).toBeLessThanOrEqual(isUneven(lengths) ? 5 * 960 : 0);
		for (let start = 960; start + 960 <= samples.length; start += 960) {
			expect(levelDb(samples.subarray(start, start + 960)), `at ${start / 48} ms`).toBeGreaterThan(
				-18,
			);
		}
		expectNoncesUsedOnce(call);
	});
});

const SILK: EncodeOptions = { mode: 'silk', channels: 1, bitrateBps: 24_000 };

test.each([10, 20, 40, 60, 120])('SILK in packets of %i ms is mixed', async (frameMs) => {
	const call = new SimulatedCall({ network: NETWORK });
	call.speak({ userId: 'ada', frames: encode(tone(LOW), { ...SILK, frameMs }), startMs: 0 });
	call.speak({ userId: 'bo', frames: encode(tone(HIGH), { ...SILK, frameMs }), startMs: 30 });
	await call.play();
	expect(call.programme.stats).toMatchObject({ concealed: 0, unsent: 0 });
	expectBothHeard(heardIn(call).subarray(samplesOf(400), samplesOf(1100)));
});

test.each(LENGTHS)(
	'what is lost of packets of %s ms is concealed in its time',
	async (_lengths, coding) => {
		const call = new SimulatedCall({ network: { ...NETWORK, lossShare: 0.05, seed: 3 } });
		call.speak({ userId: 'ada', frames: encode(tone(LOW), coding), startMs: 0 });
		call.speak({ userId: 'bo', frames: encode(tone(HIGH), coding), startMs: 30 });
		await call.play();
		const { unsent } = call.programme.stats;
		const heard = heardIn(call).length + unsent * 960;
		expect(Math.abs(heard - samplesOf(1330))).toBeLessThanOrEqual(samplesOf(240));
	},
);

test('a change from 20 to 60 ms in mid-overlap costs nothing', async () => {
	const call = new SimulatedCall({ network: NETWORK });
	const [ada, bo] = [LOW, HIGH].map((one) => {
		const short = encode(tone({ ...one, durationMs: 1200 }));
		return [...short, ...encode(tone({ ...one, durationMs: 1200 }), { frameMs: 60 })];
	}) as [Uint8Array[], Uint8Array[]];
	call.speak({ userId: 'ada', frames: ada, startMs: 0 });
	call.speak({ userId: 'bo', frames: bo, startMs: 30 });
	await call.play();
	expect([...call.programme.stats.dropped.keys()]).toEqual(['silence']);
	expectBothHeard(heardIn(call).subarray(samplesOf(1300), samplesOf(2300)));
});

test.each([60, 120])(
	'nothing is heard of a removed member, whatever packets of %i ms wait for',
	async (frameMs) => {
		const call = new SimulatedCall({ network: NETWORK });
		const coding: EncodeOptions = { frameMs, mode: 'celt', bitrateBps: 96_000 };
		call.speak({ userId: 'ada', frames: encode(tone(LOW), coding), startMs: 0 });
		call.speak({
			userId: 'bo',
			frames: encode(tone(HIGH), coding).slice(0, 540 / frameMs),
			startMs: 0,
		});
		let heardBefore = 0;
		call.at(590, () => {
			call.programme.removeSpeaker('bo');
			heardBefore = call.heard.length;
		});
		await call.play();
		const decoded = decode(call.heard.map(({ frame }) => frame.opus));
		const before = concatenate(decoded.slice(0, heardBefore));
		expect(
			toDb(amplitudeAt(HIGH.hz, before.subarray(-samplesOf(200))) / HIGH.peak),
		).toBeGreaterThan(-1);
		// What is still heard of the encoder's own past dies away within 20 ms.
		const after = concatenate(decoded.slice(heardBefore)).subarray(samplesOf(20));
		expect(toDb(amplitudeAt(HIGH.hz, after))).toBeLessThan(-60);
		expect(toDb(amplitudeAt(LOW.hz, after.subarray(0, samplesOf(300))) / LOW.peak)).toBeGreaterThan(
			-1.5,
		);
	},
);
