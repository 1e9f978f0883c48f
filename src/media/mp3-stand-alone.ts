// MP3 frames that can be played without those before them, for files that begin in the middle.
//
// A frame's data may begin in the space that frames before it have left (ISO/IEC 11172-3, 2.4.3.1).
// Whoever begins at such a frame lacks them. In a longer frame, which a higher bitrate in its header
// makes, there is room for them: then it needs nothing before it, and is the same sound.
import type { Mp3Bitrate } from './mp3-bitrate.js';
import { mp3FrameBytes } from './mp3-encoder.js';
import { HEADER_BYTES, SIDE_INFO_BYTES } from './mp3-silence.js';

/** The bitrates of Layer III in kbit/s, each at its place in the table (2.4.2.3). */
const BITRATES_KBPS = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320] as const;

/** So much of a frame says how its data are coded. */
const OVERHEAD_BYTES = HEADER_BYTES + SIDE_INFO_BYTES;

/** Where the lengths of a stereo frame's four parts stand in its side information (2.4.1.7). */
const FIRST_LENGTH_BIT = 20;
const LENGTH_BITS = 12;
const BITS_PER_PART = 59;
const PARTS = 4;

/** Bytes before a frame's own in which its data begin. */
export function bytesBack(frame: Uint8Array): number {
	return ((frame[HEADER_BYTES] as number) << 1) | ((frame[HEADER_BYTES + 1] as number) >> 7);
}

/**
 * A frame of the encoder's, made to need nothing before it.
 *
 * @param frame - MPEG 1, stereo, without a checksum, as the encoder makes them
 * @param before - the frames before it, as many as its data may begin in
 * @param nextBytesBack - of the frame behind it, which may begin in this one
 * @returns the same frame where it needs nothing; undefined where no bitrate has the room
 */
export function standAlone(
	frame: Buffer,
	before: readonly Buffer[],
	nextBytesBack: number,
): Buffer | undefined {
	const back = bytesBack(frame);
	if (back === 0) {
		return frame;
	}
	const earlier = Buffer.concat(before.map((each) => each.subarray(OVERHEAD_BYTES)));
	if (earlier.length < back) {
		return undefined;
	}
	const data = Buffer.concat([
		earlier.subarray(earlier.length - back),
		frame.subarray(OVERHEAD_BYTES),
	]);
	// What lies between this frame's data and the next one's codes nothing.
	const own = data.subarray(0, dataBytes(frame));
	if (own.length + nextBytesBack > data.length) {
		return undefined;
	}
	const ofNext = data.subarray(data.length - nextBytesBack);
	const wanted = OVERHEAD_BYTES + own.length + ofNext.length;
	const index = BITRATES_KBPS.findIndex(
		(kbps) =>
			mp3FrameBytes(kbps as Mp3Bitrate) >= wanted &&
			mp3FrameBytes(kbps as Mp3Bitrate) >= frame.length,
	);
	if (index === -1) {
		return undefined;
	}
	const longer = Buffer.alloc(mp3FrameBytes(BITRATES_KBPS[index] as Mp3Bitrate));
	frame.copy(longer, 0, 0, OVERHEAD_BYTES);
	longer[2] = ((index + 1) << 4) | ((frame[2] as number) & 0x0f);
	longer[HEADER_BYTES] = 0;
	longer[HEADER_BYTES + 1] = (frame[HEADER_BYTES + 1] as number) & 0x7f;
	own.copy(longer, OVERHEAD_BYTES);
	ofNext.copy(longer, longer.length - ofNext.length);
	return longer;
}

/** How long a frame's data are, wherever they begin. */
function dataBytes(frame: Uint8Array): number {
	let bits = 0;
	for (let part = 0; part < PARTS; part++) {
		bits += bitsAt(frame, FIRST_LENGTH_BIT + part * BITS_PER_PART, LENGTH_BITS);
	}
	return Math.ceil(bits / 8);
}

function bitsAt(frame: Uint8Array, firstBit: number, count: number): number {
	let value = 0;
	for (let bit = firstBit; bit < firstBit + count; bit++) {
		const byte = frame[HEADER_BYTES + (bit >> 3)] as number;
		value = (value << 1) | ((byte >> (7 - (bit & 7))) & 1);
	}
	return value;
}
