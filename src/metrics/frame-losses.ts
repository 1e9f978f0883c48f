// Where and why frames were lost, all the way from the datagram to the receivers.
import { PROGRAMME_DROP_REASONS } from '../audio/drop-reasons.js';
import { SENDER_DROP_REASONS } from '../client/drop-reasons.js';
import { VOICE_DROP_REASONS } from '../voice/voice-reasons.js';
import { reasonLabel, withZeros } from './reasons.js';
import type { Snapshot } from './snapshot.js';

/** Frames lost at one stage for one reason. */
export interface FrameLoss {
	stage: 'voice' | 'audio' | 'sender' | 'server' | 'relay' | 'receiver';
	reason: string;
	frames: number;
}

/** All losses since the start. */
export function frameLosses({ bot, server }: Snapshot): FrameLoss[] {
	const losses: FrameLoss[] = [];
	if (bot) {
		const { voice, programme, sender } = bot.counts;
		losses.push(...lossesAt('voice', withZeros(VOICE_DROP_REASONS, voice.dropped)));
		losses.push(...lossesAt('audio', withZeros(PROGRAMME_DROP_REASONS, programme.dropped)));
		losses.push(...lossesAt('sender', withZeros(SENDER_DROP_REASONS, sender.dropped)));
	}
	if (server) {
		const { ignored, packetsDropped } = server.totals;
		losses.push(...lossesAt('server', new Map([['too fast', ignored.tooFast]])));
		if (server.relay) {
			const { packetsLost } = server.relay.totals;
			losses.push(...lossesAt('relay', new Map([['never arrived', packetsLost]])));
		}
		if (server.processes) {
			const dropped = server.processes.reduce((sum, { packetsDropped }) => sum + packetsDropped, 0);
			losses.push(...lossesAt('relay', new Map([['process too slow', dropped]])));
		}
		losses.push(...lossesAt('receiver', new Map([['too slow', packetsDropped]])));
	}
	return losses;
}

function lossesAt(stage: FrameLoss['stage'], counts: ReadonlyMap<string, number>): FrameLoss[] {
	return [...counts].map(([reason, frames]) => ({ stage, reason: reasonLabel(reason), frames }));
}
