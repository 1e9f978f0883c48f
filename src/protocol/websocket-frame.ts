// A binary websocket message in one frame (RFC 6455, 5.2): from a server bare, from a client masked.
import { randomFillSync } from 'node:crypto';

const FIN_AND_BINARY = 0x82;
const MASKED = 0x80;
/** Payload lengths up to here stand in the second byte itself. */
const MAX_LENGTH_7_BITS = 125;
const LENGTH_16_BITS = 126;
const MAX_LENGTH_16_BITS = 0xffff;
const LENGTH_64_BITS = 127;
const MASKING_KEY_BYTES = 4;

/** Masking keys made in advance; each is used once. */
const keys = Buffer.alloc(8192);
let nextKey = keys.length;

/**
 * Frames one message, ready for the socket of any client.
 *
 * @param packet - copied, so that it does not keep the buffer alive that it was received in
 */
export function frameBinary(packet: Uint8Array): Buffer {
	const length = packet.length;
	if (length <= MAX_LENGTH_7_BITS) {
		const frame = Buffer.allocUnsafe(2 + length);
		frame[0] = FIN_AND_BINARY;
		frame[1] = length;
		frame.set(packet, 2);
		return frame;
	}
	if (length <= MAX_LENGTH_16_BITS) {
		const frame = Buffer.allocUnsafe(4 + length);
		frame[0] = FIN_AND_BINARY;
		frame[1] = LENGTH_16_BITS;
		frame.writeUInt16BE(length, 2);
		frame.set(packet, 4);
		return frame;
	}
	const frame = Buffer.allocUnsafe(10 + length);
	frame[0] = FIN_AND_BINARY;
	frame[1] = LENGTH_64_BITS;
	frame.writeUInt32BE(Math.floor(length / 2 ** 32), 2);
	frame.writeUInt32BE(length >>> 0, 6);
	frame.set(packet, 10);
	return frame;
}

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
