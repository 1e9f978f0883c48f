// A voice in a sound check, from its Opus packets: loudness, clipping, loss.
import { expect, onTestFinished, test } from 'vitest';
import type { VoiceFrame } from '../../../src/media/frames.js';
import { MeasuredVoice } from '../../../src/show/check/measured-voice.js';
import { PacketLoss } from '../../../src/show/check/packet-loss.js';
import { type EncodeOptions, encode, tone } from '../../support/signal.js';

const SILENCE_FRAME = Uint8Array.of(0xf8, 0xff, 0xfe);

function frameOf(opus: Uint8Array, sequence: number, ssrc = 7): VoiceFrame {
	return {
		opus,
		transportNonce: sequence,
		voiceSession: 0,
		userId: '1',
		ssrc,
		sequence: sequence & 0xffff,
		timestamp: (sequence * 960) >>> 0,
		receivedAtMs: sequence * 20,
	};
}

/** What was measured of packets that came one after another. */
function measure(packets: readonly Uint8Array[]) {
	const voice = new MeasuredVoice('1');
	onTestFinished(() => voice.close());
	for (const [sequence, opus] of packets.entries()) {
		voice.add(frameOf(opus, sequence), sequence * 20);
	}
	return voice;
}

/** A tone that is cut off at full scale where it would be above. */
function heard(peak: number, options: EncodeOptions = {}) {
	const samples = tone({ hz: 440, peak, durationMs: 1200 });
	return measure(
		encode(
			samples.map((value) => Math.max(-1, Math.min(1, value))),
			options,
		),
	).heard;
}

test.each([
	[0.01, 'too quiet', -43],
	[0.1, 'fine', -23],
	[0.6, 'too loud', -8],
	[4, 'clipping', 0],
])('a tone with the peak %f is %s', (peak, level, lufs) => {
	const result = heard(peak);
	expect(result).toMatchObject({ kind: 'heard', level });
	expect(Math.abs((result as { lufs: number }).lufs - lufs)).toBeLessThan(2);
});

test('packets of any length are measured alike', () => {
	const [short, long] = [20, 60].map((frameMs) => heard(0.1, { frameMs, mode: 'silk' }));
	expect(long).toMatchObject({ kind: 'heard', level: 'fine' });
	const lufs = [short, long].map((result) => (result as { lufs: number }).lufs);
	expect(Math.abs((lufs[0] as number) - (lufs[1] as number))).toBeLessThan(1);
});

test('a microphone that is open and brings nothing is silent, one with a hiss is faint', () => {
	expect(measure(Array.from({ length: 50 }, () => SILENCE_FRAME)).heard).toEqual({
		kind: 'silent',
	});
	expect(heard(0.001)).toEqual({ kind: 'faint' });
});

test('without a decoder it is only known that sound came', () => {
	const voice = new MeasuredVoice('1', false);
	voice.add(frameOf(SILENCE_FRAME, 0), 0);
	expect(voice.heard).toEqual({ kind: 'silent' });
	voice.add(frameOf(Uint8Array.of(0xf8, 1, 2, 3), 1), 20);
	expect(voice.heard).toEqual({ kind: 'unmeasured' });
	expect(voice.loss.received).toBe(2);
});

/** Takes sequence numbers as they came. */
function lossOf(sequences: readonly number[], ssrcs: readonly number[] = []) {
	const loss = new PacketLoss();
	for (const [index, sequence] of sequences.entries()) {
		loss.take(frameOf(SILENCE_FRAME, sequence, ssrcs[index]));
	}
	return loss;
}

test('gaps are lost, what comes late is not, and the numbers wrap around', () => {
	expect(lossOf([65_533, 65_534, 1, 2])).toMatchObject({ received: 4, lost: 2 });
	expect(lossOf([10, 12, 11, 13])).toMatchObject({ received: 4, lost: 0 });
	expect(lossOf([65_535, 1, 0, 2])).toMatchObject({ received: 4, lost: 0 });
});

test('another stream, and numbers chosen anew, are no loss', () => {
	expect(lossOf([10, 11, 500, 501], [1, 1, 2, 2])).toMatchObject({ received: 4, lost: 0 });
	expect(lossOf([10, 11, 30_000])).toMatchObject({ received: 3, lost: 0 });
});
