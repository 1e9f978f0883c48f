// What is kept of a bot's media, for comparing byte for byte.

/** One packet on its way to one bot. */
export interface SentPacket {
	/** Who talks. */
	userId: string;
	ssrc: number;
	sequence: number;
	timestamp: number;
	/** What the bot must end up with. */
	opus: Uint8Array;
	/** What the transport carried: the Opus frame, or the end-to-end encrypted one. */
	payload: Uint8Array;
	/** The 4 bytes at the packet's end. */
	transportNonce: Uint8Array;
	/** The same, padded with zeros to 24 bytes. */
	nonce: Uint8Array;
	/** By `performance.now()`. */
	sentAtMs: number;
	/** One of the frames that end a talkspurt. */
	isTrailingSilence: boolean;
	/** How many copies the network let through. */
	copies: number;
}

/** One frame that came from the bot. */
export interface ReceivedFrame {
	opus: Uint8Array;
	payload: Uint8Array;
	sequence: number;
	timestamp: number;
	transportNonce: Uint8Array;
	receivedAtMs: number;
}
