// From one guild's voice channel into another's, with everything between them real.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OpusDecoder } from '../../../src/media/opus.js';
import { createDaveEncryption } from '../../support/fake-discord/voice/dave-encryption.js';
import type { ReceivedFrame, SentPacket } from '../../support/fake-discord/voice/voice-session.js';
import { concatenate, correlation, decode } from '../../support/signal.js';
import { readOggOpus } from '../../support/speech/ogg-opus.js';
import { until } from '../../support/until.js';
import { isSilence, percentile, speechOf, startRelay } from './listening-studio.js';

const SPEECH = join(import.meta.dirname, '../../support/speech/voice-a.opus');
const MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const;
const FRAME_TICKS = 960;

/** What is measured against the wall's clock is measured again where the machine was busy. */
const MEASURED = { timeout: 30_000, retry: 2 };

/** A minute with loss takes a minute: `LONG=1` runs it. */
const isLong = process.env.LONG === '1';

const hex = (opus: Uint8Array) => Buffer.from(opus).toString('hex');

/** Frames a second by the RTP clock, and by the wall's. */
function frameRate(frames: readonly ReceivedFrame[]): { rtp: number; packets: number } {
	const first = frames[0] as ReceivedFrame;
	const last = frames.at(-1) as ReceivedFrame;
	const seconds = (last.receivedAtMs - first.receivedAtMs) / 1000;
	const ticks = (last.timestamp - first.timestamp) >>> 0;
	return { rtp: ticks / FRAME_TICKS / seconds, packets: (frames.length - 1) / seconds };
}

/** Milliseconds that each frame took from one voice server to the other. */
function delays(sent: readonly SentPacket[], received: readonly ReceivedFrame[]): number[] {
	const sentAt = new Map(sent.map(({ opus, sentAtMs }) => [hex(opus), sentAtMs]));
	return received.flatMap(({ opus, receivedAtMs }) => {
		const sentAtMs = sentAt.get(hex(opus));
		return sentAtMs === undefined ? [] : [receivedAtMs - sentAtMs];
	});
}

/**
 * What a member hears, each frame at the place at which it was spoken: RTP's order, with what its
 * sequence numbers miss concealed. What is heard nothing of is silent.
 */
function hear(
	frames: readonly Pick<ReceivedFrame, 'opus' | 'sequence'>[],
	original: readonly Uint8Array[],
): Float32Array {
	const decoder = new OpusDecoder();
	const pcm = new Float32Array(2 * FRAME_TICKS);
	const heard = new Float32Array(original.length * FRAME_TICKS);
	const keep = (place: number) =>
		heard.set(
			pcm.filter((_, index) => index % 2 === 0),
			place * FRAME_TICKS,
		);
	const places = original.map(hex);
	let place = -1;
	let sequence = frames[0]?.sequence ?? 0;
	for (const frame of frames) {
		const next = places.indexOf(hex(frame.opus), place + 1);
		for (; sequence !== frame.sequence; sequence = (sequence + 1) & 0xffff) {
			decoder.conceal(pcm, 0);
			if (place + 1 < next) {
				place += 1;
				keep(place);
			}
		}
		decoder.decode(frame.opus, pcm, 0);
		keep(next);
		place = next;
		sequence = (sequence + 1) & 0xffff;
	}
	decoder.close();
	return heard;
}

describe.each(MODES)('two encrypted calls over %s', (mode) => {
	test('speech comes out as it went in, at its pace, and is heard so', MEASURED, async () => {
		const { studio, session } = await startRelay({
			discord: { voiceModes: [mode], createEncryption: createDaveEncryption },
		});
		const from = session.received.length;
		const frames = readOggOpus(SPEECH).slice(0, 200);
		const speech = await studio.host.speak(frames);
		const sent = speech.sentTo(studio.account);
		await until(() => speechOf(session.received.slice(from)).length).toBe(frames.length);
		const received = session.received.slice(from);
		const spoken = speechOf(received);
		expect(spoken.map(({ opus }) => hex(opus))).toEqual(frames.map(hex));
		expect(spoken.every(({ payload, opus }) => payload.length > opus.length)).toBe(true);
		const { packets, rtp } = frameRate(spoken);
		expect(packets).toBeGreaterThan(49.9);
		expect(packets).toBeLessThan(50.1);
		expect(rtp).toBeCloseTo(packets, 5);
		expect(percentile(delays(sent, spoken), 0.99)).toBeLessThan(150);
		const heard = hear(spoken, frames);
		expect(correlation(concatenate(decode(frames)), heard)).toBeGreaterThan(0.99);
	});
});

test('a pause is silence: five silence frames, nothing, and RTP’s time goes on', async () => {
	const { studio, session } = await startRelay();
	const from = session.received.length;
	const frames = readOggOpus(SPEECH).slice(0, 20);
	await studio.host.speak(frames);
	await until(() => speechOf(session.received.slice(from)).length).toBe(20);
	await until(() => session.speaking).toBe(0);
	const pausedAt = session.received.length;
	expect(session.received.slice(-5).every(({ opus }) => isSilence(opus))).toBe(true);
	await studio.host.speak(frames);
	await until(() => speechOf(session.received.slice(pausedAt)).length).toBe(20);
	const before = session.received[pausedAt - 1] as ReceivedFrame;
	const after = session.received[pausedAt] as ReceivedFrame;
	expect(after.sequence).toBe((before.sequence + 1) & 0xffff);
	const ticksMs = ((after.timestamp - before.timestamp) >>> 0) / 48;
	expect(Math.abs(ticksMs - (after.receivedAtMs - before.receivedAtMs))).toBeLessThan(20);
}, 30_000);

test.runIf(isLong)(
	'60 s with 2 % loss',
	async () => {
		const { studio, session, listening } = await startRelay({
			discord: { createEncryption: createDaveEncryption },
		});
		const source = await studio.discord.voice.ready(studio.account, studio.guild);
		source.setNetwork({ lossRate: 0.02 });
		const from = session.received.length;
		const frames = readOggOpus(SPEECH).slice(0, 3000);
		const speech = await studio.host.speak(frames, { trailingSilence: 0 });
		const sent = speech.sentTo(studio.account);
		const arrived = sent.filter(({ copies }) => copies > 0);
		const last = hex((arrived.at(-1) as SentPacket).opus);
		await until(() => session.received.some(({ opus }) => hex(opus) === last)).toBe(true);
		const received = speechOf(session.received.slice(from));
		const late = delays(sent, received);
		// What somebody beside the speaker hears through the same network: no concealment of libopus
		// brings a lost frame back.
		const beside = hear(arrived, frames);
		const heard = hear(received, frames);
		const figures = {
			sent: sent.length,
			arrived: arrived.length,
			rate: frameRate(received),
			delayP50Ms: percentile(late, 0.5),
			delayP99Ms: percentile(late, 0.99),
			delayMaxMs: Math.max(...late),
			correlation: correlation(beside, heard),
			correlationWithoutLoss: correlation(concatenate(decode(frames)), heard),
			counts: listening.counts,
		};
		process.stdout.write(`${JSON.stringify(figures)}\n`);
		expect(received.map(({ opus }) => hex(opus))).toEqual(arrived.map(({ opus }) => hex(opus)));
		expect(figures.rate.rtp).toBeGreaterThan(49.9);
		expect(figures.rate.rtp).toBeLessThan(50.1);
		expect(figures.delayP99Ms).toBeLessThan(150);
		expect(figures.correlation).toBeGreaterThan(0.99);
	},
	120_000,
);
