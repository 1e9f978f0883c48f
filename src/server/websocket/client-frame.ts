// What clients send most: binary messages, pings and pongs, each in one frame (RFC 6455, 5.2 and 5.5);
// and what the server answers to pings.

/** What a frame is that needs nothing of those before it. */
export const ClientOpcode = { BINARY: 0x2, PING: 0x9, PONG: 0xa } as const;

/** Such a frame, and where it stands. */
export interface ClientFrame {
	opcode: (typeof ClientOpcode)[keyof typeof ClientOpcode];
	/** Where its payload begins, masked; the masking key stands before it. */
	payload: number;
	/** Where the next frame begins. */
	end: number;
}

const FIN = 0x80;
const MASKED = 0x80;
/** Lengths up to here stand in the second byte itself. */
const MAX_LENGTH_7_BITS = 125;
const LENGTH_16_BITS = 126;
const MASKING_KEY_BYTES = 4;

/**
 * Reads a client's frame.
 *
 * @param maxMessageBytes - for binary messages
 * @returns `cut` where its end has not come, and `other` for any other frame and one that is wrong
 */
export function readClientFrame(
	bytes: Uint8Array,
	start: number,
	maxMessageBytes: number,
): ClientFrame | 'cut' | 'other' {
	const opcode = (bytes[start] as number) ^ FIN;
	const isBinary = opcode === ClientOpcode.BINARY;
	if (!isBinary && opcode !== ClientOpcode.PING && opcode !== ClientOpcode.PONG) {
		return 'other';
	}
	let length = (bytes[start + 1] ?? MASKED) ^ MASKED;
	let payload = start + 2 + MASKING_KEY_BYTES;
	if (length === LENGTH_16_BITS && isBinary) {
		payload += 2;
		length = ((bytes[start + 2] ?? 0) << 8) | (bytes[start + 3] ?? 0);
	} else if (length > MAX_LENGTH_7_BITS) {
		return 'other';
	}
	const end = payload + length;
	if (payload > bytes.length) {
		return 'cut';
	}
	if (isBinary && length > maxMessageBytes) {
		return 'other';
	}
	return end > bytes.length ? 'cut' : { opcode, payload, end };
}

/** @returns a frame's payload, unmasked; nothing writes to it again */
export function unmaskedPayload(bytes: Uint8Array, { payload, end }: ClientFrame): Buffer {
	const unmasked = Buffer.allocUnsafe(end - payload);
	const key = payload - MASKING_KEY_BYTES;
	for (let index = 0; index < unmasked.length; index++) {
		unmasked[index] = (bytes[payload + index] as number) ^ (bytes[key + (index & 3)] as number);
	}
	return unmasked;
}

/** A server's ping without a payload. */
export const PING_FRAME: Uint8Array = Uint8Array.of(FIN | ClientOpcode.PING, 0);

/** The answer to a ping. */
export function pongFrame(payload: Uint8Array): Uint8Array {
	const frame = new Uint8Array(2 + payload.length);
	frame[0] = FIN | ClientOpcode.PONG;
	frame[1] = payload.length;
	frame.set(payload, 2);
	return frame;
}
