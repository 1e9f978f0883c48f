// From one guild's voice channel into another's, with everything between them real.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OpusDecoder } from '../../../src/media/opus.js';
import { createDaveEncryption } from '../../support/fake-discord/voice/dave-encryption.js';
import type { ReceivedFrame, SentPacket } from '../../support/fake-discord/voice/media-record.js';
import { concatenate, correlation, decode } from '../../support/signal.js';
import { readOggOpus } from '../../support/speech/ogg-opus.js';
import { until } from '../../support/until.js';
import { isSilence, percentile, speechOf, startRelay } from './listening-studio.js';

const SPEECH = join(import.meta.dirname, '../../support/speech/voice-a.opus');
const MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const;
const FRAME_TICKS = 960;

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
	test('speech comes out with not a byte changed, at its own pace by RTP', async () => {
		const { studio, session } = await startRelay({
			discord: { voiceModes: [mode], createEncryption: createDaveEncryption },
		});
		const from = session.received.length;
		const frames = readOggOpus(SPEECH).slice(0, 200);
		await studio.host.speak(frames);
		await until(() => speechOf(session.received.slice(from)).length).toBeGreaterThan(0);
		await until(() => session.speaking).toBe(0);
		const spoken = speechOf(session.received.slice(from));
		// A machine that is busy for longer than the delay leaves frames out; none is changed.
		expect(spoken.length).toBeGreaterThan(frames.length / 2);
		const wanted = new Set(frames.map(hex));
		expect(spoken.every(({ opus }) => wanted.has(hex(opus)))).toBe(true);
		expect(spoken.every(({ payload, opus }) => payload.length > opus.length)).toBe(true);
		spoken.slice(1).forEach(({ sequence, timestamp }, index) => {
			const last = spoken[index] as ReceivedFrame;
			const ticks = (timestamp - last.timestamp) >>> 0;
			expect(ticks).toBe(FRAME_TICKS * ((sequence - last.sequence) & 0xffff));
		});
	}, 30_000);
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
	expect(Math.abs(ticksMs - (after.receivedAtMs - before.receivedAtMs))).toBeLessThan(500);
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
