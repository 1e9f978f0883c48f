// Why a datagram becomes no frame, why a voice session ends or is away, and what may help.
import { InvalidStateError } from '../errors.js';

/** Why voice frames are lost to end-to-end encryption (DAVE). */
export const DAVE_DROP_REASONS = [
	'end-to-end encryption not ready',
	'end-to-end decryption failed',
] as const;

/** Why datagrams do not become frames. */
export const VOICE_DROP_REASONS = [
	'not from the voice server',
	'not RTP',
	'foreign payload type',
	'no voice key yet',
	'transport decryption failed',
	'malformed payload',
	'speaker not announced',
	'no Opus packet',
	...DAVE_DROP_REASONS,
] as const;

/** Why a datagram did not become a frame. */
export type VoiceDropReason = (typeof VOICE_DROP_REASONS)[number];

/** What takes a connection away for a while. */
export const RECONNECT_CAUSES = [
	'websocket dropped',
	'voice server closed',
	'gateway session lost',
	'reception failed',
] as const;

/** What took a connection away for a while. */
export type ReconnectCause = (typeof RECONNECT_CAUSES)[number];

/** How failing reception is helped. */
export const RECEPTION_REMEDIES = [
	/** Throw the end-to-end group away and ask for a new one. */
	'reinitialise',
	/** Leave the call and come back. */
	'rejoin',
] as const;

/** What may help. */
export type ReceptionRemedy = (typeof RECEPTION_REMEDIES)[number];

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

/** A voice session ended while it was joining. */
export class VoiceEndedError extends InvalidStateError {
	override name = 'VoiceEndedError';
	readonly reason: VoiceEndReason;

	constructor(reason: VoiceEndReason) {
		super(`The voice session ended while joining: ${reason}`, reason);
		this.reason = reason;
	}
}
