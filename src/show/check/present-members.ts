// Who is in a channel at the end of a sound check, and what there is to say of each one's sound.
import type { Guild, VoiceState } from 'discord.js';
import type { Cast } from '../../consent/cast.js';
import type { SpeakerReception } from '../../voice/receive/speaker-reception.js';
import type { CheckedChannel, CheckedMember, MemberSound, MutedBy } from './check-facts.js';
import type { MeasuredVoice } from './measured-voice.js';

/** So many packets in a row that are no frame are no accident: 0.2 s. */
const UNREADABLE_PACKETS = 10;

/** What was measured, and of whom it may be said. */
export interface PresentOptions {
	guild: Guild;
	channelId: string;
	cast: Cast;
	/** By user id. */
	voices: ReadonlyMap<string, MeasuredVoice>;
	receptions: Iterable<SpeakerReception>;
}

/**
 * Describes those who are there, and those who were heard and have gone; bots that are off air are
 * not spoken of, and other members who are off air only counted.
 */
export function describeMembers(
	options: PresentOptions,
): Pick<CheckedChannel, 'members' | 'offAirCount'> {
	const { cast, channelId, guild, voices } = options;
	const present = guild.voiceStates.cache.filter(
		(state) => state.channelId === channelId && state.id !== guild.client.user.id,
	);
	const userIds = new Set([...present.keys(), ...voices.keys()]);
	const members: CheckedMember[] = [];
	let offAirCount = 0;
	for (const userId of userIds) {
		const reason = cast.offAirReason(userId);
		if (reason === undefined) {
			members.push(describeMember(userId, { ...options, state: present.get(userId) }));
		} else if (reason !== 'a bot') {
			offAirCount += 1;
		}
	}
	return { members, offAirCount };
}

function describeMember(
	userId: string,
	{ guild, receptions, state, voices }: PresentOptions & { state: VoiceState | undefined },
): CheckedMember {
	const voice = voices.get(userId);
	const name = guild.members.cache.get(userId)?.displayName ?? 'somebody';
	const { lost = 0, received = 0 } = voice?.loss ?? {};
	return {
		name,
		sound: soundOf(voice, {
			mutedBy: state && mutedBy(state),
			reception: [...receptions].find((reception) => reception.userId === userId),
		}),
		lostShare: lost === 0 ? 0 : lost / (lost + received),
	};
}

function soundOf(
	voice: MeasuredVoice | undefined,
	parts: { mutedBy: MutedBy | undefined; reception: SpeakerReception | undefined },
): MemberSound {
	const heard = voice?.heard ?? ({ kind: 'silent' } as const);
	if (heard.kind === 'heard' || heard.kind === 'unmeasured') {
		return heard;
	}
	const failure = parts.reception?.failure;
	if (failure && failure.packets >= UNREADABLE_PACKETS) {
		return { kind: 'unreadable', reason: failure.reason };
	}
	return parts.mutedBy === undefined ? heard : { kind: 'muted', by: parts.mutedBy };
}

function mutedBy({ selfDeaf, selfMute, serverMute, suppress }: VoiceState): MutedBy | undefined {
	if (serverMute) {
		return 'a moderator';
	}
	if (suppress) {
		return 'the stage';
	}
	return selfMute || selfDeaf ? 'themselves' : undefined;
}
