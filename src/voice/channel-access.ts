// Whether the bot may enter a voice channel, found out before it tries: Discord answers a refusal
// with silence.
import { ChannelType, type Guild, PermissionFlagsBits, type VoiceBasedChannel } from 'discord.js';
import { SHOW_PERMISSIONS, type ShowPermission } from './show-permissions.js';
import type { SpeakingObstacle } from './speaking-right.js';

const ENTRY_PERMISSIONS = ['View Channel', 'Connect'] as const satisfies ShowPermission[];

/** What keeps the bot out of a voice channel. */
export type VoiceObstacle =
	/** `names`: as Discord's settings call them. */
	| { kind: 'permissions missing'; names: readonly (typeof ENTRY_PERMISSIONS)[number][] }
	/** A moderator has timed the bot out. */
	| { kind: 'timed out' }
	| { kind: 'full'; userLimit: number };

/** What keeps the bot from playing into a voice channel. */
export type PlayingObstacle = VoiceObstacle | { kind: 'not seen' } | { kind: 'may not speak' };

/** What keeps members from hearing the bot where it is. */
export type SpeechObstacle = Extract<SpeakingObstacle, 'in the audience' | 'muted' | 'not allowed'>;

/** What keeps the bot out of a channel, if anything does. */
export function findVoiceObstacle(channel: VoiceBasedChannel): VoiceObstacle | undefined {
	const { me } = channel.guild.members;
	const permissions = me && channel.permissionsFor(me);
	const names = ENTRY_PERMISSIONS.filter((name) => !permissions?.has(SHOW_PERMISSIONS[name]));
	if (names.length > 0) {
		return { kind: 'permissions missing', names };
	}
	if (me?.isCommunicationDisabled()) {
		return { kind: 'timed out' };
	}
	const isInside = me?.voice.channelId === channel.id;
	const isLetIn = isInside || permissions?.has(PermissionFlagsBits.MoveMembers) === true;
	return channel.full && !isLetIn ? { kind: 'full', userLimit: channel.userLimit } : undefined;
}

/** What keeps the bot from playing into a channel, if anything does. */
export function findPlayingObstacle(channel: VoiceBasedChannel): PlayingObstacle | undefined {
	const { me } = channel.guild.members;
	// On a stage nobody may speak at first; it is asked for there.
	const maySpeak =
		channel.type === ChannelType.GuildStageVoice ||
		(me && channel.permissionsFor(me).has(PermissionFlagsBits.Speak));
	return findVoiceObstacle(channel) ?? (maySpeak ? undefined : { kind: 'may not speak' });
}

/** What keeps the bot from being heard where it is, if anything does; nothing is done about it. */
export function findSpeechObstacle(guild: Guild, channelId: string): SpeechObstacle | undefined {
	const { me } = guild.members;
	const channel = guild.channels.cache.get(channelId);
	if (me?.voice.serverMute) {
		return 'muted';
	}
	if (me?.voice.suppress && channel?.type === ChannelType.GuildStageVoice) {
		return 'in the audience';
	}
	const maySpeak =
		me !== null && channel?.permissionsFor(me).has(PermissionFlagsBits.Speak) === true;
	return !maySpeak || me.voice.suppress || me.isCommunicationDisabled() ? 'not allowed' : undefined;
}

/** How many people are in a voice channel; bots do not count. */
export function countPeople(guild: Guild, channelId: string): number {
	return guild.voiceStates.cache.filter(
		(state) =>
			state.channelId === channelId &&
			state.id !== guild.client.user.id &&
			state.member?.user.bot !== true,
	).size;
}
