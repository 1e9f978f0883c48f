// Reasons and causes as labels: few, known beforehand, and there from the start, at zero.
import type { ProgrammeDropReason } from '../audio/programme.js';
import type { SenderDropReason } from '../client/podcast-sender.js';
import type { ReceptionRemedy } from '../voice/receive/reception-recovery.js';
import type { ReconnectCause } from '../voice/voice-end.js';
import type { VoiceDropReason } from '../voice/voice-frame.js';

/** Why voice frames are lost to end-to-end encryption (DAVE). */
export const DAVE_REASONS: readonly VoiceDropReason[] = [
	'end-to-end encryption not ready',
	'end-to-end decryption failed',
];

/** Why datagrams do not become frames. */
export const VOICE_REASONS: readonly VoiceDropReason[] = [
	'not RTP',
	'foreign payload type',
	'no voice key yet',
	'transport decryption failed',
	'malformed payload',
	'speaker not announced',
	...DAVE_REASONS,
];

/** Why frames are not in the programme. */
export const PROGRAMME_REASONS: readonly ProgrammeDropReason[] = [
	'repeated',
	'late',
	'too many',
	'silence',
	'old voice session',
	'undecodable',
	'closed',
];

/** Why frames are not sent. */
export const SENDER_REASONS: readonly SenderDropReason[] = [
	'podcast not connected',
	'podcast connection too slow',
	'nonce would repeat',
	'frame too long',
];

/** What takes a voice connection away for a while. */
export const RECONNECT_CAUSES: readonly ReconnectCause[] = [
	'websocket dropped',
	'voice server closed',
	'gateway session lost',
	'reception failed',
];

/** How failing reception is helped: the first is for end-to-end encryption alone. */
export const REMEDIES: readonly ReceptionRemedy[] = ['reinitialise', 'rejoin'];

/**
 * Counts by reason, with those that have not happened: a counter that appears only with its first
 * count would hide that one from `rate()`.
 */
export function withZeros<Reason>(
	known: readonly Reason[],
	counted: ReadonlyMap<Reason, number>,
): Map<Reason, number> {
	return new Map([...known.map((reason) => [reason, 0] as const), ...counted]);
}

/** A reason as a label has it: lower case, words joined by underscores. */
export function reasonLabel(reason: string): string {
	return reason.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
}
