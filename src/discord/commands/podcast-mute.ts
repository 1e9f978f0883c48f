// `/podcast mute` and `/podcast unmute`: the host decides whose voices this podcast has.
import { type GuildMember, MessageFlags } from 'discord.js';
import { UserError } from '../../errors.js';
import type { OnAir } from '../../show/on-air.js';
import type { GuildPodcast } from '../../show/show.js';
import { escapeText } from '../words/markdown.js';
import type { CommandContext, GuildCommandInteraction } from './command.js';

/** Takes a member off air for the rest of the podcast; answers only the member who asked. */
export async function muteMember(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	const { member, podcast } = findMember(interaction, context);
	const { cast } = podcast.onAir.voices;
	if (!cast.mutedUserIds.includes(member.id)) {
		cast.mute(member.id);
		podcast.noteCast(`${nameOf(interaction.member)} took ${nameOf(member)} off air.`);
	}
	await interaction.editReply(
		`🔇 <@${member.id}> is **off air** until this podcast ends; \`/podcast unmute\` takes that back.`,
	);
}

/** Takes `mute` back; answers only the member who asked. */
export async function unmuteMember(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	const { member, podcast } = findMember(interaction, context);
	if (podcast.onAir.voices.cast.unmute(member.id)) {
		podcast.noteCast(`${nameOf(interaction.member)} let ${nameOf(member)} back on air.`);
	}
	await interaction.editReply(describeUnmuted(member, podcast.onAir));
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
	{ registry }: CommandContext,
): { member: GuildMember; podcast: GuildPodcast } {
	const entry = registry.get(guildId);
	if (entry?.kind !== 'on air') {
		throw new UserError('This server is not on air: `/podcast start` begins a podcast.');
	}
	const member = options.getMember('member');
	if (!member) {
		throw new UserError('That user is not a member of this server.');
	}
	return { member, podcast: entry.podcast };
}

function nameOf(member: GuildMember): string {
	return escapeText(member.displayName);
}
