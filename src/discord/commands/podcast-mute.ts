// `/podcast mute` and `/podcast unmute`: the host decides whose voices this podcast has.
import { type GuildMember, MessageFlags } from 'discord.js';
import { UserError } from '../../errors.js';
import type { Show } from '../../show/show.js';
import { answer } from '../words/answer-words.js';
import { languageOf } from '../words/spoken-language.js';
import { describeMuted, describeUnmuted } from '../words/voice-words.js';
import type { CommandContext, GuildCommandInteraction, Subcommand } from './command.js';
import { requireOnAir } from './require-show.js';

/** `/podcast mute`. */
export const muteCommand: Subcommand = {
	define: (mute) =>
		mute
			.setName('mute')
			.setDescription('Take a member off air until the show ends')
			.addUserOption((member) =>
				member.setName('member').setDescription('Whose voice stays off air').setRequired(true),
			),
	execute: muteMember,
};

/** `/podcast unmute`. */
export const unmuteCommand: Subcommand = {
	define: (unmute) =>
		unmute
			.setName('unmute')
			.setDescription('Let a member back on air')
			.addUserOption((member) =>
				member.setName('member').setDescription('Whose voice goes on air again').setRequired(true),
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
		const silenced = cast.mute(member.id);
		const by = interaction.member.displayName;
		await show.logCast({ kind: 'muted', by });
		// From the answer on nothing is heard of what they said before, either.
		await silenced;
	}
	await interaction.editReply(describeMuted(member.id, languageOf(interaction)));
}

/** Takes `mute` back; answers only the member who asked. */
async function unmuteMember(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	const { member, show } = findMember(interaction, context);
	if (show.onAir.voices.cast.unmute(member.id)) {
		await show.logCast({ kind: 'unmuted', by: interaction.member.displayName });
	}
	const { channelId, voices } = show.onAir;
	const reason = voices.cast.offAirReason(member.id);
	await interaction.editReply(
		describeUnmuted(member.id, { reason, channelId }, languageOf(interaction)),
	);
}

function findMember(
	{ guildId, options }: GuildCommandInteraction,
	context: CommandContext,
): { member: GuildMember; show: Show } {
	const show = requireOnAir(context, guildId);
	const member = options.getMember('member');
	if (!member) {
		throw new UserError(answer('noMember'));
	}
	return { member, show };
}
