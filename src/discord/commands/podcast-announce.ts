// `/podcast announce`: where a server's shows are announced, and who is pinged then.
import {
	ChannelType,
	type GuildBasedChannel,
	MessageFlags,
	PermissionFlagsBits,
	type Role,
} from 'discord.js';
import { UserError } from '../../errors.js';
import type { Language } from '../../languages.js';
import { findNoPing, missingToAnnounce } from '../panels/announcements/announcement-access.js';
import {
	type DescribedSetting,
	describeMayNotThere,
	describeMissing,
	describeOff,
	describePresent,
	describeSet,
	explainNotSet,
} from '../words/announcement-words.js';
import { languageOf } from '../words/spoken-language.js';
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
	await interaction.editReply(await answer(interaction, context, languageOf(interaction)));
}

async function answer(
	interaction: GuildCommandInteraction,
	{ announcements, registry }: CommandContext,
	language: Language,
): Promise<string> {
	const { guild, guildId, options } = interaction;
	const channel = options.getChannel('channel') as GuildBasedChannel | null;
	const role = options.getRole('role');
	const present = announcements.settingIn(guildId);
	if (options.getBoolean('off')) {
		if (channel || role) {
			throw new UserError(explainNotSet('offWithChannel'));
		}
		const isKept = await announcements.unset(guildId);
		return describeOff({ isKept, wasOn: present !== undefined }, language);
	}
	if (!channel && !role) {
		return describePresent(present && describe(guild, present), language);
	}
	const channelId = channel?.id ?? present?.channelId;
	if (channelId === undefined) {
		throw new UserError(explainNotSet('noChannel'));
	}
	const setting = { guildId, channelId, ...(role && { roleId: role.id }) };
	assertAllowed(interaction, { channelId, role });
	const described = describe(guild, setting);
	const { isChannelGone, missing } = described;
	if (!isChannelGone && missing.length > 0) {
		throw new UserError((spoken) => describeMissing(channelId, missing, spoken));
	}
	if (isChannelGone) {
		throw new UserError(explainNotSet('noChannel'));
	}
	const isKept = await announcements.set(setting);
	const isOnAir = registry.get(guildId) !== undefined;
	return describeSet(described, { isOnAir, isKept }, language);
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
		throw new UserError(explainNotSet('everyone'));
	}
	if (memberPermissions.has(PermissionFlagsBits.ManageGuild)) {
		return;
	}
	const own = guild.channels.cache.get(channelId)?.permissionsFor(member);
	if (!own?.has([PermissionFlagsBits.ViewChannel, PermissionFlagsBits.SendMessages])) {
		throw new UserError((language) => describeMayNotThere('write', { channelId }, language));
	}
	if (role && !role.mentionable && !own.has(PermissionFlagsBits.MentionEveryone)) {
		const place = { channelId, roleId: role.id };
		throw new UserError((language) => describeMayNotThere('ping', place, language));
	}
}
