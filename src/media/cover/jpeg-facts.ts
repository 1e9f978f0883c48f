// The segments of a JPEG up to its picture (ITU-T T.81, annex B), and whether that ends.
import { BrokenPictureError, type ColourSpace, type PictureFacts } from './picture-facts.js';

const MARKER = 0xff;

/** Second bytes of markers (table B.1). */
const START_OF_IMAGE = 0xd8;
const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;

/** Baseline, extended and progressive, by Huffman's code: what every player reads. */
const PLAIN_FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];
const OTHER_FRAMES: readonly number[] = [
	0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
];

const SAMPLE_BITS = 8;

/** Of a frame's segment, before what it says of each component (B.2.2). */
const FRAME_BYTES = 6;

const COLOURS: Readonly<Record<number, ColourSpace>> = { 1: 'grey', 3: 'RGB', 4: 'CMYK' };

/** Whether bytes begin as a JPEG does. */
export function isJpeg(bytes: Uint8Array): boolean {
	return bytes[0] === MARKER && bytes[1] === START_OF_IMAGE && bytes[2] === MARKER;
}

/** @throws {BrokenPictureError} where it is none, or breaks off */
export function readJpeg(bytes: Buffer): PictureFacts {
	let facts: PictureFacts | undefined;
	for (let offset = 2; ; ) {
		const { code, data, end } = readSegment(bytes, offset);
		offset = end;
		if (OTHER_FRAMES.includes(code)) {
			throw new BrokenPictureError('it is compressed in a way that few programs can read');
		}
		if (PLAIN_FRAMES.includes(code)) {
			facts = readFrame(data);
		}
		if (code === START_OF_SCAN) {
			break;
		}
	}
	if (!facts) {
		throw new BrokenPictureError('its header does not say how large it is');
	}
	if (!bytes.includes(Buffer.of(MARKER, END_OF_IMAGE), bytes.length - trailBytes(bytes))) {
		throw new BrokenPictureError('it breaks off before its end');
	}
	return facts;
}

/** Some programs put a few bytes behind the end. */
function trailBytes({ length }: Buffer): number {
	return Math.min(length, 4096);
}

function readSegment(bytes: Buffer, start: number): { code: number; data: Buffer; end: number } {
	let offset = start;
	// Any number of FF may stand before a marker's code (B.1.1.2).
	while (bytes[offset] === MARKER && bytes[offset + 1] === MARKER) {
		offset += 1;
	}
	const code = bytes[offset + 1];
	if (offset + 4 > bytes.length || code === undefined) {
		throw new BrokenPictureError('it breaks off before its end');
	}
	const length = bytes.readUInt16BE(offset + 2);
	const end = offset + 2 + length;
	if (bytes[offset] !== MARKER || code < 0xc0 || code === END_OF_IMAGE || length < 2) {
		throw new BrokenPictureError('its header is garbled');
	}
	if (end > bytes.length) {
		throw new BrokenPictureError('it breaks off before its end');
	}
	return { code, data: bytes.subarray(offset + 4, end), end };
}

function readFrame(data: Buffer): PictureFacts {
	const colours = COLOURS[data[5] ?? 0];
	const components = data[5] ?? 0;
	if (!colours || data.length !== FRAME_BYTES + 3 * components || data[0] !== SAMPLE_BITS) {
		throw new BrokenPictureError('its header says what no usual JPEG is');
	}
	const [height, width] = [data.readUInt16BE(1), data.readUInt16BE(3)];
	if (height === 0 || width === 0) {
		throw new BrokenPictureError('its header does not say how large it is');
	}
	return { width, height, colours, hasAlpha: false };
}
