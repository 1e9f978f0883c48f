// Where and why frames were lost, as labels: every known reason is there from the start, at zero.
import type { SenderDropReason } from '../sender/podcast-sender.js';
import type { VoiceDropReason } from '../voice/voice-frame.js';
import type { Snapshot } from './snapshot.js';

/** Frames lost at one stage for one reason. */
export interface FrameLoss {
	stage: 'voice' | 'sender' | 'server' | 'receiver';
	reason: string;
	frames: number;
}

/** Reasons that have to do with end-to-end encryption (DAVE). */
export const DAVE_REASONS: readonly VoiceDropReason[] = [
	'end-to-end encryption not ready',
	'end-to-end decryption failed',
];

const VOICE_REASONS: readonly VoiceDropReason[] = [
	'not RTP',
	'foreign payload type',
	'no voice key yet',
	'transport decryption failed',
	'malformed payload',
	'speaker not announced',
	...DAVE_REASONS,
];

const SENDER_REASONS: readonly SenderDropReason[] = [
	'podcast not connected',
	'podcast connection too slow',
	'nonce would repeat',
	'frame too long',
];

/** All losses since the start. */
export function frameLosses({ bot, server }: Snapshot): FrameLoss[] {
	const losses: FrameLoss[] = [];
	if (bot) {
		const { voice, sender } = bot.counts;
		losses.push(...lossesAt('voice', withZeros(VOICE_REASONS, voice.dropped)));
		losses.push(...lossesAt('sender', withZeros(SENDER_REASONS, sender.dropped)));
	}
	if (server) {
		const { ignored, packetsDropped } = server.totals;
		losses.push(...lossesAt('server', new Map([['too fast', ignored.tooFast]])));
		losses.push(...lossesAt('receiver', new Map([['receiver too slow', packetsDropped]])));
	}
	return losses;
}

/** A reason as a label has it: lower case, words joined by underscores. */
export function reasonLabel(reason: string): string {
	return reason.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
}

/** A counter that appears only with its first loss would hide that loss from `rate()`. */
function withZeros<Reason>(
	known: readonly Reason[],
	counted: ReadonlyMap<Reason, number>,
): Map<Reason, number> {
	return new Map([...known.map((reason) => [reason, 0] as const), ...counted]);
}

function lossesAt(stage: FrameLoss['stage'], counts: ReadonlyMap<string, number>): FrameLoss[] {
	return [...counts].map(([reason, frames]) => ({ stage, reason: reasonLabel(reason), frames }));
}
