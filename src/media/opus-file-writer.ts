// Writes an Ogg Opus file of 20 ms a packet, page by page (RFC 3533, RFC 7845).
import { writeSync } from 'node:fs';
import { MAX_PAGE_SEGMENTS, OggPage, PageType, pagesOfPacket, segmentsOf } from './ogg-page.js';
import { opusHead, opusTags } from './opus-headers.js';
import { SILENCE_FRAME } from './opus-packet.js';
import { FRAME_SAMPLES } from './pcm.js';

/** Where the identification header has its gain, in 1/256 dB (RFC 7845, 5.1). */
const GAIN_OFFSET = 16;
const GAIN_STEPS_PER_DB = 256;

/** Where it says how many samples are left out at the start. */
const PRE_SKIP_OFFSET = 10;

/** A page a second, as encoders make them. */
const PACKETS_PER_PAGE = 50;

/** What a file begins with. */
export interface OpusFileOptions {
	/** Open for writing, at its beginning. */
	descriptor: number;
	serial: number;
	/** What decoders apply to all of it; to 1/256 dB. */
	gainDb: number;
	/** By the names of Vorbis comments; those without a text are left out. */
	comments: Readonly<Record<string, string>>;
}

/**
 * A file that is written from its beginning to its end. What is left out at the start is silence of
 * ours, so the first packet that is added plays from 0 on, and none of it is lost.
 */
export class OpusFileWriter {
	readonly #descriptor: number;
	readonly #serial: number;
	#packets: Uint8Array[] = [];
	#segments = 0;
	#sequence = 0;
	#granule = 0;

	constructor({ descriptor, serial, gainDb, comments }: OpusFileOptions) {
		this.#descriptor = descriptor;
		this.#serial = serial;
		const head = opusHead();
		head.writeInt16LE(Math.round(gainDb * GAIN_STEPS_PER_DB), GAIN_OFFSET);
		this.#writePage(new OggPage({ packets: [head], type: PageType.FIRST, serial }));
		const tags = { packet: opusTags(comments), type: PageType.MIDDLE, serial };
		for (const page of pagesOfPacket(tags)) {
			this.#writePage(page);
		}
		const preSkip = head.readUInt16LE(PRE_SKIP_OFFSET);
		for (let samples = 0; samples < preSkip; samples += FRAME_SAMPLES) {
			this.add(SILENCE_FRAME);
		}
	}

	/** Adds one packet of 20 ms; it is written with the others of its second. */
	add(packet: Uint8Array): void {
		const segments = segmentsOf(packet);
		const isFull = this.#segments + segments > MAX_PAGE_SEGMENTS;
		if (this.#packets.length === PACKETS_PER_PAGE || isFull) {
			this.#flush(PageType.MIDDLE);
		}
		this.#packets.push(packet);
		this.#segments += segments;
	}

	/** Writes what is left, and ends the stream; the file stays open. */
	end(): void {
		this.#flush(PageType.LAST);
	}

	#flush(type: (typeof PageType)[keyof typeof PageType]): void {
		this.#granule += this.#packets.length * FRAME_SAMPLES;
		this.#writePage(new OggPage({ packets: this.#packets, type, serial: this.#serial }));
		this.#packets = [];
		this.#segments = 0;
	}

	#writePage(page: OggPage): void {
		writeAll(this.#descriptor, page.at({ sequence: this.#sequence, granule: this.#granule }));
		this.#sequence += 1;
	}
}

/** A full disk may take a part, and says so only when asked for the rest. */
export function writeAll(descriptor: number, bytes: Uint8Array, position?: number): void {
	for (let offset = 0; offset < bytes.length; ) {
		const at = position === undefined ? null : position + offset;
		offset += writeSync(descriptor, bytes, offset, bytes.length - offset, at);
	}
}
