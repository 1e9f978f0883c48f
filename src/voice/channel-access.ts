// Whether the bot may enter a voice channel, found out before it tries: Discord answers a refusal
// with silence.
import { ChannelType, type Guild, PermissionFlagsBits, type VoiceBasedChannel } from 'discord.js';

const NEEDED_PERMISSIONS = [
	['View Channel', PermissionFlagsBits.ViewChannel],
	['Connect', PermissionFlagsBits.Connect],
] as const;

/** What keeps the bot out of a voice channel. */
export type VoiceObstacle =
	/** `names`: as Discord's settings call them. */
	| { kind: 'permissions missing'; names: readonly (typeof NEEDED_PERMISSIONS)[number][0][] }
	/** A moderator has timed the bot out. */
	| { kind: 'timed out' }
	| { kind: 'full'; userLimit: number };

/** What keeps the bot from playing into a voice channel. */
export type PlayingObstacle = VoiceObstacle | { kind: 'not seen' } | { kind: 'may not speak' };

/** What keeps the bot out of a channel, if anything does. */
export function findVoiceObstacle(channel: VoiceBasedChannel): VoiceObstacle | undefined {
	const { me } = channel.guild.members;
	const permissions = me && channel.permissionsFor(me);
	const missing = NEEDED_PERMISSIONS.filter(([, flag]) => !permissions?.has(flag));
	if (missing.length > 0) {
		return { kind: 'permissions missing', names: missing.map(([name]) => name) };
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

/** How many people are in a voice channel; bots do not count. */
export function countPeople(guild: Guild, channelId: string): number {
	return guild.voiceStates.cache.filter(
		(state) =>
			state.channelId === channelId &&
			state.id !== guild.client.user.id &&
			state.member?.user.bot !== true,
	).size;
}
