// What begins in the middle of an encoder's frames, behind silence that is not the encoder's.
import { expect, test } from 'vitest';
import { Mp3Encoder, mp3FrameBytes } from '../../src/media/mp3-encoder.js';
import { framesBefore, silentMp3Frame, withMutedFrames } from '../../src/media/mp3-silence.js';
import { encode, tone } from '../support/signal.js';
import { decodeAudio, hasTools } from '../support/tools.js';

const hasFfmpeg = hasTools('ffmpeg');
const KBPS = 128;
const FRAME_BYTES = mp3FrameBytes(KBPS);
const SILENT_FRAMES = 10;
/** Samples that a decoder needs to be where it would have been. */
const SETTLED = (SILENT_FRAMES + framesBefore(KBPS) + 2) * 1152;

/** How far back a frame's data begin: nine bits behind its header (ISO/IEC 11172-3, 2.4.1.7). */
const dataBegin = (frame: Buffer) => frame.readUInt16BE(4) >> 7;

async function framesOfTone(): Promise<Buffer> {
	const encoder = await Mp3Encoder.create(KBPS);
	const frames = encoder.encode(encode(tone({ hz: 1710, peak: 0.4, durationMs: 2000 })));
	encoder.close();
	return Buffer.from(frames);
}

test('frames before it keep their data for the next ones, and code no sound', async () => {
	const frames = await framesOfTone();
	const muted = framesBefore(KBPS);
	const joined = withMutedFrames(frames, muted, KBPS);
	for (let index = 0; index < 5; index++) {
		const [before, after] = [frames, joined].map((all) =>
			all.subarray(index * FRAME_BYTES, (index + 1) * FRAME_BYTES),
		) as [Buffer, Buffer];
		expect(after.subarray(36).equals(before.subarray(36))).toBe(true);
		expect(after.subarray(4, 36).every((byte) => byte === 0)).toBe(
			index < muted || before.subarray(4, 36).every((byte) => byte === 0),
		);
		expect(after.subarray(0, 4).equals(before.subarray(0, 4))).toBe(true);
	}
	expect([64, 96, 128, 160, 192, 256, 320].map((kbps) => framesBefore(kbps as 64))).toEqual([
		4, 3, 2, 2, 1, 1, 1,
	]);
});

test.runIf(hasFfmpeg)('is what it would have been, wherever it begins', async () => {
	const frames = await framesOfTone();
	const count = frames.length / FRAME_BYTES;
	// A frame that needs data of those before it.
	const start = Array.from({ length: count - 30 }, (_, index) => index + 10).find(
		(index) => dataBegin(frames.subarray(index * FRAME_BYTES)) > 0,
	);
	expect(start).toBeDefined();
	const rest = frames.subarray((start as number) * FRAME_BYTES);
	const silence = Buffer.alloc(SILENT_FRAMES * FRAME_BYTES, silentMp3Frame(KBPS));
	const joined = Buffer.concat([silence, withMutedFrames(rest, framesBefore(KBPS), KBPS)]);
	const { samples, stderr } = await decodeAudio(joined, 'mp3');
	expect(stderr.replace(/.*Estimating duration from bitrate.*\n/, '')).toBe('');
	const whole = (await decodeAudio(frames, 'mp3')).samples;
	const offset = ((start as number) - SILENT_FRAMES) * 1152;
	for (let index = SETTLED; index < SETTLED + 4800; index++) {
		expect(Math.abs((samples[index] as number) - (whole[index + offset] as number))).toBeLessThan(
			0.001,
		);
	}
	expect(samples.reduce((peak, each) => Math.max(peak, Math.abs(each)), 0)).toBeLessThan(0.45);
});
