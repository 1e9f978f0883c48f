// The chunks of a PNG (W3C PNG, third edition): checked to the last one, but for their compressed content.
import { crc32 } from 'node:zlib';
import { PNG_SIGNATURE } from './indexed-png.js';
import { BrokenPictureError, type PictureFacts } from './picture-facts.js';

/** Length and type before the content, check sum behind it (5.3). */
const CHUNK_EXTRA_BYTES = 12;

const HEADER_BYTES = 13;

/** Colour types with the bit depths that they allow (11.2.1, table 12). */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
	0: [1, 2, 4, 8, 16],
	2: [8, 16],
	3: [1, 2, 4, 8],
	4: [8, 16],
	6: [8, 16],
};

const GREY_TYPES: readonly number[] = [0, 4];
const ALPHA_TYPES: readonly number[] = [4, 6];

interface Chunk {
	type: string;
	data: Buffer;
}

/** Whether bytes begin as a PNG does. */
export function isPng(bytes: Uint8Array): boolean {
	return PNG_SIGNATURE.every((byte, place) => bytes[place] === byte);
}

/** @throws {BrokenPictureError} where it is none, or breaks off */
export function readPng(bytes: Buffer): PictureFacts {
	const chunks = readChunks(bytes);
	const [header] = chunks;
	if (header?.type !== 'IHDR' || header.data.length !== HEADER_BYTES) {
		throw new BrokenPictureError('it does not begin with a header');
	}
	const { data } = header;
	const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
	const [depth = 0, colourType = 0, compression, filter, interlace = 0] = data.subarray(8);
	const isKnown = DEPTHS[colourType]?.includes(depth) && !compression && !filter && interlace < 2;
	if (!isKnown || width === 0 || height === 0) {
		throw new BrokenPictureError('its header says what no PNG is');
	}
	const has = (type: string) => chunks.some((chunk) => chunk.type === type);
	if (!has('IDAT') || chunks.at(-1)?.type !== 'IEND') {
		throw new BrokenPictureError('it breaks off before its end');
	}
	return {
		width,
		height,
		colours: GREY_TYPES.includes(colourType) ? 'grey' : 'RGB',
		hasAlpha: ALPHA_TYPES.includes(colourType) || has('tRNS'),
	};
}

/** Up to its end; what stands behind that is no part of it. */
function readChunks(bytes: Buffer): Chunk[] {
	const chunks: Chunk[] = [];
	for (let offset = PNG_SIGNATURE.length; chunks.at(-1)?.type !== 'IEND'; ) {
		const rest = bytes.subarray(offset);
		const length = rest.length < CHUNK_EXTRA_BYTES ? 0 : rest.readUInt32BE(0);
		if (rest.length < length + CHUNK_EXTRA_BYTES) {
			throw new BrokenPictureError('it breaks off before its end');
		}
		const named = rest.subarray(4, 8 + length);
		if (crc32(named) !== rest.readUInt32BE(8 + length)) {
			throw new BrokenPictureError('a check sum in it is wrong');
		}
		chunks.push({ type: named.toString('latin1', 0, 4), data: named.subarray(4) });
		offset += length + CHUNK_EXTRA_BYTES;
	}
	return chunks;
}
