// Why a voice session ends, or is away for a while.

/** Why a voice session is over. */
export type VoiceEndReason =
	/** `leave` was called. */
	| 'left'
	/** Somebody disconnected the bot from voice. */
	| 'disconnected'
	| 'channel deleted'
	/** The bot was removed from the server, or the server is gone. */
	| 'guild gone'
	/** The voice server refuses the bot for good. */
	| 'refused'
	/** The connection dropped and did not come back in time. */
	| 'connection lost'
	/** The account's main gateway is closed for good. */
	| 'gateway closed'
	/** Another process that uses the same bot token is in voice there now. */
	| 'taken over';

/** What took a connection away for a while. */
export type ReconnectCause =
	| 'websocket dropped'
	| 'voice server closed'
	| 'gateway session lost'
	| 'reception failed';
