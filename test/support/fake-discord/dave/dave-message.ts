// The messages of E2EE on the voice gateway: opcodes, and their two forms.

/**
 * Opcodes of E2EE.
 *
 * @see {@link https://daveprotocol.com/#voice-gateway-opcodes}
 */
export const DaveOp = {
	PREPARE_TRANSITION: 21,
	EXECUTE_TRANSITION: 22,
	TRANSITION_READY: 23,
	PREPARE_EPOCH: 24,
	EXTERNAL_SENDER: 25,
	KEY_PACKAGE: 26,
	PROPOSALS: 27,
	COMMIT_WELCOME: 28,
	ANNOUNCE_COMMIT: 29,
	WELCOME: 30,
	INVALID_COMMIT_WELCOME: 31,
} as const;

/** A message sent as JSON. */
export interface JsonMessage {
	op: number;
	d: unknown;
}

/** A message sent as bytes, without sequence number and opcode. */
export interface BinaryMessage {
	op: number;
	payload: Uint8Array;
}

/** One message of the voice gateway in either direction. */
export type DaveMessage = JsonMessage | BinaryMessage;

/** Whether the message travels as bytes. */
export function isBinary(message: DaveMessage): message is BinaryMessage {
	return 'payload' in message;
}

/** What is to be sent to one connection. */
export type SendDaveMessage = (connectionId: string, message: DaveMessage) => void;

/** Highest protocol version the service speaks; 0 is transport encryption alone. */
export const DAVE_PROTOCOL_VERSION = 1;

/** Transition that (re)initialises and is executed on receipt (protocol.md, opcode 21). */
export const INIT_TRANSITION_ID = 0;

/** Epoch that op 24 names for a new group (protocol.md, opcode 24). */
export const NEW_GROUP_EPOCH = 1;

/** Puts a transition id before a commit or Welcome, as ops 29 and 30 carry them. */
export function withTransitionId(transitionId: number, body: Uint8Array): Uint8Array {
	const payload = new Uint8Array(2 + body.length);
	new DataView(payload.buffer).setUint16(0, transitionId);
	payload.set(body, 2);
	return payload;
}

/**
 * Reads one non-negative integer out of the data of a JSON message.
 *
 * @returns undefined if the data is no object or the field is no such number
 */
export function readInteger(d: unknown, field: string): number | undefined {
	if (typeof d !== 'object' || d === null || !(field in d)) {
		return undefined;
	}
	const value: unknown = Reflect.get(d, field);
	return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
