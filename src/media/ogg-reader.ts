// Ogg pages read from bytes, each of them checked (RFC 3533, 6).
import { oggChecksum, PAGE_HEADER_BYTES, PAGE_OFFSET, PageType } from './ogg-page.js';

/** The longest page there can be: 255 segments of 255 bytes. */
export const MAX_PAGE_BYTES = PAGE_HEADER_BYTES + 255 + 255 * 255;

const FULL_SEGMENT_BYTES = 255;

/** Stands for the checksum while that is computed. */
const NO_CHECKSUM = new Uint8Array(4);

/** A page as it stands in a stream. */
export interface ReadOggPage {
	/** Header, lacing values and packets. */
	bytes: number;
	isFirst: boolean;
	isLast: boolean;
	/** Samples up to the page's end. */
	granule: number;
	serial: number;
	sequence: number;
	/** Its packets, as views; of one that goes on on the next page there is its part. */
	packets: Uint8Array[];
}

/**
 * Reads the page that begins at a place.
 *
 * @returns undefined where no whole page begins, or its checksum is wrong
 */
export function readOggPage(bytes: Uint8Array, start: number): ReadOggPage | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (start + PAGE_HEADER_BYTES > bytes.length || !isCapturePattern(view, start)) {
		return undefined;
	}
	const lacingStart = start + PAGE_HEADER_BYTES;
	const bodyStart = lacingStart + view.getUint8(start + PAGE_OFFSET.SEGMENTS);
	if (bodyStart > bytes.length) {
		return undefined;
	}
	const packets: Uint8Array[] = [];
	let packetStart = bodyStart;
	let end = bodyStart;
	for (let index = lacingStart; index < bodyStart; index++) {
		const length = bytes[index] as number;
		end += length;
		if (length < FULL_SEGMENT_BYTES || index === bodyStart - 1) {
			packets.push(bytes.subarray(packetStart, end));
			packetStart = end;
		}
	}
	if (end > bytes.length || !isChecksumRight(bytes, { start, end, view })) {
		return undefined;
	}
	const type = view.getUint8(start + PAGE_OFFSET.TYPE);
	return {
		bytes: end - start,
		isFirst: (type & PageType.FIRST) !== 0,
		isLast: (type & PageType.LAST) !== 0,
		granule: Number(view.getBigUint64(start + PAGE_OFFSET.GRANULE, true)),
		serial: view.getUint32(start + PAGE_OFFSET.SERIAL, true),
		sequence: view.getUint32(start + PAGE_OFFSET.SEQUENCE, true),
		packets,
	};
}

/** `OggS`, and the version, which is 0. */
function isCapturePattern(view: DataView, start: number): boolean {
	return view.getUint32(start) === 0x4f67_6753 && view.getUint8(start + 4) === 0;
}

function isChecksumRight(
	bytes: Uint8Array,
	{ start, end, view }: { start: number; end: number; view: DataView },
): boolean {
	const at = start + PAGE_OFFSET.CHECKSUM;
	const head = oggChecksum(NO_CHECKSUM, 0, 4, oggChecksum(bytes, start, at));
	return oggChecksum(bytes, at + 4, end, head) === view.getUint32(at, true);
}
