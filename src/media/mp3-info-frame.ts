// The first frame of an MP3 file, which says how long it is and what its encoder has added.
import type { Mp3Bitrate } from './mp3-bitrate.js';
import { MP3_FRAME_SAMPLES } from './mp3-encoder.js';
import { silentMp3Frame } from './mp3-silence.js';

/** Behind the header and the side information of a stereo frame (MPEG 1: 4 and 32 bytes). */
const INFO_OFFSET = 36;

/** Places from there on, as Xing laid them out and LAME went on. */
const PLACE = { FLAGS: 4, FRAMES: 8, BYTES: 12, CONTENTS: 16, QUALITY: 116, ENCODER: 120 } as const;

/** Frames, bytes, table of contents and quality are there. */
const ALL_FLAGS = 0x0f;

const CONTENTS_ENTRIES = 100;

/** Nine characters; players look for delay and padding where it begins with this name. */
const ENCODER = 'LAME3.100';

/** Places from the encoder's name on. */
const ENCODER_PLACE = { METHOD: 9, DELAYS: 21, CHECKSUM: 34 } as const;

/** Constant bitrate, of revision 0 of this layout. */
const CONSTANT_BITRATE = 1;

/** Samples that LAME puts before the sound, beside a decoder's own 529. */
const ENCODER_DELAY_SAMPLES = 576;

/** What a file of this length has at its end. */
export interface Mp3Length {
	bitrateKbps: Mp3Bitrate;
	/** Frames of sound, as they came from the encoder. */
	frames: number;
	/** Samples a channel that were encoded. */
	samples: number;
}

/**
 * Makes the frame, which is as long as all others. Players that know it leave out what was added, so
 * the sound is as long as it was to the sample.
 *
 * @see {@link http://gabriel.mp3-tech.org/mp3infotag.html}
 */
export function mp3InfoFrame({ bitrateKbps, frames, samples }: Mp3Length): Buffer {
	const frame = silentMp3Frame(bitrateKbps);
	const info = frame.subarray(INFO_OFFSET);
	info.write('Info', 'latin1');
	info.writeUInt32BE(ALL_FLAGS, PLACE.FLAGS);
	info.writeUInt32BE(frames, PLACE.FRAMES);
	info.writeUInt32BE((frames + 1) * frame.length, PLACE.BYTES);
	for (let entry = 0; entry < CONTENTS_ENTRIES; entry++) {
		info[PLACE.CONTENTS + entry] = Math.floor((entry * 256) / CONTENTS_ENTRIES);
	}
	const encoder = info.subarray(PLACE.ENCODER);
	encoder.write(ENCODER, 'latin1');
	encoder[ENCODER_PLACE.METHOD] = CONSTANT_BITRATE;
	const padding = frames * MP3_FRAME_SAMPLES - samples - ENCODER_DELAY_SAMPLES;
	const delays = (ENCODER_DELAY_SAMPLES << 12) | Math.min(0xfff, Math.max(0, padding));
	encoder.writeUIntBE(delays, ENCODER_PLACE.DELAYS, 3);
	const end = INFO_OFFSET + PLACE.ENCODER + ENCODER_PLACE.CHECKSUM;
	frame.writeUInt16BE(checksum(frame.subarray(0, end)), end);
	return frame;
}

/** CRC-16 with the polynomial 8005, reflected, from 0. */
function checksum(bytes: Uint8Array): number {
	let value = 0;
	for (const byte of bytes) {
		value ^= byte;
		for (let bit = 0; bit < 8; bit++) {
			value = (value >>> 1) ^ (value & 1 ? 0xa001 : 0);
		}
	}
	return value;
}
