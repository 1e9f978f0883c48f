// RTP packets as a voice server encrypts them, made with other code than the bot opens them with.
import { createCipheriv } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';

/** What goes into one packet. */
export interface RtpPacketOptions {
	mode: string;
	/** 32 bytes. */
	voiceKey: Uint8Array;
	opus: Uint8Array;
	/** The nonce's four bytes, written big-endian. */
	transportNonce: number;
	sequence?: number;
	timestamp?: number;
	ssrc?: number;
	payloadType?: number;
	csrcs?: readonly number[];
	/** Body of a header extension, a multiple of 4 bytes. */
	extension?: Uint8Array;
	/** Padding in all, its last byte included; 1..255. */
	paddingBytes?: number;
	/** What the last byte of the padding says, where it lies. */
	claimedPaddingBytes?: number;
}

/** One datagram of a voice server. */
export function rtpPacket(options: RtpPacketOptions): Buffer {
	const { csrcs = [], extension, paddingBytes = 0 } = options;
	const header = Buffer.alloc(12 + 4 * csrcs.length + (extension ? 4 : 0));
	header[0] = 0x80 | (paddingBytes > 0 ? 0x20 : 0) | (extension ? 0x10 : 0) | csrcs.length;
	header[1] = options.payloadType ?? 0x78;
	header.writeUInt16BE(options.sequence ?? 1, 2);
	header.writeUInt32BE(options.timestamp ?? 960, 4);
	header.writeUInt32BE(options.ssrc ?? 1, 8);
	csrcs.forEach((csrc, index) => {
		header.writeUInt32BE(csrc, 12 + 4 * index);
	});
	if (extension) {
		header.writeUInt16BE(0xbede, header.length - 4);
		header.writeUInt16BE(extension.length / 4, header.length - 2);
	}
	const padding = Buffer.alloc(paddingBytes);
	if (paddingBytes > 0) {
		padding[paddingBytes - 1] = options.claimedPaddingBytes ?? paddingBytes;
	}
	const plaintext = Buffer.concat([extension ?? Buffer.alloc(0), options.opus, padding]);
	const nonce = Buffer.alloc(4);
	nonce.writeUInt32BE(options.transportNonce);
	return Buffer.concat([header, encrypt(options, { plaintext, header, nonce }), nonce]);
}

function encrypt(
	{ mode, voiceKey }: RtpPacketOptions,
	parts: { plaintext: Buffer; header: Buffer; nonce: Buffer },
): Uint8Array {
	if (mode === 'aead_aes256_gcm_rtpsize') {
		const cipher = createCipheriv(
			'aes-256-gcm',
			voiceKey,
			Buffer.concat([parts.nonce, Buffer.alloc(8)]),
		);
		cipher.setAAD(parts.header);
		return Buffer.concat([cipher.update(parts.plaintext), cipher.final(), cipher.getAuthTag()]);
	}
	const nonce = Buffer.concat([parts.nonce, Buffer.alloc(20)]);
	return xchacha20poly1305(voiceKey, nonce, parts.header).encrypt(parts.plaintext);
}
