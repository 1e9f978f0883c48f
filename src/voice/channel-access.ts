// Whether the bot may enter a voice channel, said before it tries: Discord answers a refusal with
// silence.
import { ChannelType, type Guild, PermissionFlagsBits, type VoiceBasedChannel } from 'discord.js';

const NEEDED_PERMISSIONS = [
	['View Channel', PermissionFlagsBits.ViewChannel],
	['Connect', PermissionFlagsBits.Connect],
] as const;

/** @returns a sentence on what keeps the bot out, or undefined where nothing does */
export function findVoiceObstacle(channel: VoiceBasedChannel): string | undefined {
	const { me } = channel.guild.members;
	const permissions = me && channel.permissionsFor(me);
	const missing = NEEDED_PERMISSIONS.filter(([, flag]) => !permissions?.has(flag));
	if (missing.length > 0) {
		return `I may not enter <#${channel.id}>: give me ${missing.map(([name]) => `**${name}**`).join(' and ')} there, in the channel's settings under Permissions.`;
	}
	if (me?.isCommunicationDisabled()) {
		return `I am timed out in this server and cannot enter <#${channel.id}>.`;
	}
	const isInside = me?.voice.channelId === channel.id;
	if (channel.full && !isInside && !permissions?.has(PermissionFlagsBits.MoveMembers)) {
		return `<#${channel.id}> is full (${channel.userLimit} members): raise its user limit, or give me **Move Members** there, which lets me in all the same.`;
	}
	return undefined;
}

/** @returns a sentence on what keeps the bot from playing there, or undefined where nothing does */
export function findPlayingObstacle(channel: VoiceBasedChannel): string | undefined {
	const { me } = channel.guild.members;
	// On a stage nobody may speak at first; it is asked for there.
	const maySpeak =
		channel.type === ChannelType.GuildStageVoice ||
		(me && channel.permissionsFor(me).has(PermissionFlagsBits.Speak));
	return (
		findVoiceObstacle(channel) ??
		(maySpeak
			? undefined
			: `I may not speak in <#${channel.id}>: give me **Speak** there, in the channel's settings under Permissions.`)
	);
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
