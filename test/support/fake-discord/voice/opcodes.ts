// Opcodes of the voice gateway (API documentation, "Voice Opcodes"); 23 and 31 belong to DAVE.

/** Voice gateway opcodes that the simulation itself sends or reads. */
export const VOICE_OP = {
	IDENTIFY: 0,
	SELECT_PROTOCOL: 1,
	READY: 2,
	HEARTBEAT: 3,
	SESSION_DESCRIPTION: 4,
	SPEAKING: 5,
	HEARTBEAT_ACK: 6,
	RESUME: 7,
	HELLO: 8,
	RESUMED: 9,
	CLIENTS_CONNECT: 11,
	CLIENT_DISCONNECT: 13,
	DAVE_TRANSITION_READY: 23,
	DAVE_INVALID_COMMIT_WELCOME: 31,
} as const;
