// What the voice part hands on: one Opus frame of one member, with all that came with it.

/** One member's Opus frame, decrypted, as Discord sent it. */
export interface VoiceFrame {
	/** 1 to some 1,275 bytes; a view that nobody writes to. */
	opus: Uint8Array;
	/** The transport counter's four bytes as they came, read as an unsigned 32-bit big-endian integer. */
	transportNonce: number;
	/** Counts this connection's voice sessions from 0; each has transport nonces of its own. */
	voiceSession: number;
	userId: string;
	/** Unsigned 32-bit integer. */
	ssrc: number;
	/** RTP sequence, unsigned 16-bit integer that wraps around. */
	sequence: number;
	/** RTP timestamp in ticks of 48 kHz, unsigned 32-bit integer that wraps around. */
	timestamp: number;
	/** When the datagram came, by the clock's `nowMs`. */
	receivedAtMs: number;
}

/** Why a datagram did not become a frame. */
export type VoiceDropReason =
	| 'not RTP'
	| 'foreign payload type'
	| 'no voice key yet'
	| 'transport decryption failed'
	| 'malformed payload'
	| 'speaker not announced'
	| 'end-to-end encryption not ready'
	| 'end-to-end decryption failed';

/** Opus silence, which Discord's clients send five times when they stop talking. */
export const SILENCE_FRAME: Uint8Array = Uint8Array.of(0xf8, 0xff, 0xfe);
