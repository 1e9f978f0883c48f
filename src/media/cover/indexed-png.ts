// A picture with a palette, as PNG (W3C PNG, third edition): written, not read.
import { crc32, deflate } from 'node:zlib';

/** First bytes of each PNG (5.2). */
export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

const BIT_DEPTH = 8;
const PALETTE_COLOUR = 3;

/** Pictures of large areas: more effort makes them hardly smaller. */
const COMPRESSION_LEVEL = 6;

/** What is written. */
export interface IndexedPicture {
	width: number;
	height: number;
	/** Red, green, blue of each colour, at most 256. */
	palette: Uint8Array;
	/** One byte a pixel, each line with a 0 before it: filter type None (9.2). */
	lines: Uint8Array;
}

/** Compressed beside the event loop. */
export async function encodeIndexedPng(picture: IndexedPicture): Promise<Buffer> {
	const { height, lines, palette, width } = picture;
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([BIT_DEPTH, PALETTE_COLOUR], 8);
	return Buffer.concat([
		PNG_SIGNATURE,
		chunk('IHDR', header),
		chunk('PLTE', palette),
		chunk('IDAT', await compress(lines)),
		chunk('IEND', new Uint8Array()),
	]);
}

function compress(bytes: Uint8Array): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		deflate(bytes, { level: COMPRESSION_LEVEL }, (error, compressed) =>
			error ? reject(error) : resolve(compressed),
		);
	});
}

function chunk(type: string, data: Uint8Array): Buffer {
	const bytes = Buffer.alloc(12 + data.length);
	bytes.writeUInt32BE(data.length, 0);
	bytes.write(type, 4, 'latin1');
	bytes.set(data, 8);
	bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
	return bytes;
}
