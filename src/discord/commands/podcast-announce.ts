// `/podcast announce`: where a server's shows are announced, and who is pinged then.
import {
	ChannelType,
	type GuildBasedChannel,
	MessageFlags,
	PermissionFlagsBits,
	type Role,
} from 'discord.js';
import { UserError } from '../../errors.js';
import { findNoPing, missingToAnnounce } from '../panels/announcements/announcement-access.js';
import {
	type DescribedSetting,
	describeMayNotThere,
	describeMissing,
	describeOff,
	describePresent,
	describeSet,
	NOT_SET,
} from '../words/announcement-words.js';
import type { CommandContext, GuildCommandInteraction, Subcommand } from './command.js';

/** `/podcast announce`. */
export const announceCommand: Subcommand = {
	define: (announce) =>
		announce
			.setName('announce')
			.setDescription('Announce this server’s shows in a channel; without options: say where')
			.addChannelOption((channel) =>
				channel
					.setName('channel')
					.setDescription('Where each show is announced, with its link')
					.addChannelTypes(ChannelType.GuildText, ChannelType.GuildAnnouncement),
			)
			.addRoleOption((role) =>
				role.setName('role').setDescription('Who is pinged once at the start (default: nobody)'),
			)
			.addBooleanOption((off) =>
				off.setName('off').setDescription('Announce shows of this server no more'),
			),
	execute: announceShows,
};

/** Answers only the member who asked, with what will happen. */
async function announceShows(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	await interaction.editReply(await answer(interaction, context));
}

async function answer(
	interaction: GuildCommandInteraction,
	{ announcements, registry }: CommandContext,
): Promise<string> {
	const { guild, guildId, options } = interaction;
	const channel = options.getChannel('channel') as GuildBasedChannel | null;
	const role = options.getRole('role');
	const present = announcements.settingIn(guildId);
	if (options.getBoolean('off')) {
		if (channel || role) {
			throw new UserError(NOT_SET.offWithChannel);
		}
		const isKept = await announcements.unset(guildId);
		return describeOff({ isKept, wasOn: present !== undefined });
	}
	if (!channel && !role) {
		return describePresent(present && describe(guild, present));
	}
	const channelId = channel?.id ?? present?.channelId;
	if (channelId === undefined) {
		throw new UserError(NOT_SET.noChannel);
	}
	const setting = { guildId, channelId, ...(role && { roleId: role.id }) };
	assertAllowed(interaction, { channelId, role });
	const described = describe(guild, setting);
	const { isChannelGone, missing } = described;
	if (!isChannelGone && missing.length > 0) {
		throw new UserError(describeMissing(channelId, missing));
	}
	if (isChannelGone) {
		throw new UserError(NOT_SET.noChannel);
	}
	const isKept = await announcements.set(setting);
	return describeSet(described, { isOnAir: registry.get(guildId) !== undefined, isKept });
}

function describe(
	guild: GuildCommandInteraction['guild'],
	{ channelId, roleId }: { channelId: string; roleId?: string | undefined },
): DescribedSetting {
	const channel = guild.channels.cache.get(channelId);
	return {
		channelId,
		roleId,
		noPing: roleId === undefined ? undefined : findNoPing(guild, channelId, roleId),
		missing: channel ? missingToAnnounce(channel) : [],
		isChannelGone: channel === undefined,
	};
}

/**
 * Whoever runs the server decides for it. A member who was only given the command gets nothing said
 * in their place that they may not say themselves.
 *
 * @throws {UserError} where they may not
 */
function assertAllowed(
	{ guild, guildId, member, memberPermissions }: GuildCommandInteraction,
	{ channelId, role }: { channelId: string; role: Role | null },
): void {
	if (role?.id === guildId) {
		throw new UserError(NOT_SET.everyone);
	}
	if (memberPermissions.has(PermissionFlagsBits.ManageGuild)) {
		return;
	}
	const own = guild.channels.cache.get(channelId)?.permissionsFor(member);
	if (!own?.has([PermissionFlagsBits.ViewChannel, PermissionFlagsBits.SendMessages])) {
		throw new UserError(describeMayNotThere('write', { channelId }));
	}
	if (role && !role.mentionable && !own.has(PermissionFlagsBits.MentionEveryone)) {
		throw new UserError(describeMayNotThere('ping', { channelId, roleId: role.id }));
	}
}
