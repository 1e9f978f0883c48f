// Members whose clients send packets of other lengths than 20 ms, heard in another guild.
import { expect, test } from 'vitest';
import { packetSamples } from '../../../src/media/opus-packet.js';
import {
	concatenate,
	decode,
	type EncodeOptions,
	encode,
	loudestAt,
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
	const packets = encode(tone(LOW), options);
	let received: typeof session.received = [];
	// A machine that is busy for longer than the delay leaves some of the 60 out. Where nothing is left
	// out for 200 ms, it is as loud as it was.
	await until(async () => {
		const from = session.received.length;
		await studio.host.speak(packets);
		await until(() => session.speaking).toBe(0);
		received = session.received.slice(from);
		const heard = concatenate(decode(received.map(({ opus }) => opus)));
		return Math.abs(toDb(loudestAt(LOW.hz, heard) / LOW.peak));
	}).toBeLessThan(1);
	expect(speechOf(received).length).toBeGreaterThan(10);
	const spans = received.slice(1).map(({ sequence, timestamp }, index) => {
		const last = received[index] as (typeof received)[number];
		expect(packetSamples(last.opus)).toBe(FRAME_TICKS);
		const packets = (sequence - last.sequence) & 0xffff;
		return { packets, ticks: (timestamp - last.timestamp) >>> 0 };
	});
	// A player that waited for sound has let time go by, in whole frames; otherwise none is lost.
	expect(spans.every(({ packets, ticks }) => ticks >= FRAME_TICKS * packets)).toBe(true);
	expect(spans.every(({ ticks }) => ticks % FRAME_TICKS === 0)).toBe(true);
	const steady = spans.filter(({ packets, ticks }) => ticks === FRAME_TICKS * packets);
	expect(steady.length).toBeGreaterThan(spans.length / 2);
});

test('members with packets of 60 and 10 ms are heard at once', async () => {
	const studio = await startStudio({ environment: { MIX_AUTOMATIC_GAIN: 'false' } });
	const { id } = await goOnAir(studio);
	const receiver = await listen(studio, id);
	const guest = studio.guild.addMember({ name: 'Ben' });
	guest.join(studio.stage);
	const programme = () => {
		const entry = studio.registry.get(studio.guild.id);
		return entry?.kind === 'on air' ? entry.onAir.stats.programme : undefined;
	};
	const ofDiscord: string[] = [];
	await until(async () => {
		const from = receiver.heard.items.length;
		const speeches = await Promise.all([
			studio.host.speak(encode(tone(LOW), { ...CELT, frameMs: 60 }), { speaking: 'racing' }),
			guest.speak(encode(tone(HIGH), { ...CELT, frameMs: 10 }), { speaking: 'racing' }),
		]);
		for (const { nonce } of speeches.flatMap((speech) => speech.sentTo(studio.account))) {
			ofDiscord.push(Buffer.from(nonce).toString('hex'));
		}
		await until(() => programme()?.mode).toBe('pass-through');
		const heard = receiver.heard.items.slice(from);
		const pcm = concatenate(decode(heard.map(({ opus }) => opus as Uint8Array)));
		return Math.max(
			...[LOW, HIGH].map(({ hz, peak }) => Math.abs(toDb(loudestAt(hz, pcm) / peak))),
		);
	}).toBeLessThan(1.5);
	expect(programme()?.mixed).toBeGreaterThan(40);
	const heard = receiver.heard.items;
	const nonces = heard.map(({ nonce }) => nonce.toString('hex'));
	expect(new Set(nonces).size).toBe(nonces.length);
	expect(nonces.every((nonce) => ofDiscord.includes(nonce))).toBe(true);
});
