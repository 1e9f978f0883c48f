// `/podcast stop`: ends the guild's podcast, on air or still starting.
import { MessageFlags } from 'discord.js';
import { UserError } from '../../errors.js';
import { escapeText, formatDuration } from '../words/markdown.js';
import type { CommandContext, GuildCommandInteraction } from './command.js';

/** Answers publicly where there was a podcast, and only to the member who asked where not. */
export async function stopPodcast(
	interaction: GuildCommandInteraction,
	{ clock, registry }: CommandContext,
): Promise<void> {
	const { guildId } = interaction;
	const entry = registry.get(guildId);
	if (!entry) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		throw new UserError('This server is not on air: `/podcast start` begins a podcast.');
	}
	await interaction.deferReply();
	if (entry.kind === 'starting') {
		entry.giveUp.abort('It was stopped.');
		await interaction.editReply('⚫ The podcast that was being started has been given up.');
		return;
	}
	const { onAir, podcast } = entry;
	const durationMs = clock.epochMs() - onAir.sinceEpochMs;
	await registry.end(podcast, `${escapeText(interaction.member.displayName)} stopped it.`);
	await interaction.editReply(
		`⚫ **Off air**: ${escapeText(onAir.title)}, after ${formatDuration(durationMs)}.`,
	);
}
