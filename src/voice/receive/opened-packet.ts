// An RTP packet of a voice server without its transport encryption.

/** What came under the voice key: somebody's frame, still end-to-end encrypted where the call is. */
export interface OpenedPacket {
	/** Without header extension and padding. */
	payload: Buffer;
	transportNonce: number;
	voiceSession: number;
	ssrc: number;
	sequence: number;
	timestamp: number;
	/** By the clock's `nowMs`. */
	receivedAtMs: number;
	/** Its frame, where the search for its speaker has opened it: a key opens it but once. */
	opus: Uint8Array | undefined;
}
