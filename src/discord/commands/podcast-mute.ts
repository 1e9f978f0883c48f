// `/podcast mute` and `/podcast unmute`: the host decides whose voices this podcast has.
import { type GuildMember, MessageFlags } from 'discord.js';
import { UserError } from '../../errors.js';
import type { OnAir } from '../../show/on-air.js';
import type { Show } from '../../show/show.js';
import type { CommandContext, GuildCommandInteraction, Subcommand } from './command.js';
import { requireShow } from './require-show.js';

/** `/podcast mute`. */
export const muteCommand: Subcommand = {
	define: (mute) =>
		mute
			.setName('mute')
			.setDescription('Takes a member off air until the podcast ends')
			.addUserOption((member) =>
				member.setName('member').setDescription('Whose voice is not to be heard').setRequired(true),
			),
	execute: muteMember,
};

/** `/podcast unmute`. */
export const unmuteCommand: Subcommand = {
	define: (unmute) =>
		unmute
			.setName('unmute')
			.setDescription('Lets a member back on air')
			.addUserOption((member) =>
				member.setName('member').setDescription('Whose voice may be heard again').setRequired(true),
			),
	execute: unmuteMember,
};

/** Takes a member off air for the rest of the podcast; answers only the member who asked. */
async function muteMember(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	const { member, show } = findMember(interaction, context);
	const { cast } = show.onAir.voices;
	if (!cast.mutedUserIds.includes(member.id)) {
		cast.mute(member.id);
		show.logCast({ kind: 'muted', by: interaction.member.displayName, member: member.displayName });
	}
	await interaction.editReply(
		`🔇 <@${member.id}> is **off air** until this podcast ends; \`/podcast unmute\` takes that back.`,
	);
}

/** Takes `mute` back; answers only the member who asked. */
async function unmuteMember(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	const { member, show } = findMember(interaction, context);
	if (show.onAir.voices.cast.unmute(member.id)) {
		show.logCast({
			kind: 'unmuted',
			by: interaction.member.displayName,
			member: member.displayName,
		});
	}
	await interaction.editReply(describeUnmuted(member, show.onAir));
}

function describeUnmuted(member: GuildMember, { channelId, voices }: OnAir): string {
	switch (voices.cast.offAirReason(member.id)) {
		case 'opted out':
			return `🔇 <@${member.id}> has opted out of all podcasts, and nobody else can take that back: only \`/podcast-privacy optin\` by the member does.`;
		case 'a bot':
			return `🔇 <@${member.id}> is a bot, and bots are kept off air here (the setting \`BOTS_ON_AIR\` of whoever runs me).`;
		default:
			return `🎙️ <@${member.id}> is **on air** when speaking in <#${channelId}>.`;
	}
}

function findMember(
	{ guildId, options }: GuildCommandInteraction,
	context: CommandContext,
): { member: GuildMember; show: Show } {
	const entry = requireShow(context, guildId);
	if (entry.kind === 'starting') {
		throw new UserError(
			`A podcast is just being started in <#${entry.channelId}>: try again when it is on air.`,
		);
	}
	const member = options.getMember('member');
	if (!member) {
		throw new UserError('That user is not a member of this server.');
	}
	return { member, show: entry.show };
}
