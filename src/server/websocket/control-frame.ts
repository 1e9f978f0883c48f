// Pings and pongs of clients, each in one piece (RFC 6455, 5.5), and what they are answered with.

/** What a control frame is. */
export const ControlOpcode = { PING: 0x9, PONG: 0xa } as const;

/** A ping or a pong. */
export interface ControlFrame {
	opcode: (typeof ControlOpcode)[keyof typeof ControlOpcode];
	/** Unmasked; a copy, up to 125 bytes. */
	payload: Uint8Array;
	/** Where the next frame begins. */
	end: number;
}

const FIN = 0x80;
const MASKED = 0x80;
const MAX_PAYLOAD_BYTES = 125;
const MASKING_KEY_OFFSET = 2;
const PAYLOAD_OFFSET = 6;

/**
 * Reads a client's ping or pong.
 *
 * @returns undefined for any other frame, and for one that is wrong or not all there
 */
export function readControlFrame(bytes: Uint8Array, start: number): ControlFrame | undefined {
	const [first = 0, second = 0] = [bytes[start], bytes[start + 1]];
	const opcode = first ^ FIN;
	const length = second ^ MASKED;
	const payloadStart = start + PAYLOAD_OFFSET;
	const end = payloadStart + length;
	if (
		(opcode !== ControlOpcode.PING && opcode !== ControlOpcode.PONG) ||
		length > MAX_PAYLOAD_BYTES ||
		end > bytes.length
	) {
		return undefined;
	}
	const payload = bytes.slice(payloadStart, end);
	for (let index = 0; index < length; index++) {
		payload[index] =
			(payload[index] as number) ^ (bytes[start + MASKING_KEY_OFFSET + (index & 3)] as number);
	}
	return { opcode, payload, end };
}

/** A server's ping without a payload. */
export const PING_FRAME: Uint8Array = Uint8Array.of(FIN | ControlOpcode.PING, 0);

/** The answer to a ping. */
export function pongFrame(payload: Uint8Array): Uint8Array {
	const frame = new Uint8Array(2 + payload.length);
	frame[0] = FIN | ControlOpcode.PONG;
	frame[1] = payload.length;
	frame.set(payload, 2);
	return frame;
}
