// The header of an unmasked binary websocket message (RFC 6455, 5.2), put before a packet once.

const FIN_AND_BINARY = 0x82;
/** Payload lengths up to here stand in the second byte itself. */
const MAX_LENGTH_7_BITS = 125;
const LENGTH_16_BITS = 126;
const LENGTH_64_BITS = 127;

/**
 * A message in one frame, ready for the socket of any client.
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
	if (length <= 0xffff) {
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
