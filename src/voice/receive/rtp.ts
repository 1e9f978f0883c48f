// RTP as Discord's voice servers send it: the clear header, and what stands around the payload.
import { readU16Be, readU32Be } from '../../protocol/bytes.js';

/** RTP's fixed header (RFC 3550, 5.1). */
const FIXED_HEADER_BYTES = 12;

/** Profile and length before a header extension (RFC 3550, 5.3.1). */
const EXTENSION_PREAMBLE_BYTES = 4;

/** Discord's payload type for Opus. */
export const OPUS_PAYLOAD_TYPE = 120;

/** RTCP packet types as they look where RTP has marker and payload type (RFC 5761, 4). */
const RTCP_TYPES = { first: 192, last: 223 } as const;

/** The clear part of an RTP packet in Discord's `rtpsize` encryption modes. */
export interface RtpHeader {
	payloadType: number;
	/** Unsigned 16-bit integer. */
	sequence: number;
	/** Unsigned 32-bit integer, 48 kHz ticks. */
	timestamp: number;
	/** Unsigned 32-bit integer. */
	ssrc: number;
	/** Length of all that is in the clear, CSRC list and extension preamble included. */
	headerBytes: number;
	/** Length of the header extension's body, with which the ciphertext begins. */
	extensionBytes: number;
	hasPadding: boolean;
}

/** Whether the datagram is RTCP, which shares the port with RTP. */
export function isRtcp(datagram: Uint8Array): boolean {
	const type = datagram[1];
	return (
		datagram.length >= 8 &&
		(datagram[0] as number) >> 6 === 2 &&
		type !== undefined &&
		type >= RTCP_TYPES.first &&
		type <= RTCP_TYPES.last
	);
}

/** @returns the header, or null where the datagram is no RTP packet of version 2 */
export function parseRtpHeader(datagram: Uint8Array): RtpHeader | null {
	if (datagram.length < FIXED_HEADER_BYTES) {
		return null;
	}
	const first = datagram[0] as number;
	if (first >> 6 !== 2) {
		return null;
	}
	const csrcBytes = (first & 0x0f) * 4;
	const hasExtension = (first & 0x10) !== 0;
	let headerBytes = FIXED_HEADER_BYTES + csrcBytes;
	let extensionBytes = 0;
	if (hasExtension) {
		if (datagram.length < headerBytes + EXTENSION_PREAMBLE_BYTES) {
			return null;
		}
		extensionBytes = readU16Be(datagram, headerBytes + 2) * 4;
		headerBytes += EXTENSION_PREAMBLE_BYTES;
	}
	return {
		payloadType: (datagram[1] as number) & 0x7f,
		sequence: readU16Be(datagram, 2),
		timestamp: readU32Be(datagram, 4),
		ssrc: readU32Be(datagram, 8),
		headerBytes,
		extensionBytes,
		hasPadding: (first & 0x20) !== 0,
	};
}

/**
 * Cuts padding, whose last byte is its length, from the end of a payload.
 *
 * @returns a view, which may be empty, or null where the length does not fit
 */
export function cutPadding(payload: Buffer): Buffer | null {
	const paddingBytes = payload[payload.length - 1] ?? 0;
	return paddingBytes > 0 && paddingBytes <= payload.length
		? payload.subarray(0, payload.length - paddingBytes)
		: null;
}
