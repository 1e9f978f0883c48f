// Hello and Disconnect: what a podcast server tells its clients, as JSON.
import { HelloError, ProtocolError } from '../errors.js';
import type { CloseCode } from './close-codes.js';
import { decodeSecretKey, encodeSecretKey } from './secret-key.js';

/**
 * The integers that stand in an event's `type`. Silence is ours alone, and far from what the
 * protocol may count up to: clients that do not know it count it and go on.
 */
export const EventType = { HELLO: 0, DISCONNECT: 1, SILENCE: 1000 } as const;

/** Comes right after connecting; nothing is sent on air before it. */
export interface HelloEvent {
	type: typeof EventType.HELLO;
	/** 32 bytes, the podcast's key. */
	secretKey: Uint8Array;
}

/** Comes before the close frame with the same code. */
export interface DisconnectEvent {
	type: typeof EventType.DISCONNECT;
	/** Close code that follows; -1 where the event names none that can be read. */
	reason: number;
	/** Names something that is no close code: what follows will tell what it meant. */
	isVague?: true;
}

/** Whatever waits to be played is to be replaced by silence: somebody in it has taken it back. */
export interface SilenceEvent {
	type: typeof EventType.SILENCE;
}

/** An event of a type that this version does not know; to be counted and ignored. */
export interface UnknownEvent {
	type: 'unknown';
	eventType: number;
}

/** Any event that a client can receive. */
export type PodcastEvent = HelloEvent | DisconnectEvent | SilenceEvent | UnknownEvent;

/** Longest event that is looked at; the longest real one, a Hello, has about 200 bytes. */
export const MAX_EVENT_BYTES = 16 * 1024;

/** Leaves out a byte order mark at the beginning, which JSON has no place for. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
const utf8Encoder = new TextEncoder();

/**
 * Reads an event.
 *
 * @param json - UTF-8 JSON object with an integer `type`; the other fields stand beside it (first
 * version of the protocol) or in an object `content` (later ones)
 * @throws {ProtocolError} if it is no such object
 * @throws {HelloError} if it is a Hello without a key
 */
export function decodeEvent(json: Uint8Array): PodcastEvent {
	const object = parseObject(json);
	const type = object.type;
	if (typeof type !== 'number' || !Number.isInteger(type)) {
		throw new ProtocolError(`Expected type of the event to be an integer, got ${typeof type}`);
	}
	const content = object.content;
	const fields = isRecord(content) ? { ...object, ...content } : object;
	if (type === EventType.HELLO) {
		return { type, secretKey: decodeHelloKey(fields.secretKey) };
	}
	if (type === EventType.DISCONNECT) {
		return { type, ...decodeReason(fields.reason) };
	}
	return type === EventType.SILENCE ? { type } : { type: 'unknown', eventType: type };
}

/** Hello with its fields beside `type`, the key as signed bytes. */
export function encodeHello(secretKey: Uint8Array): Uint8Array {
	return utf8Encoder.encode(
		JSON.stringify({
			type: EventType.HELLO,
			secretKey: encodeSecretKey(secretKey),
		}),
	);
}

/** Disconnect with its field beside `type`. */
export function encodeDisconnect(reason: CloseCode): Uint8Array {
	return utf8Encoder.encode(JSON.stringify({ type: EventType.DISCONNECT, reason }));
}

/** Silence, which has no fields. */
export function encodeSilence(): Uint8Array {
	return utf8Encoder.encode(JSON.stringify({ type: EventType.SILENCE }));
}

function parseObject(json: Uint8Array): Record<string, unknown> {
	if (json.length > MAX_EVENT_BYTES) {
		throw new ProtocolError(
			`Expected an event of at most ${MAX_EVENT_BYTES} bytes, got ${json.length}`,
		);
	}
	let value: unknown;
	try {
		value = JSON.parse(utf8.decode(json));
	} catch {
		// The parser's message quotes its input, and a Hello's input is a key.
		throw new ProtocolError('Expected the event to be JSON in UTF-8');
	}
	if (!isRecord(value)) {
		throw new ProtocolError('Expected the event to be a JSON object');
	}
	return value;
}

function decodeHelloKey(value: unknown): Uint8Array {
	try {
		return decodeSecretKey(value);
	} catch (error) {
		throw error instanceof ProtocolError
			? new HelloError(`The podcast server said a Hello without a key. ${error.message}`)
			: error;
	}
}

function decodeReason(value: unknown): Omit<DisconnectEvent, 'type'> {
	if (value === undefined || value === null) {
		return { reason: -1 };
	}
	const reason = typeof value === 'string' && /^\d{4}$/.test(value) ? Number(value) : value;
	return typeof reason === 'number' && Number.isInteger(reason)
		? { reason }
		: { reason: -1, isVague: true };
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
