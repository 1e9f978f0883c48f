// The ID3 tag at the head of a packed segment, which says when it is to be heard.

/** A place in the timeline, which all segments of a run share; at 90 kHz. */
export const TICKS_PER_MS = 90;

const OWNER = Buffer.from('com.apple.streaming.transportStreamTimestamp\0', 'latin1');
const TIMESTAMP_BYTES = 8;
/** Of the tag, and of the frame in it (ID3v2.4, 3.1 and 4). */
const HEADER_BYTES = 10;
const VERSION_2_4 = 4;
const WRAP = 2n ** 33n;

/**
 * The tag, 73 bytes long.
 *
 * @param ticks - at 90 kHz; 33 bits of it are told, as in an MPEG transport stream
 * @see {@link https://www.rfc-editor.org/rfc/rfc8216#section-3.4}
 */
export function timestampTag(ticks: number): Buffer {
	const contentBytes = OWNER.length + TIMESTAMP_BYTES;
	const tag = Buffer.alloc(HEADER_BYTES + HEADER_BYTES + contentBytes);
	tag.write('ID3', 'latin1');
	tag[3] = VERSION_2_4;
	// Lengths have seven bits a byte; these are shorter than 128 bytes.
	tag[9] = HEADER_BYTES + contentBytes;
	tag.write('PRIV', HEADER_BYTES, 'latin1');
	tag[HEADER_BYTES + 7] = contentBytes;
	OWNER.copy(tag, HEADER_BYTES + HEADER_BYTES);
	tag.writeBigUInt64BE(BigInt(ticks) % WRAP, tag.length - TIMESTAMP_BYTES);
	return tag;
}
