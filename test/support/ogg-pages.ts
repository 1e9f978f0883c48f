// Reads the pages of an Ogg stream, and checks each of them (RFC 3533, 6).

/** One page. */
export interface ReadPage {
	isFirst: boolean;
	isLast: boolean;
	granule: number;
	serial: number;
	sequence: number;
	/** Packets that end in its page, wherever they begin. */
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
	/** The beginning of a packet that goes on on the next page. */
	let begun: Uint8Array = new Uint8Array(0);
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
		if (((type & 1) !== 0) !== begun.length > 0) {
			throw new RangeError(`Wrong continuation of the page at byte ${offset}`);
		}
		const { packets, rest } = readPackets(lacing, data.subarray(bodyStart, end), begun);
		begun = rest;
		pages.push({
			isFirst: (type & 2) !== 0,
			isLast: (type & 4) !== 0,
			granule: Number(data.readBigUInt64LE(offset + 6)),
			serial: data.readUInt32LE(offset + 14),
			sequence: data.readUInt32LE(offset + 18),
			packets,
		});
		offset = end;
	}
	return pages;
}

/** The audio packets of a stream's pages, without the two headers. */
export function audioOf(pages: readonly ReadPage[]): Uint8Array[] {
	return pages.slice(2).flatMap(({ packets }) => packets);
}

function readPackets(lacing: Uint8Array, body: Uint8Array, begun: Uint8Array) {
	const packets: Uint8Array[] = [];
	let rest = begun;
	let start = 0;
	for (const length of lacing) {
		rest = Buffer.concat([rest, body.subarray(start, start + length)]);
		start += length;
		if (length < FULL_SEGMENT_BYTES) {
			packets.push(Uint8Array.from(rest));
			rest = new Uint8Array(0);
		}
	}
	return { packets, rest };
}

/** What each first byte comes to, bit by bit, as the specification has it. */
const REMAINDERS = Int32Array.from({ length: 256 }, (_, byte) => {
	let value = byte << 24;
	for (let bit = 0; bit < 8; bit++) {
		value = (value << 1) ^ (value & 0x8000_0000 ? 0x04c1_1db7 : 0);
	}
	return value;
});

function checksum(bytes: Uint8Array): number {
	let value = 0;
	for (const byte of bytes) {
		value = (value << 8) ^ (REMAINDERS[(value >>> 24) ^ byte] as number);
	}
	return value >>> 0;
}
