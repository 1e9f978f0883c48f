// Packets of the podcast's websocket, as a listener gets them.
import nacl from 'tweetnacl';

/** The byte that every packet begins with. */
const PREFIX = { EVENT: 0, AUDIO: 1 } as const;

/** The integers that stand in an event's `type`. */
const EVENT = { HELLO: 0, DISCONNECT: 1, SILENCE: 1000 } as const;

const PREFIX_BYTES = 1;
const NONCE_BYTES = 24;
const SECRET_KEY_BYTES = 32;

/** What a packet is. */
export type Packet =
	| { kind: 'hello'; secretKey: Uint8Array }
	| { kind: 'disconnect'; reason: number }
	/** What came and has not been heard must not be heard. */
	| { kind: 'silence' }
	| { kind: 'audio'; nonce: Uint8Array; box: Uint8Array }
	| { kind: 'ignored' };

const IGNORED: Packet = { kind: 'ignored' };

/** Reads a packet; what makes no sense is ignored, as a listener can do nothing about it. */
export function readPacket(packet: Uint8Array): Packet {
	if (packet[0] === PREFIX.AUDIO && packet.length > PREFIX_BYTES + NONCE_BYTES) {
		return {
			kind: 'audio',
			nonce: packet.subarray(PREFIX_BYTES, PREFIX_BYTES + NONCE_BYTES),
			box: packet.subarray(PREFIX_BYTES + NONCE_BYTES),
		};
	}
	return packet[0] === PREFIX.EVENT ? readEvent(packet.subarray(PREFIX_BYTES)) : IGNORED;
}

/** The Opus frame inside, or null where the key does not open it. */
export function openBox(
	{ nonce, box }: { nonce: Uint8Array; box: Uint8Array },
	secretKey: Uint8Array,
): Uint8Array | null {
	return nacl.secretbox.open(box, nonce, secretKey);
}

/** The fields stand beside `type`, or inside `content` in later versions of the protocol. */
function readEvent(json: Uint8Array): Packet {
	let event: Record<string, unknown>;
	try {
		event = Object(JSON.parse(new TextDecoder().decode(json)));
	} catch {
		return IGNORED;
	}
	const fields = { ...event, ...(event.content as object | undefined) } as Record<string, unknown>;
	if (fields.type === EVENT.HELLO && Array.isArray(fields.secretKey)) {
		// The bytes are signed in JSON; an array of bytes takes them either way.
		const secretKey = Uint8Array.from(fields.secretKey as number[]);
		return secretKey.length === SECRET_KEY_BYTES ? { kind: 'hello', secretKey } : IGNORED;
	}
	if (fields.type === EVENT.DISCONNECT) {
		return { kind: 'disconnect', reason: Number(fields.reason ?? -1) };
	}
	return fields.type === EVENT.SILENCE ? { kind: 'silence' } : IGNORED;
}
