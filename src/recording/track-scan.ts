// Finds where a track's good pages end, however the process or the machine went down.
import { oggChecksum, PAGE_OFFSET } from '../media/ogg-page.js';
import { MAX_PAGE_BYTES, type ReadOggPage, readOggPage } from '../media/ogg-reader.js';
import { isSilence, packetSamples } from '../media/opus-packet.js';
import { FRAME_SAMPLES } from '../media/pcm.js';
import { type RecordingFile, writeAll } from './recording-files.js';
import { granuleAt, type TrackEnd } from './track-file.js';

/** What is read at once; a page fits in many times. */
const WINDOW_BYTES = 1 << 20;

/** Identification, comments, and the packet before tick 0. */
const HEADER_PAGES = 3;

/** A page's type that says that the stream ends with it. */
const LAST_BIT = 4;

/** What is good of a file. */
export interface TrackScan extends TrackEnd {
	/** Where its last page begins. */
	lastPageAt: number;
	/** Whether the stream ends there. */
	isEnded: boolean;
}

/**
 * Reads a track from its beginning, up to the first page that is torn, damaged, or none of ours.
 *
 * @returns undefined where not even the headers are there
 * @throws the system's error
 */
export async function scanTrack(file: RecordingFile): Promise<TrackScan | undefined> {
	const scan: TrackScan = {
		serial: 0,
		sequence: 0,
		ticks: 0,
		bytes: 0,
		speechTicks: 0,
		lastPageAt: 0,
		isEnded: false,
	};
	const window = Buffer.allocUnsafe(WINDOW_BYTES);
	for (;;) {
		const { bytesRead } = await file.read(window, 0, WINDOW_BYTES, scan.bytes);
		const isEnd = bytesRead < WINDOW_BYTES;
		const isRead = scanWindow(window.subarray(0, bytesRead), { scan, isEnd });
		if (!isRead || isEnd) {
			return scan.sequence < HEADER_PAGES ? undefined : scan;
		}
	}
}

/**
 * Lets a stream that was ended go on: one bit of its last page is taken back.
 *
 * @throws the system's error
 */
export async function reopenStream(file: RecordingFile, scan: TrackScan): Promise<void> {
	if (!scan.isEnded) {
		return;
	}
	const page = Buffer.alloc(scan.bytes - scan.lastPageAt);
	await file.read(page, 0, page.length, scan.lastPageAt);
	page[PAGE_OFFSET.TYPE] = (page[PAGE_OFFSET.TYPE] as number) & ~LAST_BIT;
	page.writeUInt32LE(0, PAGE_OFFSET.CHECKSUM);
	page.writeUInt32LE(oggChecksum(page, 0, page.length), PAGE_OFFSET.CHECKSUM);
	await writeAll(file, [page], scan.lastPageAt);
}

/** @returns whether the pages go on behind the window */
function scanWindow(window: Buffer, { scan, isEnd }: { scan: TrackScan; isEnd: boolean }): boolean {
	let offset = 0;
	while (isEnd || window.length - offset >= MAX_PAGE_BYTES) {
		const page = scan.isEnded ? undefined : readOggPage(window, offset);
		if (!page || !isNext(page, scan)) {
			return false;
		}
		scan.lastPageAt = scan.bytes;
		scan.bytes += page.bytes;
		scan.isEnded = page.isLast;
		if (scan.sequence === 0) {
			scan.serial = page.serial;
		}
		if (scan.sequence >= HEADER_PAGES) {
			scan.ticks += page.packets.length;
			scan.speechTicks += page.packets.filter(isSound).length;
		}
		scan.sequence += 1;
		offset += page.bytes;
	}
	return true;
}

function isNext(page: ReadOggPage, scan: TrackScan): boolean {
	if (page.sequence !== scan.sequence || (scan.sequence > 0 && page.serial !== scan.serial)) {
		return false;
	}
	if (scan.sequence < HEADER_PAGES - 1) {
		return page.granule === 0 && page.isFirst === (scan.sequence === 0);
	}
	const ticks = scan.sequence < HEADER_PAGES ? 0 : scan.ticks + page.packets.length;
	return (
		page.granule === granuleAt(ticks) &&
		page.packets.every((packet) => packetSamples(packet) === FRAME_SAMPLES)
	);
}

function isSound(packet: Uint8Array): boolean {
	return packet.length > 1 && !isSilence(packet);
}
