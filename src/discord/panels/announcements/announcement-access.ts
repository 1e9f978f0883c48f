// What the bot may do in a channel where shows are announced.
import { type Guild, type GuildBasedChannel, PermissionFlagsBits } from 'discord.js';
import type { NoPing } from '../../../show/show-events.js';

/** To announce, by the names in a channel's settings. */
const NEEDED = {
	'View Channel': PermissionFlagsBits.ViewChannel,
	'Send Messages': PermissionFlagsBits.SendMessages,
} as const;

/** Which permissions the bot lacks to announce there. */
export function missingToAnnounce(channel: GuildBasedChannel): string[] {
	const { me } = channel.guild.members;
	const permissions = me && channel.permissionsFor(me);
	return Object.entries(NEEDED)
		.filter(([, bit]) => !permissions?.has(bit))
		.map(([name]) => name);
}

/**
 * Why Discord would not let the bot ping a role.
 *
 * @returns undefined where it would
 * @see {@link https://docs.discord.com/developers/topics/permissions}
 */
export function findNoPing(guild: Guild, channelId: string, roleId: string): NoPing | undefined {
	const role = guild.roles.cache.get(roleId);
	if (!role) {
		return 'role gone';
	}
	const { me } = guild.members;
	const mayPingAny =
		me &&
		guild.channels.cache
			.get(channelId)
			?.permissionsFor(me)
			.has(PermissionFlagsBits.MentionEveryone);
	return role.mentionable || mayPingAny ? undefined : 'role not mentionable';
}
