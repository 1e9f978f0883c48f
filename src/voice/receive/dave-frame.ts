// Tells a frame of Discord's end-to-end encryption from one that is in the clear.

/*
 * A DAVE frame ends in: truncated tag (8 bytes), nonce (ULEB128, up to 5 bytes), the unencrypted
 * ranges as pairs of ULEB128 (none for Opus), one byte with the length of all these and of what
 * follows them, and the marker FA FA (DAVE protocol, "Payload Format").
 */
const MARKER = 0xfa;
const MARKER_BYTES = 2;
const SIZE_BYTES = 1;
const TRUNCATED_TAG_BYTES = 8;
const MAX_NONCE_BYTES = 5;
const MIN_SUPPLEMENT_BYTES = TRUNCATED_TAG_BYTES + 1 + SIZE_BYTES + MARKER_BYTES;

/**
 * Whether the frame is ciphertext of the end-to-end encryption.
 *
 * The marker alone would take one in 65,536 Opus frames for ciphertext; the whole of the trailer
 * has to fit. This is the look that a receiver takes in the protocol, too.
 *
 * @param frame - without transport encryption, RTP padding and header extension
 */
export function isDaveFrame(frame: Uint8Array): boolean {
	const markerOffset = frame.length - MARKER_BYTES;
	const sizeOffset = markerOffset - SIZE_BYTES;
	if (frame[markerOffset] !== MARKER || frame[markerOffset + 1] !== MARKER) {
		return false;
	}
	const supplementBytes = frame[sizeOffset] ?? 0;
	if (supplementBytes < MIN_SUPPLEMENT_BYTES || supplementBytes > frame.length) {
		return false;
	}
	const nonceOffset = frame.length - supplementBytes + TRUNCATED_TAG_BYTES;
	return isUlebList(frame.subarray(nonceOffset, sizeOffset));
}

/** A nonce and the pairs of any ranges: an odd number of ULEB128 values, and nothing else. */
function isUlebList(bytes: Uint8Array): boolean {
	let valueCount = 0;
	let valueBytes = 0;
	for (const byte of bytes) {
		valueBytes += 1;
		if (valueBytes > MAX_NONCE_BYTES) {
			return false;
		}
		if (byte < 0x80) {
			valueCount += 1;
			valueBytes = 0;
		}
	}
	return valueBytes === 0 && valueCount % 2 === 1;
}
