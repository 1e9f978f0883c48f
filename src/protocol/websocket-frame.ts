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
const keys = new Int32Array(2048);
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

/** The longest header of a masked message, to which a frame in `slab` is filled up in front. */
const MASKED_HEADER_BYTES = 4 + MASKING_KEY_BYTES;

/** Memory for the frames to come, each with its payload at a multiple of 4; what is left is not kept. */
const SLAB_BYTES = 16 * 1024;
let slabBuffer = new ArrayBuffer(SLAB_BYTES);
let slab = new Int32Array(slabBuffer);
let nextWord = slab.length;

/** Where `frameMaskedBinary` puts a packet to have it in words. */
let source = new Int32Array(SLAB_BYTES / 4);

/**
 * Frames one message, masked with a random key.
 *
 * @param packet - at most 65,535 bytes; it is copied
 * @throws {RangeError} if the packet is longer
 * @see {@link https://www.rfc-editor.org/rfc/rfc6455#section-5.3}
 */
export function frameMaskedBinary(packet: Uint8Array): Buffer {
	if (packet.length > source.byteLength) {
		source = new Int32Array(Math.ceil(packet.length / 4));
	}
	new Uint8Array(source.buffer).set(packet);
	const { buffer, byteOffset, length } = frameMaskedWords(source, 0, packet.length);
	return Buffer.from(buffer, byteOffset, length);
}

/**
 * Frames one message that stands in words, four bytes a step.
 *
 * @param words - as the machine orders their bytes
 * @param first - the word that the message begins with
 * @param length - its bytes, at most 65,535; they are copied
 * @throws {RangeError} if it is longer
 */
export function frameMaskedWords(
	words: Int32Array,
	first: number,
	length: number,
): Uint8Array<ArrayBuffer> {
	if (length > MAX_LENGTH_16_BITS) {
		throw new RangeError(`Expected a packet of at most ${MAX_LENGTH_16_BITS} bytes, got ${length}`);
	}
	const payloadWords = (length + 3) >>> 2;
	const payload = takeWords(MASKED_HEADER_BYTES / 4 + payloadWords) + MASKED_HEADER_BYTES / 4;
	const key = takeKey();
	slab[payload - 1] = key;
	for (let index = 0; index < payloadWords; index++) {
		slab[payload + index] = (words[first + index] as number) ^ key;
	}
	const isShort = length <= MAX_LENGTH_7_BITS;
	const headerBytes = (isShort ? 2 : 4) + MASKING_KEY_BYTES;
	const frame = new Uint8Array(slabBuffer, 4 * payload - headerBytes, headerBytes + length);
	frame[0] = FIN_AND_BINARY;
	if (isShort) {
		frame[1] = MASKED | length;
	} else {
		frame[1] = MASKED | LENGTH_16_BITS;
		frame[2] = length >>> 8;
		frame[3] = length;
	}
	return frame;
}

/** @returns where that many words stand in `slab` that nobody else gets */
function takeWords(count: number): number {
	if (nextWord + count > slab.length) {
		slabBuffer = new ArrayBuffer(Math.max(4 * count, SLAB_BYTES));
		slab = new Int32Array(slabBuffer);
		nextWord = 0;
	}
	const first = nextWord;
	nextWord += count;
	return first;
}

/** @returns the next unused masking key, as the machine orders its bytes */
function takeKey(): number {
	if (nextKey === keys.length) {
		randomFillSync(keys);
		nextKey = 0;
	}
	const key = keys[nextKey] as number;
	nextKey += 1;
	return key;
}
