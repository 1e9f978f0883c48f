// One frame of MP3 in which nothing is heard, for players that wait for a first byte.
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
