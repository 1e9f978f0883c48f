// RTP and RTCP packets as Discord's voice servers send and take them (RFC 3550, RFC 8285).
import { TAG_BYTES, TRANSPORT_NONCE_BYTES, type TransportCipher } from './transport-cipher.js';

const HEADER_BYTES = 12;
const EXTENSION_PREAMBLE_BYTES = 4;
const VERSION_2 = 0x80;
const PADDING_BIT = 0x20;
const EXTENSION_BIT = 0x10;
const CSRC_COUNT_MASK = 0x0f;
/** Payload type 120, Opus. */
const OPUS_PAYLOAD_TYPE = 0x78;
/** One-byte header extensions, RFC 8285, 4.2. */
const ONE_BYTE_PROFILE = 0xbede;
const SENDER_REPORT = 200;
const RTCP_HEADER_BYTES = 8;
/** Header and sender info without report blocks, RFC 3550, 6.4.1. */
const SENDER_REPORT_BYTES = 28;

/** What goes into one RTP packet. */
export interface RtpPacket {
	sequence: number;
	timestamp: number;
	ssrc: number;
	/** Opus, or what end-to-end encryption made of it. */
	payload: Uint8Array;
	/** Body of the header extension, whole words; undefined sends no extension. */
	extension?: Uint8Array | undefined;
	/** Padding with its count byte; default none. */
	paddingBytes?: number | undefined;
}

/** Builds and encrypts an RTP packet: what is clear is also the additional data. */
export function sealRtp(packet: RtpPacket, cipher: TransportCipher, nonce: Uint8Array): Uint8Array {
	const { extension, paddingBytes = 0 } = packet;
	const clearBytes = HEADER_BYTES + (extension ? EXTENSION_PREAMBLE_BYTES : 0);
	const clear = new Uint8Array(clearBytes);
	const view = new DataView(clear.buffer);
	clear[0] = VERSION_2 | (paddingBytes > 0 ? PADDING_BIT : 0) | (extension ? EXTENSION_BIT : 0);
	clear[1] = OPUS_PAYLOAD_TYPE;
	view.setUint16(2, packet.sequence);
	view.setUint32(4, packet.timestamp);
	view.setUint32(8, packet.ssrc);
	if (extension) {
		view.setUint16(HEADER_BYTES, ONE_BYTE_PROFILE);
		view.setUint16(HEADER_BYTES + 2, extension.length / 4);
	}
	const padding = new Uint8Array(paddingBytes);
	if (paddingBytes > 0) {
		padding[paddingBytes - 1] = paddingBytes;
	}
	const plaintext = Buffer.concat([extension ?? new Uint8Array(), packet.payload, padding]);
	return Buffer.concat([clear, cipher.seal(clear, plaintext, nonce), nonce]);
}

/** A client's packet, decrypted. */
export interface OpenedRtp extends RtpPacket {
	/** The 4 bytes at the packet's end. */
	nonce: Uint8Array;
}

/**
 * Decrypts a client's RTP packet.
 *
 * @returns undefined if it is too short, of another payload type, or does not decrypt
 */
export function openRtp(datagram: Uint8Array, cipher: TransportCipher): OpenedRtp | undefined {
	if (datagram.length < HEADER_BYTES + TAG_BYTES + TRANSPORT_NONCE_BYTES) {
		return undefined;
	}
	const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
	const first = view.getUint8(0);
	const hasExtension = (first & EXTENSION_BIT) !== 0;
	const csrcBytes = (first & CSRC_COUNT_MASK) * 4;
	const clearBytes = HEADER_BYTES + csrcBytes + (hasExtension ? EXTENSION_PREAMBLE_BYTES : 0);
	const end = datagram.length - TRANSPORT_NONCE_BYTES;
	const isOpus = (first & 0xc0) === VERSION_2 && (view.getUint8(1) & 0x7f) === OPUS_PAYLOAD_TYPE;
	if (!isOpus || clearBytes + TAG_BYTES > end) {
		return undefined;
	}
	const nonce = datagram.slice(end);
	const opened = cipher.open(
		datagram.subarray(0, clearBytes),
		datagram.subarray(clearBytes, end),
		nonce,
	);
	if (!opened) {
		return undefined;
	}
	const extensionBytes = hasExtension ? view.getUint16(clearBytes - 2) * 4 : 0;
	const paddingBytes = (first & PADDING_BIT) !== 0 ? (opened.at(-1) ?? 0) : 0;
	return {
		sequence: view.getUint16(2),
		timestamp: view.getUint32(4),
		ssrc: view.getUint32(8),
		payload: Uint8Array.from(opened.subarray(extensionBytes, opened.length - paddingBytes)),
		nonce,
	};
}

/** Builds and encrypts an RTCP sender report, which a client has to ignore. */
export function sealSenderReport(
	report: { ssrc: number; timestamp: number; packetCount: number },
	cipher: TransportCipher,
	nonce: Uint8Array,
): Uint8Array {
	const bytes = new Uint8Array(SENDER_REPORT_BYTES);
	const view = new DataView(bytes.buffer);
	view.setUint8(0, VERSION_2);
	view.setUint8(1, SENDER_REPORT);
	view.setUint16(2, SENDER_REPORT_BYTES / 4 - 1);
	view.setUint32(4, report.ssrc);
	view.setUint32(16, report.timestamp);
	view.setUint32(20, report.packetCount);
	const clear = bytes.subarray(0, RTCP_HEADER_BYTES);
	return Buffer.concat([
		clear,
		cipher.seal(clear, bytes.subarray(RTCP_HEADER_BYTES), nonce),
		nonce,
	]);
}
