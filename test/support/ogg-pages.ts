// Reads the pages of an Ogg stream, and checks each of them (RFC 3533, 6).

/** One page. */
export interface ReadPage {
	isFirst: boolean;
	isLast: boolean;
	granule: number;
	serial: number;
	sequence: number;
	/** Packets, each of which ends in its page. */
	packets: Uint8Array[];
}

const HEADER_BYTES = 27;
const FULL_SEGMENT_BYTES = 255;

/**
 * Reads whole pages; what is cut off at the end is left out.
 *
 * @throws {RangeError} if there is something else than a page, or a checksum is wrong
 */
export function readOggPages(bytes: Uint8Array): ReadPage[] {
	const data = Buffer.from(bytes);
	const pages: ReadPage[] = [];
	let offset = 0;
	while (data.length - offset >= HEADER_BYTES) {
		if (data.toString('latin1', offset, offset + 5) !== 'OggS\0') {
			throw new RangeError(`Expected a page at byte ${offset}`);
		}
		const bodyStart = offset + HEADER_BYTES + data.readUInt8(offset + 26);
		const lacing = data.subarray(offset + HEADER_BYTES, bodyStart);
		const end = bodyStart + lacing.reduce((sum, length) => sum + length, 0);
		if (end > data.length) {
			break;
		}
		const page = Buffer.from(data.subarray(offset, end));
		page.writeUInt32LE(0, 22);
		if (checksum(page) !== data.readUInt32LE(offset + 22)) {
			throw new RangeError(`Wrong checksum of the page at byte ${offset}`);
		}
		const type = data.readUInt8(offset + 5);
		pages.push({
			isFirst: (type & 2) !== 0,
			isLast: (type & 4) !== 0,
			granule: Number(data.readBigUInt64LE(offset + 6)),
			serial: data.readUInt32LE(offset + 14),
			sequence: data.readUInt32LE(offset + 18),
			packets: readPackets(lacing, data.subarray(bodyStart, end)),
		});
		offset = end;
	}
	return pages;
}

/** The audio packets of a stream's pages, without the two headers. */
export function audioOf(pages: readonly ReadPage[]): Uint8Array[] {
	return pages.slice(2).flatMap(({ packets }) => packets);
}

function readPackets(lacing: Uint8Array, body: Uint8Array): Uint8Array[] {
	const packets: Uint8Array[] = [];
	let start = 0;
	let end = 0;
	for (const length of lacing) {
		end += length;
		if (length < FULL_SEGMENT_BYTES) {
			packets.push(Uint8Array.from(body.subarray(start, end)));
			start = end;
		}
	}
	return packets;
}

/** Bit by bit, as the specification has it. */
function checksum(bytes: Uint8Array): number {
	let value = 0;
	for (const byte of bytes) {
		value ^= byte << 24;
		for (let bit = 0; bit < 8; bit++) {
			value = (value << 1) ^ (value & 0x8000_0000 ? 0x04c1_1db7 : 0);
		}
	}
	return value >>> 0;
}
