// Ogg pages that are built once and numbered for each listener (RFC 3533, 6).

/** Header types of a page. */
export const PageType = { MIDDLE: 0, FIRST: 2, LAST: 4 } as const;

/** Where a page stands in one listener's stream, or in a file. */
export interface PagePlace {
	/** Pages before it. */
	sequence: number;
	/** Samples up to the page's end. */
	granule: number;
}

/** The content of a page. */
export interface PageContent {
	packets: readonly Uint8Array[];
	type: (typeof PageType)[keyof typeof PageType];
	serial: number;
	/** Where the page holds a part of one packet alone: which; default whole packets. */
	part?: PagePart | undefined;
}

/** Parts of a packet that no page has room for: all but the last fill a page, 65,025 bytes. */
export type PagePart = 'first' | 'middle' | 'last';

/** Lacing values that one page has room for. */
export const MAX_PAGE_SEGMENTS = 255;

/** Lacing values that a packet takes: its last one is below 255, and is 0 where need be. */
export function segmentsOf(packet: Uint8Array): number {
	return Math.floor(packet.length / MAX_LACING) + 1;
}

const MAX_LACING = 255;

/** What a page has room for of a packet that goes on on the next one. */
const MAX_PART_BYTES = MAX_PAGE_SEGMENTS * MAX_LACING;

/** Says that the page begins within a packet. */
const CONTINUED = 1;

/** Where no packet ends on a page. */
const NO_GRANULE = 0xffff_ffff;

/**
 * Pages of one packet, however long it is: as many as it takes.
 *
 * @see RFC 3533, 5
 */
export function pagesOfPacket({
	packet,
	type,
	serial,
}: Omit<PageContent, 'packets' | 'part'> & { packet: Uint8Array }): OggPage[] {
	if (segmentsOf(packet) <= MAX_PAGE_SEGMENTS) {
		return [new OggPage({ packets: [packet], type, serial })];
	}
	const pages: OggPage[] = [];
	for (let start = 0; start <= packet.length; start += MAX_PART_BYTES) {
		const isLast = start + MAX_PART_BYTES > packet.length;
		pages.push(
			new OggPage({
				packets: [packet.subarray(start, start + MAX_PART_BYTES)],
				type: isLast ? type : PageType.MIDDLE,
				serial,
				part: isLast ? 'last' : start === 0 ? 'first' : 'middle',
			}),
		);
	}
	return pages;
}

/** A page without its lacing values and what they stand for. */
export const PAGE_HEADER_BYTES = 27;
const HEADER_BYTES = PAGE_HEADER_BYTES;

/** Where a page's header has what, in bytes (RFC 3533, 6). */
export const PAGE_OFFSET = {
	TYPE: 5,
	GRANULE: 6,
	SERIAL: 14,
	SEQUENCE: 18,
	CHECKSUM: 22,
	SEGMENTS: 26,
} as const;
const OFFSET = PAGE_OFFSET;

/**
 * A page of whole packets that is written once, at one place: half the work of an `OggPage`.
 *
 * @throws {RangeError} if the packets need more than 255 lacing values
 */
export function writtenPage(
	{ packets, serial, type }: Omit<PageContent, 'part'>,
	{ granule, sequence }: PagePlace,
): Buffer {
	let segments = 0;
	let bodyBytes = 0;
	for (const packet of packets) {
		segments += segmentsOf(packet);
		bodyBytes += packet.length;
	}
	if (segments > MAX_PAGE_SEGMENTS) {
		throw new RangeError(`Expected at most 255 segments in a page, got ${segments}`);
	}
	const page = Buffer.allocUnsafe(HEADER_BYTES + segments + bodyBytes);
	page.fill(0, 0, HEADER_BYTES);
	page.write('OggS', 'latin1');
	page[OFFSET.TYPE] = type;
	page.writeUInt32LE(granule >>> 0, OFFSET.GRANULE);
	page.writeUInt32LE(Math.floor(granule / 2 ** 32), OFFSET.GRANULE + 4);
	page.writeUInt32LE(serial, OFFSET.SERIAL);
	page.writeUInt32LE(sequence >>> 0, OFFSET.SEQUENCE);
	page[OFFSET.SEGMENTS] = segments;
	let lacing = HEADER_BYTES;
	let body = HEADER_BYTES + segments;
	for (const packet of packets) {
		let rest = packet.length;
		for (; rest >= MAX_LACING; rest -= MAX_LACING) {
			page[lacing++] = MAX_LACING;
		}
		page[lacing++] = rest;
		page.set(packet, body);
		body += packet.length;
	}
	page.writeUInt32LE(oggChecksum(page, 0, page.length), OFFSET.CHECKSUM);
	return page;
}

