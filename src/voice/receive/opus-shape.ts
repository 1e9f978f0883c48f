// Tells what may be an Opus packet from what cannot be one, without decoding it.

/** The longest frame of a packet (RFC 6716, 3.4, R2). */
const MAX_FRAME_BYTES = 1275;

/** Frames in a packet: 120 ms of 2.5 ms each (RFC 6716, 3.4, R5). */
const MAX_FRAMES = 48;

/** Lengths below are one byte, others two (RFC 6716, 3.2.1). */
const TWO_BYTE_LENGTH = 252;

/**
 * Whether the bytes are framed as an Opus packet is; of random bytes about half are.
 *
 * @see RFC 6716, 3.2 and 3.4
 */
export function isOpusShaped(packet: Uint8Array): boolean {
	const toc = packet[0];
	if (toc === undefined) {
		return false;
	}
	const bodyBytes = packet.length - 1;
	switch (toc & 3) {
		case 0:
			return bodyBytes <= MAX_FRAME_BYTES;
		case 1:
			return bodyBytes % 2 === 0 && bodyBytes / 2 <= MAX_FRAME_BYTES;
		case 2:
			return areFramesInside(packet, { offset: 1, lengths: 1, end: packet.length });
		default:
			return isManyFramesShaped(packet);
	}
}

/** Code 3: a byte with count and flags, the padding's length, lengths where they differ. */
function isManyFramesShaped(packet: Uint8Array): boolean {
	const flags = packet[1];
	const frames = (flags ?? 0) & 0x3f;
	if (flags === undefined || frames === 0 || frames > MAX_FRAMES) {
		return false;
	}
	let offset = 2;
	let paddingBytes = 0;
	if ((flags & 0x40) !== 0) {
		let byte: number | undefined;
		do {
			byte = packet[offset];
			offset += 1;
			paddingBytes += byte === 255 ? 254 : (byte ?? 0);
		} while (byte === 255);
	}
	const end = packet.length - paddingBytes;
	if (end < offset) {
		return false;
	}
	const isVariable = (flags & 0x80) !== 0;
	return isVariable
		? areFramesInside(packet, { offset, lengths: frames - 1, end })
		: (end - offset) % frames === 0 && (end - offset) / frames <= MAX_FRAME_BYTES;
}

/** All frames but the last tell their length; the last takes what is left. */
function areFramesInside(
	packet: Uint8Array,
	parts: { offset: number; lengths: number; end: number },
): boolean {
	let { offset } = parts;
	let frameBytes = 0;
	for (let index = 0; index < parts.lengths; index++) {
		const first = packet[offset] ?? 0;
		const isLong = first >= TWO_BYTE_LENGTH;
		frameBytes += isLong ? first + 4 * (packet[offset + 1] ?? 0) : first;
		offset += isLong ? 2 : 1;
	}
	const lastBytes = parts.end - offset - frameBytes;
	return lastBytes >= 0 && lastBytes <= MAX_FRAME_BYTES;
}
