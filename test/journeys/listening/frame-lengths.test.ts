// Members whose clients send packets of other lengths than 20 ms, heard in another guild.
import { expect, test } from 'vitest';
import { packetSamples } from '../../../src/media/opus-packet.js';
import {
	amplitudeAt,
	concatenate,
	decode,
	type EncodeOptions,
	encode,
	samplesOf,
	toDb,
	tone,
} from '../../support/signal.js';
import { goOnAir, listen, startStudio } from '../../support/studio.js';
import { until } from '../../support/until.js';
import { speechOf, startRelay } from './listening-studio.js';

const CELT: EncodeOptions = { mode: 'celt', bitrateBps: 96_000 };
const LOW = { hz: 400, peak: 0.3, durationMs: 1200 };
const FRAME_TICKS = 960;
const HIGH = { hz: 1500, peak: 0.3, durationMs: 1200 };

test.each<[string, EncodeOptions]>([
	['2.5 ms', { ...CELT, bitrateBps: 256_000, frameMs: 2.5 }],
	['10 ms', { ...CELT, frameMs: 10 }],
	['60 ms', { ...CELT, frameMs: 60 }],
	['60 ms of SILK', { frameMs: 60, mode: 'silk', channels: 1, bitrateBps: 24_000 }],
	['120 ms', { ...CELT, frameMs: 120 }],
])('packets of %s are one RTP packet each 20 ms', async (_name, options) => {
	const { studio, session } = await startRelay();
	const from = session.received.length;
	// A machine that is busy for longer than the delay leaves some of the 60 out.
	await until(async () => {
		await studio.host.speak(encode(tone(LOW), options));
		return speechOf(session.received.slice(from)).length;
	}).toBeGreaterThan(30);
	await until(() => session.speaking).toBe(0);
	const received = session.received.slice(from);
	received.slice(1).forEach(({ sequence, timestamp }, index) => {
		const last = received[index] as (typeof received)[number];
		expect(packetSamples(last.opus)).toBe(FRAME_TICKS);
		const ticks = (timestamp - last.timestamp) >>> 0;
		expect(ticks).toBe(FRAME_TICKS * ((sequence - last.sequence) & 0xffff));
	});
	const heard = concatenate(decode(received.map(({ opus }) => opus)));
	// Where nothing is left out for 200 ms, it is as loud as it was.
	const windows = Array.from({ length: Math.floor(heard.length / samplesOf(200)) }, (_, index) =>
		heard.subarray(samplesOf(200 * index), samplesOf(200 * (index + 1))),
	);
	const loudest = Math.max(...windows.map((window) => amplitudeAt(LOW.hz, window)));
	expect(Math.abs(toDb(loudest / LOW.peak))).toBeLessThan(1);
});

test('members with packets of 60 and 10 ms are heard at once', async () => {
	const studio = await startStudio({ environment: { MIX_AUTOMATIC_GAIN: 'false' } });
	const { id } = await goOnAir(studio);
	const receiver = await listen(studio, id);
	const guest = studio.guild.addMember({ name: 'Ben' });
	guest.join(studio.stage);
	const speeches = await Promise.all([
		studio.host.speak(encode(tone(LOW), { ...CELT, frameMs: 60 }), { speaking: 'racing' }),
		guest.speak(encode(tone(HIGH), { ...CELT, frameMs: 10 }), { speaking: 'racing' }),
	]);
	const programme = () => {
		const entry = studio.registry.get(studio.guild.id);
		return entry?.kind === 'on air' ? entry.onAir.stats.programme : undefined;
	};
	await until(() => programme()?.mode).toBe('pass-through');
	const heard = receiver.heard.items;
	const middle = concatenate(decode(heard.map(({ opus }) => opus as Uint8Array))).subarray(
		samplesOf(300),
		samplesOf(1000),
	);
	for (const { hz, peak } of [LOW, HIGH]) {
		expect(Math.abs(toDb(amplitudeAt(hz, middle) / peak)), `${hz} Hz`).toBeLessThan(1.5);
	}
	expect(programme()?.mixed).toBeGreaterThan(40);
	const nonces = heard.map(({ nonce }) => nonce.toString('hex'));
	expect(new Set(nonces).size).toBe(nonces.length);
	const ofDiscord = speeches
		.flatMap((speech) => speech.sentTo(studio.account))
		.map(({ nonce }) => Buffer.from(nonce).toString('hex'));
	expect(nonces.every((nonce) => ofDiscord.includes(nonce))).toBe(true);
});
