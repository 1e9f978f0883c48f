// How long an Ogg Opus file of ours is, read from its first and its last page.
import type { FileHandle } from 'node:fs/promises';

/** The longest page, with 255 segments of 255 bytes (RFC 3533, 6). */
const MAX_PAGE_BYTES = 27 + 255 + 255 * 255;

/** `OpusHead` is the first page's only packet: 28 bytes before it, 10 before its pre-skip. */
const PRE_SKIP_OFFSET = 38;

const OFFSET = { GRANULE: 6, SEGMENTS: 26, LACING: 27 } as const;

/**
 * @returns samples a channel at 48 kHz that a decoder gives (RFC 7845, 4.3)
 * @throws {RangeError} if it does not end with a whole page
 */
export async function readOpusSamples(file: FileHandle): Promise<number> {
	const { size } = await file.stat();
	const preSkip = Buffer.alloc(2);
	await file.read(preSkip, 0, preSkip.length, PRE_SKIP_OFFSET);
	const end = Buffer.alloc(Math.min(size, MAX_PAGE_BYTES));
	await file.read(end, 0, end.length, size - end.length);
	const granule = lastGranule(end);
	if (granule === undefined) {
		throw new RangeError('Expected a file that ends with a whole Ogg page');
	}
	return Math.max(0, granule - preSkip.readUInt16LE());
}

function lastGranule(end: Buffer): number | undefined {
	for (let at = end.lastIndexOf('OggS'); at >= 0; at = end.lastIndexOf('OggS', at - 1)) {
		const lacing = end.subarray(
			at + OFFSET.LACING,
			at + OFFSET.LACING + (end[at + OFFSET.SEGMENTS] ?? 0),
		);
		const bodyBytes = lacing.reduce((sum, bytes) => sum + bytes, 0);
		if (at + OFFSET.LACING + lacing.length + bodyBytes === end.length) {
			return Number(end.readBigUInt64LE(at + OFFSET.GRANULE));
		}
		if (at === 0) {
			break;
		}
	}
	return undefined;
}
