// One member's file: Ogg Opus in whole pages of half a second, appended and never changed.
import { randomBytes } from 'node:crypto';
import {
	MAX_PAGE_SEGMENTS,
	OggPage,
	PageType,
	segmentsOf,
	writtenPage,
} from '../media/ogg-page.js';
import { opusHead, opusTags } from '../media/opus-headers.js';
import { isSilence, SILENCE_FRAME } from '../media/opus-packet.js';
import { FRAME_SAMPLES } from '../media/pcm.js';
import { type RecordingDisk, type RecordingFile, writeAll } from './recording-files.js';

/**
 * Ticks of a page. A kill costs what is not in a page yet, and the half second that late frames are
 * waited for: together a second.
 */
export const PAGE_TICKS = 25;

/**
 * Decoders leave the first packet out, which is silence before tick 0: so what is heard begins with
 * tick 0, to the sample. None at all would be taken for a broken file.
 */
const TRACK_PRE_SKIP_SAMPLES = FRAME_SAMPLES;

/** What is written at once. */
const MAX_WRITE_BYTES = 256 * 1024;

/** Packets of a page of silence, by how many. */
const SILENT_PACKETS = Array<Uint8Array>(PAGE_TICKS).fill(SILENCE_FRAME);

/** Pages that are owed: made when they are written, for there may be hours of them. */
interface SilentTicks {
	from: number;
	to: number;
	sequence: number;
}

/** Where a file that is taken up ends. */
export interface TrackEnd {
	serial: number;
	/** Pages in it. */
	sequence: number;
	ticks: number;
	bytes: number;
	speechTicks: number;
}

/** A track on the disk, and what waits to be written to it. */
export class TrackFile {
	readonly number: number;
	readonly path: string;
	readonly #serial: number;
	readonly #silentPage: OggPage;
	#queue: (Buffer | SilentTicks)[] = [];
	#file: RecordingFile | undefined;
	#sequence: number;
	#ticks: number;
	/** What is in the file, whole pages all. */
	#bytes: number;
	#speechTicks: number;
	#waitingBytes = 0;
	#isDirty = false;

