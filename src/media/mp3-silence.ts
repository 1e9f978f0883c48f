// Frames of MP3 in which nothing is heard: for players that wait, and before what begins in the middle.
import type { Mp3Bitrate } from './mp3-bitrate.js';
import { mp3FrameBytes } from './mp3-encoder.js';

/** Places in the table of Layer III's bitrates (ISO/IEC 11172-3, 2.4.2.3). */
const BITRATE_INDEX: Readonly<Record<Mp3Bitrate, number>> = {
	64: 5,
	96: 7,
	128: 9,
	160: 10,
	192: 11,
	256: 13,
	320: 14,
};

/** Place of 48 kHz among MPEG 1's sampling rates. */
const SAMPLE_RATE_INDEX = 1;

/**
 * A frame of the same kind as the encoder's: MPEG 1, Layer III, no checksum, joint stereo, 48 kHz.
 * All that follows its header is zero: no bits are taken from other frames, and none code a sound.
 */
export function silentMp3Frame(bitrateKbps: Mp3Bitrate): Buffer {
	const frame = Buffer.alloc(mp3FrameBytes(bitrateKbps));
	frame[0] = 0xff;
	frame[1] = 0xfb;
	frame[2] = (BITRATE_INDEX[bitrateKbps] << 4) | (SAMPLE_RATE_INDEX << 2);
	frame[3] = 0x44;
	return frame;
}

/** Header of a frame without a checksum, and what says how its data are coded, in stereo (2.4.1). */
export const HEADER_BYTES = 4;
export const SIDE_INFO_BYTES = 32;

/** So far back a frame's data may begin, in data of frames before it: nine bits say it (2.4.2.7). */
const MAX_BACK_BYTES = 511;

/** How many frames have to come before one whose data may begin in theirs. */
export function framesBefore(bitrateKbps: Mp3Bitrate): number {
	const dataBytes = mp3FrameBytes(bitrateKbps) - HEADER_BYTES - SIDE_INFO_BYTES;
	return Math.ceil(MAX_BACK_BYTES / dataBytes);
}

/**
 * Frames of the encoder's, the first of which are not heard: they have their data still, which the
 * next ones may need, but nothing says that it codes a sound.
 *
 * @param audio - whole frames; left as they are
 */
export function withMutedFrames(audio: Buffer, muted: number, bitrateKbps: Mp3Bitrate): Buffer {
	const copy = Buffer.from(audio);
	const frameBytes = mp3FrameBytes(bitrateKbps);
	const end = Math.min(muted * frameBytes, copy.length);
	for (let start = 0; start < end; start += frameBytes) {
		copy.fill(0, start + HEADER_BYTES, start + HEADER_BYTES + SIDE_INFO_BYTES);
	}
	return copy;
}
