// Packets of the websocket: one prefix byte, then an event or encrypted audio.
import { ProtocolError } from '../errors.js';
import { CloseCode } from './close-codes.js';
import { decodeEvent, type PodcastEvent } from './events.js';
import { PODCAST_NONCE_BYTES } from './nonce.js';

/** The byte that every packet begins with. */
export const PacketPrefix = { EVENT: 0, AUDIO: 1 } as const;

/** Length of the prefix. */
export const PREFIX_BYTES = 1;

/** What stands before the box in an audio packet: prefix and nonce. */
export const AUDIO_HEADER_BYTES = PREFIX_BYTES + PODCAST_NONCE_BYTES;

/** Encrypted audio; both arrays are views into the packet. */
export interface AudioPacket {
	type: 'audio';
	/** 24 bytes. */
	podcastNonce: Uint8Array;
	/** 16-byte tag, then the ciphertext; at least one byte, not yet checked. */
	box: Uint8Array;
}

/** An event packet. */
export interface EventPacket {
	type: 'event';
	event: PodcastEvent;
}

/** A packet to count and ignore. */
export interface IgnoredPacket {
	type: 'ignored';
	reason: 'empty' | 'unknown prefix';
}

const OPENING_BRACE = 0x7b;

/**
 * Reads one packet.
 *
 * A packet that begins with `{` is taken as an event: the original server sends the Disconnect
 * event to the sender without its prefix.
 *
 * @throws {ProtocolError} if an event is malformed or an audio packet has no audio; the latter
 * with close code 4002
 */
export function decodePacket(packet: Uint8Array): AudioPacket | EventPacket | IgnoredPacket {
	switch (packet[0]) {
		case undefined:
			return { type: 'ignored', reason: 'empty' };
		case PacketPrefix.EVENT:
			return {
				type: 'event',
				event: decodeEvent(packet.subarray(PREFIX_BYTES)),
			};
		case OPENING_BRACE:
			return { type: 'event', event: decodeEvent(packet) };
		case PacketPrefix.AUDIO:
			checkAudioLength(packet);
			return {
				type: 'audio',
				podcastNonce: packet.subarray(PREFIX_BYTES, AUDIO_HEADER_BYTES),
				box: packet.subarray(AUDIO_HEADER_BYTES),
			};
		default:
			return { type: 'ignored', reason: 'unknown prefix' };
	}
}

/**
 * Checks an audio packet as the original server does: it is longer than prefix and nonce.
 *
 * @throws {ProtocolError} with close code 4002 if it is not
 */
export function checkAudioLength(packet: Uint8Array): void {
	if (packet.length <= AUDIO_HEADER_BYTES) {
		throw new ProtocolError(
			`Expected an audio packet of more than ${AUDIO_HEADER_BYTES} bytes, got ${packet.length}`,
			{ closeCode: CloseCode.INVALID_PAYLOAD },
		);
	}
}

/** Puts the event prefix before an event's JSON. */
export function encodeEventPacket(json: Uint8Array): Uint8Array {
	const packet = new Uint8Array(PREFIX_BYTES + json.length);
	packet[0] = PacketPrefix.EVENT;
	packet.set(json, PREFIX_BYTES);
	return packet;
}
