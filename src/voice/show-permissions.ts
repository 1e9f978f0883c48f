// What a show needs of the bot in its voice channel, by the names in a channel's settings.
import { ChannelType, PermissionFlagsBits, type VoiceBasedChannel } from 'discord.js';

/** Bits by name: to enter, to tell members that they are on air, and to show it in the channel list. */
export const SHOW_PERMISSIONS = {
	'View Channel': PermissionFlagsBits.ViewChannel,
	Connect: PermissionFlagsBits.Connect,
	'Send Messages': PermissionFlagsBits.SendMessages,
	'Set Voice Channel Status': PermissionFlagsBits.SetVoiceChannelStatus,
} as const;

/** Name of a permission that a show needs. */
export type ShowPermission = keyof typeof SHOW_PERMISSIONS;

/**
 * Which of them the bot lacks in a channel.
 *
 * @param options.hasChannelStatus - whether shows set the channel's status; a stage has none
 */
export function missingForShow(
	channel: VoiceBasedChannel,
	{ hasChannelStatus }: { hasChannelStatus: boolean },
): ShowPermission[] {
	const { me } = channel.guild.members;
	const permissions = me && channel.permissionsFor(me);
	const needsStatus = hasChannelStatus && channel.type === ChannelType.GuildVoice;
	return (Object.keys(SHOW_PERMISSIONS) as ShowPermission[]).filter(
		(name) =>
			!permissions?.has(SHOW_PERMISSIONS[name]) &&
			(needsStatus || name !== 'Set Voice Channel Status'),
	);
}
