// Whether the bot may enter a voice channel, said before it tries: Discord answers a refusal with
// silence.
import { PermissionFlagsBits, type VoiceBasedChannel } from 'discord.js';

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
