// Frames that need none before them: bit for bit the same sound, by a decoder that is not ours.
import { expect, test } from 'vitest';
import { SegmentCutter } from '../../src/media/hls/segment-cutter.js';
import { Mp3Encoder, mp3FrameBytes } from '../../src/media/mp3-encoder.js';
import { bytesBack } from '../../src/media/mp3-stand-alone.js';
import { encode, seededRandom, tone } from '../support/signal.js';
import { decodeAudio, hasTools } from '../support/tools.js';

const FRAME_SAMPLES = 1152;
const SEGMENT_FRAMES = 42;
const BURST_SAMPLES = 4800;

/** A tone, and noise in a third of the time: encoders save bits in one for the other. */
function programme(): Float32Array {
	const random = seededRandom(17);
	return tone({ hz: 440, peak: 0.25, durationMs: 4000 }).map((sample, index) =>
		Math.floor(index / BURST_SAMPLES) % 3 === 0 ? 0.5 * (random() - 0.5) : sample,
	);
}

test.runIf(hasTools('ffmpeg')).each([128, 320] as const)(
	'segments of %i kbit/s begin with one, and are the stream when they are joined',
	async (bitrateKbps) => {
		const encoder = await Mp3Encoder.create(bitrateKbps);
		const stream = Buffer.from(encoder.encode(encode(programme())));
		encoder.close();
		const cutter = new SegmentCutter({ bitrateKbps, frames: SEGMENT_FRAMES });
		const bytes = 4 * mp3FrameBytes(bitrateKbps);
		const segments = Array.from({ length: Math.ceil(stream.length / bytes) }, (_, index) =>
			cutter.push(stream.subarray(index * bytes, (index + 1) * bytes)),
		).flat();
		expect(segments.length).toBeGreaterThanOrEqual(3);
		const uncut = (await decodeAudio(stream, 'mp3')).samples;
		const joined = await decodeAudio(Buffer.concat(segments.map(({ audio }) => audio)), 'mp3');
		// The first frames are muted: what they begin in is not known.
		const from = 6 * FRAME_SAMPLES;
		const length = joined.samples.length;
		expect(isSame(joined.samples.subarray(from), uncut.subarray(from, length))).toBe(true);
		let place = 0;
		for (const { audio, frames } of segments) {
			expect(bytesBack(audio)).toBe(0);
			if (place > 0) {
				const alone = (await decodeAudio(audio, 'mp3')).samples.subarray(FRAME_SAMPLES);
				const start = place + FRAME_SAMPLES;
				expect(isSame(alone, uncut.subarray(start, start + alone.length))).toBe(true);
			}
			place += frames * FRAME_SAMPLES;
		}
	},
);

function isSame(one: Float32Array, other: Float32Array): boolean {
	return one.length === other.length && one.every((sample, index) => sample === other[index]);
}
