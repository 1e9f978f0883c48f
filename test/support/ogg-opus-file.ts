// Writes Opus frames into an Ogg Opus file (RFC 3533, RFC 7845).
import { closeSync, openSync, writeSync } from 'node:fs';

const SAMPLES_PER_FRAME = 960;
const SAMPLE_RATE_HZ = 48_000;
const CHANNELS = 2;
/** Frames of one page: one second, as opusenc makes them. */
const FRAMES_PER_PAGE = 50;
const SERIAL_NUMBER = 1;

/** Header types of a page (RFC 3533, 6). */
const PAGE = { MIDDLE: 0, FIRST: 2, LAST: 4 } as const;

/** An Ogg Opus file that grows with each frame of 20 ms. */
export class OggOpusFile {
	readonly #descriptor: number;
	#frames: Uint8Array[] = [];
	#frameCount = 0;
	#pageCount = 0;

	/** Creates or empties the file. */
	constructor(path: string) {
		this.#descriptor = openSync(path, 'w');
		this.#writePage([opusHead()], { type: PAGE.FIRST, granule: 0 });
		this.#writePage([opusTags()], { type: PAGE.MIDDLE, granule: 0 });
	}

	/** How long what was written plays, in seconds. */
	get durationS(): number {
		return (this.#frameCount * SAMPLES_PER_FRAME) / SAMPLE_RATE_HZ;
	}

	/** Adds one frame, of 20 ms. */
	add(frame: Uint8Array): void {
		this.#frames.push(frame);
		this.#frameCount += 1;
		if (this.#frames.length === FRAMES_PER_PAGE) {
			this.#flush(PAGE.MIDDLE);
		}
	}

	/** Writes what is left, and the page that ends the stream. */
	close(): void {
		this.#flush(PAGE.LAST);
		closeSync(this.#descriptor);
	}

	#flush(type: number): void {
		const granule = this.#frameCount * SAMPLES_PER_FRAME;
		this.#writePage(this.#frames, { type, granule });
		this.#frames = [];
	}

	#writePage(packets: readonly Uint8Array[], page: { type: number; granule: number }): void {
		const lacing = packets.flatMap(({ length }) => [
			...Array<number>(Math.floor(length / 255)).fill(255),
			length % 255,
		]);
		const header = Buffer.alloc(27);
		header.write('OggS', 'latin1');
		header[5] = page.type;
		header.writeBigUInt64LE(BigInt(page.granule), 6);
		header.writeUInt32LE(SERIAL_NUMBER, 14);
		header.writeUInt32LE(this.#pageCount, 18);
		header[26] = lacing.length;
		this.#pageCount += 1;
		const bytes = Buffer.concat([header, Buffer.from(lacing), ...packets]);
		bytes.writeUInt32LE(checksum(bytes), 22);
		writeSync(this.#descriptor, bytes);
	}
}

/** Samples that a decoder needs to settle where a stream begins in its middle (RFC 7845, 4.2). */
const PRE_SKIP_SAMPLES = 3840;

/** RFC 7845, 5.1. */
function opusHead(): Buffer {
	const head = Buffer.alloc(19);
	head.write('OpusHead', 'latin1');
	head[8] = 1;
	head[9] = CHANNELS;
	head.writeUInt16LE(PRE_SKIP_SAMPLES, 10);
	head.writeUInt32LE(SAMPLE_RATE_HZ, 12);
	return head;
}

/** RFC 7845, 5.2. */
function opusTags(): Buffer {
	const vendor = Buffer.from('discord-podcasts');
	const tags = Buffer.alloc(8 + 4 + vendor.length + 4);
	tags.write('OpusTags', 'latin1');
	tags.writeUInt32LE(vendor.length, 8);
	vendor.copy(tags, 12);
	return tags;
}

/** Ogg's CRC-32: polynomial 04c11db7, not reflected, from 0 (RFC 3533, 6). */
const CHECKSUM_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
	let value = index << 24;
	for (let bit = 0; bit < 8; bit++) {
		value = (value << 1) ^ (value & 0x8000_0000 ? 0x04c1_1db7 : 0);
	}
	return value >>> 0;
});

function checksum(bytes: Uint8Array): number {
	let value = 0;
	for (const byte of bytes) {
		value = (value << 8) ^ (CHECKSUM_TABLE[(value >>> 24) ^ byte] as number);
	}
	return value >>> 0;
}
