// Close codes of Discord's voice gateway, and what each asks a client to do.

/** Codes that the code here has a reason to name. */
export const VoiceCloseCode = {
	/** Somebody disconnected or moved the bot, or its main gateway session is over. */
	DISCONNECTED: 4014,
	VOICE_SERVER_CRASHED: 4015,
	UNKNOWN_ENCRYPTION_MODE: 4016,
	END_TO_END_ENCRYPTION_REQUIRED: 4017,
	RATE_LIMITED: 4021,
	/** The call is over: the channel was deleted, or the voice server changed. */
	CALL_TERMINATED: 4022,
} as const;

/** What to do after a close code. */
export type VoiceCloseAction =
	/** The library resumes by itself. */
	| 'resume'
	/** What Discord says of the bot's own voice state decides, which may come before or after. */
	| 'await voice state'
	/** The voice session is void, and a new one can be had. */
	| 'reconnect'
	/** Coming back would end the same way. */
	| 'give up';

/**
 * Classifies a close code of the voice websocket.
 *
 * @see {@link https://docs.discord.com/developers/topics/opcodes-and-status-codes#voice-voice-close-event-codes}
 */
export function classifyVoiceClose(code: number): VoiceCloseAction {
	switch (code) {
		case VoiceCloseCode.DISCONNECTED:
		case VoiceCloseCode.CALL_TERMINATED:
			return 'await voice state';
		case VoiceCloseCode.UNKNOWN_ENCRYPTION_MODE:
		case VoiceCloseCode.END_TO_END_ENCRYPTION_REQUIRED:
		case VoiceCloseCode.RATE_LIMITED:
			return 'give up';
		case VoiceCloseCode.VOICE_SERVER_CRASHED:
			return 'resume';
		default:
			return code < 4000 ? 'resume' : 'reconnect';
	}
}
