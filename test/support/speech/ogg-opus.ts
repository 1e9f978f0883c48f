// Reads the Opus frames out of an Ogg Opus file (RFC 3533, RFC 7845).
import { readFileSync } from 'node:fs';

// Page layout, RFC 3533, section 6.
const CAPTURE_PATTERN = 'OggS';
const HEADER_BYTES = 27;
const SEGMENT_COUNT_OFFSET = 26;
/** A segment of this length is continued by the next one, also across pages. */
const FULL_SEGMENT_BYTES = 255;
/** OpusHead and OpusTags come before the audio, RFC 7845, section 3. */
const HEADER_PACKETS = 2;

/**
 * Reads an Ogg Opus file with one logical stream.
 *
 * @returns one Opus frame an entry, without the two header packets
 * @throws {RangeError} if the file is cut off or not Ogg Opus
 */
export function readOggOpus(file: string): Uint8Array[] {
	const data = readFileSync(file);
	const packets: Uint8Array[] = [];
	let pending: Uint8Array[] = [];
	let offset = 0;
	while (offset < data.length) {
		if (data.toString('latin1', offset, offset + 4) !== CAPTURE_PATTERN) {
			throw new RangeError(`${file}: no Ogg page at byte ${offset}`);
		}
		const segmentCount = data.readUInt8(offset + SEGMENT_COUNT_OFFSET);
		let position = offset + HEADER_BYTES + segmentCount;
		for (let index = 0; index < segmentCount; index++) {
			const length = data.readUInt8(offset + HEADER_BYTES + index);
			if (position + length > data.length) {
				throw new RangeError(`${file}: cut off at byte ${data.length}`);
			}
			pending.push(data.subarray(position, position + length));
			position += length;
			if (length < FULL_SEGMENT_BYTES) {
				packets.push(Uint8Array.from(Buffer.concat(pending)));
				pending = [];
			}
		}
		offset = position;
	}
	const head = packets[0];
	if (head === undefined || Buffer.from(head).toString('latin1', 0, 8) !== 'OpusHead') {
		throw new RangeError(`${file}: not an Opus stream`);
	}
	return packets.slice(HEADER_PACKETS);
}
