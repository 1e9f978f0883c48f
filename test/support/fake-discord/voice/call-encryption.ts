// The seam where end-to-end encryption of a call (DAVE) plugs in.

/** A client in an encrypted call, as its delivery service sees it. */
export interface EncryptedPeer {
	readonly userId: string;
	/** The client's `max_dave_protocol_version`. */
	readonly maxVersion: number;
	/** Sends a JSON message, numbered with the websocket's one counter. */
	sendJson(op: number, data: unknown): void;
	/** Sends a binary message; number and opcode are put in front of the payload. */
	sendBinary(op: number, payload: Uint8Array): void;
}

/**
 * One call's encryption: the delivery service and the simulated members' own keys. Everybody in
 * the call has been announced with op 11 before `join` or `addMember` is called, and is told of
 * with op 13 before `leave` or `removeMember`.
 */
export interface CallEncryption {
	/** What op 4 tells a client with this maximum; 0 is no encryption. */
	versionFor(maxVersion: number): number;
	/** A client has got its op 4. A second peer with the same user id replaces the first. */
	join(peer: EncryptedPeer): void;
	leave(peer: EncryptedPeer): void;
	/** Op 23 or 31 of a client. */
	handleJson(peer: EncryptedPeer, op: number, data: unknown): void;
	/** A client's binary message, its opcode apart. */
	handleBinary(peer: EncryptedPeer, op: number, payload: Uint8Array): void;
	/** A simulated member, without a websocket, is in the call. */
	addMember(userId: string): void;
	removeMember(userId: string): void;
	/**
	 * Encrypts a simulated member's Opus frame.
	 *
	 * @returns undefined if the member has no key yet, so that nothing is sent
	 */
	encrypt(userId: string, opus: Uint8Array): Uint8Array | undefined;
	/**
	 * Decrypts a client's frame as a simulated listener would.
	 *
	 * @returns undefined if it cannot be decrypted
	 */
	decrypt(userId: string, payload: Uint8Array): Uint8Array | undefined;
	/** Resolves when everybody in the call has the keys to hear everybody. */
	settled(): Promise<void>;
	close(): void;
}

/** Makes the encryption of one call; ids are snowflakes. */
export type CallEncryptionFactory = (call: {
	guildId: string;
	channelId: string;
}) => CallEncryption;
