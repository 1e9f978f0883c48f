// What parts hand each other: one Opus frame, with all that has to come with it.

/** One member's Opus frame, decrypted, as Discord sent it. */
export interface VoiceFrame {
	/** 1 to some 1,275 bytes; a view that nobody writes to. */
	opus: Uint8Array;
	/** The transport counter's four bytes as they came, read as an unsigned 32-bit big-endian integer. */
	transportNonce: number;
	/** Counts this connection's voice sessions from 0; each has transport nonces of its own. */
	voiceSession: number;
	userId: string;
	/** Whether it is known only by elimination whose it is, as the voice server has not said so; default no. */
	isGuessed?: boolean;
	/** Unsigned 32-bit integer. */
	ssrc: number;
	/** RTP sequence, unsigned 16-bit integer that wraps around. */
	sequence: number;
	/** RTP timestamp in ticks of 48 kHz, unsigned 32-bit integer that wraps around. */
	timestamp: number;
	/** When the datagram came, by the clock's `nowMs`. */
	receivedAtMs: number;
}

/** One frame of the programme: Discord's own, or a mixed one with the nonce of one of Discord's. */
export interface ProgrammeFrame {
	opus: Uint8Array;
	transportNonce: number;
	voiceSession: number;
	/** When the Discord frame that lends its nonce came, by the clock's `nowMs`. */
	receivedAtMs: number;
}
