// A binary websocket message from a client: header, masking key, masked payload (RFC 6455, 5.2).
import { randomFillSync } from 'node:crypto';

const FIN_AND_BINARY = 0x82;
const MASKED = 0x80;
/** Payload lengths up to here stand in the second byte itself. */
const MAX_LENGTH_7_BITS = 125;
const LENGTH_16_BITS = 126;
const MAX_LENGTH_16_BITS = 0xffff;
const MASKING_KEY_BYTES = 4;

/** Masking keys made in advance; each is used once. */
const keys = Buffer.alloc(8192);
let nextKey = keys.length;

/**
 * Frames one message, masked with a random key.
 *
 * @param packet - at most 65,535 bytes; it is copied
 * @throws {RangeError} if the packet is longer
 * @see {@link https://www.rfc-editor.org/rfc/rfc6455#section-5.3}
 */
export function frameMaskedBinary(packet: Uint8Array): Buffer {
	const { length } = packet;
	if (length > MAX_LENGTH_16_BITS) {
		throw new RangeError(`Expected a packet of at most ${MAX_LENGTH_16_BITS} bytes, got ${length}`);
	}
	const keyOffset = length <= MAX_LENGTH_7_BITS ? 2 : 4;
	const payloadOffset = keyOffset + MASKING_KEY_BYTES;
	const frame = Buffer.allocUnsafe(payloadOffset + length);
	frame[0] = FIN_AND_BINARY;
	if (length <= MAX_LENGTH_7_BITS) {
		frame[1] = MASKED | length;
	} else {
		frame[1] = MASKED | LENGTH_16_BITS;
		frame[2] = length >>> 8;
		frame[3] = length;
	}
	const key = takeKey();
	for (let index = 0; index < MASKING_KEY_BYTES; index++) {
		frame[keyOffset + index] = keys[key + index] as number;
	}
	for (let index = 0; index < length; index++) {
		frame[payloadOffset + index] = (packet[index] as number) ^ (keys[key + (index & 3)] as number);
	}
	return frame;
}

/** @returns where the next unused masking key stands in `keys` */
function takeKey(): number {
	if (nextKey === keys.length) {
		randomFillSync(keys);
		nextKey = 0;
	}
	const key = nextKey;
	nextKey += MASKING_KEY_BYTES;
	return key;
}