/**
 * A page of whole packets.
 *
 * Listeners get the same page at different places. The checksum is linear: that of header and
 * rest is that of the header, multiplied by x^8 for each byte of the rest, plus that of the rest.
 * So a listener's copy costs the checksum of 27 bytes and one multiplication, however long it is.
 */
export class OggPage {
	readonly #bytes: Buffer;
	readonly #restChecksum: number;
	readonly #endsPacket: boolean;
	/** What bit i of the header's checksum comes to behind the rest. */
	readonly #bitAfterRest = new Uint32Array(32);

	/** @throws {RangeError} if the packets need more than 255 lacing values */
	constructor({ packets, type, serial, part }: PageContent) {
		this.#endsPacket = part === undefined || part === 'last';
		const lacing = packets.flatMap((packet) => [
			...Array<number>(segmentsOf(packet) - 1).fill(MAX_LACING),
			...(this.#endsPacket ? [packet.length % MAX_LACING] : []),
		]);
		if (lacing.length > MAX_PAGE_SEGMENTS) {
			throw new RangeError(`Expected at most 255 segments in a page, got ${lacing.length}`);
		}
		const header = Buffer.alloc(HEADER_BYTES);
		header.write('OggS', 'latin1');
		header[OFFSET.TYPE] = type | (part === 'middle' || part === 'last' ? CONTINUED : 0);
		header.writeUInt32LE(serial, OFFSET.SERIAL);
		header[OFFSET.SEGMENTS] = lacing.length;
		this.#bytes = Buffer.concat([header, Uint8Array.from(lacing), ...packets]);
		this.#restChecksum = oggChecksum(this.#bytes, HEADER_BYTES, this.#bytes.length);
		let bit = 1;
		for (let index = HEADER_BYTES; index < this.#bytes.length; index++) {
			bit = (bit << 8) ^ (CHECKSUM_TABLE[bit >>> 24] as number);
		}
		for (let index = 0; index < 32; index++) {
			this.#bitAfterRest[index] = bit;
			bit = (bit << 1) ^ (bit & 0x8000_0000 ? POLYNOMIAL : 0);
		}
	}

	/** Length of each copy. */
	get length(): number {
		return this.#bytes.length;
	}

	/** The page as one listener gets it. */
	at(place: PagePlace): Buffer {
		const copy = Buffer.allocUnsafe(this.#bytes.length);
		this.#bytes.copy(copy);
		return this.move(copy, place);
	}

	/**
	 * Makes of one listener's copy the next one's.
	 *
	 * @param copy - what `at` gave
	 * @returns the same
	 */
	move(copy: Buffer, { sequence, granule }: PagePlace): Buffer {
		const [low, high] = this.#endsPacket
			? [granule >>> 0, Math.floor(granule / 2 ** 32)]
			: [NO_GRANULE, NO_GRANULE];
		copy.writeUInt32LE(low, OFFSET.GRANULE);
		copy.writeUInt32LE(high, OFFSET.GRANULE + 4);
		copy.writeUInt32LE(sequence >>> 0, OFFSET.SEQUENCE);
		copy.writeUInt32LE(0, OFFSET.CHECKSUM);
		const header = oggChecksum(copy, 0, HEADER_BYTES);
		let value = this.#restChecksum;
		for (let bit = 0; bit < 32; bit++) {
			if ((header >>> bit) & 1) {
				value ^= this.#bitAfterRest[bit] as number;
			}
		}
		copy.writeUInt32LE(value >>> 0, OFFSET.CHECKSUM);
		return copy;
	}
}

/** Ogg's CRC-32: not reflected, from 0 (RFC 3533, 6). */
const POLYNOMIAL = 0x04c1_1db7;

const CHECKSUM_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
	let value = index << 24;
	for (let bit = 0; bit < 8; bit++) {
		value = (value << 1) ^ (value & 0x8000_0000 ? POLYNOMIAL : 0);
	}
	return value >>> 0;
});

/**
 * The checksum of a part of bytes.
 *
 * @param before - of what stands before it, where it goes on
 */
export function oggChecksum(bytes: Uint8Array, start: number, end: number, before = 0): number {
	let value = before;
	for (let index = start; index < end; index++) {
		value = (value << 8) ^ (CHECKSUM_TABLE[(value >>> 24) ^ (bytes[index] as number)] as number);
	}
	return value >>> 0;
}