	/** @param options.end - where a file that is there ends; without it the file is made anew */
	constructor(options: { number: number; path: string; end?: TrackEnd; file?: RecordingFile }) {
		const { end } = options;
		this.number = options.number;
		this.path = options.path;
		this.#file = options.file;
		this.#serial = end?.serial ?? randomBytes(4).readUInt32LE();
		this.#sequence = end?.sequence ?? 0;
		this.#ticks = end?.ticks ?? 0;
		this.#bytes = end?.bytes ?? 0;
		this.#speechTicks = end?.speechTicks ?? 0;
		this.#silentPage = new OggPage({
			packets: SILENT_PACKETS,
			type: PageType.MIDDLE,
			serial: this.#serial,
		});
		if (!end) {
			this.#addHeaders();
		}
	}

	/** Ticks that are in it, or wait to be written. */
	get ticks(): number {
		return this.#ticks;
	}

	/** Ticks with sound. */
	get speechTicks(): number {
		return this.#speechTicks;
	}

	/** Bytes of memory that wait to be written. */
	get waitingBytes(): number {
		return this.#waitingBytes;
	}

	/** Whether sound was written that a power cut might take; silence is made anew. */
	get isDirty(): boolean {
		return this.#isDirty;
	}

	/** Opens it, where that has not been done. */
	async open(disk: RecordingDisk): Promise<void> {
		this.#file ??= await disk.open(this.path, 'new');
	}

	/**
	 * Adds packets, one a tick.
	 *
	 * @param isLast - the stream ends with them
	 * @returns how many of them are sound
	 */
	add(packets: readonly Uint8Array[], isLast = false): number {
		let sounds = 0;
		let start = 0;
		let segments = 0;
		for (const [index, packet] of packets.entries()) {
			if (packet.length > 1 && !isSilence(packet)) {
				sounds += 1;
			}
			const more = segmentsOf(packet);
			if (segments + more > MAX_PAGE_SEGMENTS) {
				this.#addPage(packets.slice(start, index), PageType.MIDDLE);
				start = index;
				segments = 0;
			}
			segments += more;
		}
		const rest = start === 0 ? packets : packets.slice(start);
		this.#addPage(rest, isLast ? PageType.LAST : PageType.MIDDLE);
		this.#speechTicks += sounds;
		return sounds;
	}

	/** Adds silence up to a tick. */
	addSilence(toTick: number): void {
		const from = this.#ticks;
		if (toTick <= from) {
			return;
		}
		this.#queue.push({ from, to: toTick, sequence: this.#sequence });
		this.#sequence += Math.ceil(toTick / PAGE_TICKS) - Math.floor(from / PAGE_TICKS);
		this.#ticks = toTick;
	}

	/**
	 * Writes what waits.
	 *
	 * @returns how many bytes
	 * @throws the system's error; the file has to be repaired then
	 */
	async write(): Promise<number> {
		let written = 0;
		while (this.#queue.length > 0) {
			const pages = this.#nextPages();
			const bytes = await writeAll(this.#open, pages, this.#bytes);
			this.#bytes += bytes;
			written += bytes;
		}
		return written;
	}

	/** Makes what was written safe from a power cut. @throws the system's error */
	async sync(): Promise<void> {
		this.#isDirty = false;
		await this.#open.datasync();
	}

	/** The open file. @throws {TypeError} before `open` */
	get #open(): RecordingFile {
		if (!this.#file) {
			throw new TypeError('Expected the track to be open');
		}
		return this.#file;
	}

	/** Drops what waits to be written, and lets go of the file; harmless when repeated. */
	async close(): Promise<void> {
		const file = this.#file;
		this.#file = undefined;
		this.#queue = [];
		this.#waitingBytes = 0;
		await file?.close();
	}

	#addHeaders(): void {
		const headers = [opusHead(TRACK_PRE_SKIP_SAMPLES), opusTags({})];
		for (const [index, packet] of headers.entries()) {
			const type = index === 0 ? PageType.FIRST : PageType.MIDDLE;
			const place = { sequence: this.#sequence, granule: 0 };
			this.#push(writtenPage({ packets: [packet], type, serial: this.#serial }, place));
		}
		const place = { sequence: this.#sequence, granule: FRAME_SAMPLES };
		const lead = { packets: [SILENCE_FRAME], type: PageType.MIDDLE, serial: this.#serial };
		this.#push(writtenPage(lead, place));
	}

	#addPage(packets: readonly Uint8Array[], type: 0 | 4): void {
		this.#ticks += packets.length;
		this.#isDirty = true;
		const place = { sequence: this.#sequence, granule: granuleAt(this.#ticks) };
		this.#push(writtenPage({ packets, type, serial: this.#serial }, place));
	}

	#push(page: Buffer): void {
		this.#queue.push(page);
		this.#sequence += 1;
		this.#waitingBytes += page.length;
	}

	#nextPages(): Buffer[] {
		const pages: Buffer[] = [];
		let bytes = 0;
		while (bytes < MAX_WRITE_BYTES) {
			const next = this.#queue[0];
			if (!next) {
				break;
			}
			let page: Buffer;
			if ('from' in next) {
				page = this.#silence(next);
			} else {
				page = next;
				this.#waitingBytes -= page.length;
			}
			if (!('from' in next) || next.from === next.to) {
				this.#queue.shift();
			}
			pages.push(page);
			bytes += page.length;
		}
		return pages;
	}

	#silence(owed: SilentTicks): Buffer {
		const end = Math.min(owed.to, PAGE_TICKS * (Math.floor(owed.from / PAGE_TICKS) + 1));
		const place = { sequence: owed.sequence, granule: granuleAt(end) };
		const count = end - owed.from;
		owed.from = end;
		owed.sequence += 1;
		if (count === PAGE_TICKS) {
			return this.#silentPage.at(place);
		}
		const packets = SILENT_PACKETS.slice(0, count);
		return writtenPage({ packets, type: PageType.MIDDLE, serial: this.#serial }, place);
	}
}

/** Samples up to a tick, with those that are left out at the start. */
export function granuleAt(tick: number): number {
	return TRACK_PRE_SKIP_SAMPLES + tick * FRAME_SAMPLES;
}
