// `/podcast stop`: ends the guild's podcast, on air or still starting.
import { MessageFlags } from 'discord.js';
import type { ShowParting } from '../../show/show-events.js';
import type { GuildEntry } from '../../show/show-registry.js';
import { answer } from '../words/answer-words.js';
import { describeStopped } from '../words/show-words.js';
import { languageOfServer } from '../words/spoken-language.js';
import type { CommandContext, GuildCommandInteraction, Subcommand } from './command.js';
import { requireShow } from './require-show.js';

/** `/podcast stop`. */
export const stopCommand: Subcommand = {
	define: (stop) => stop.setName('stop').setDescription('End the show of this server'),
	execute: stopPodcast,
};

/** Answers publicly where there was a podcast, and only to the member who asked where not. */
async function stopPodcast(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	let entry: GuildEntry;
	try {
		entry = requireShow(context, interaction.guildId);
	} catch (error) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		throw error;
	}
	await interaction.deferReply();
	const language = languageOfServer(interaction.guild);
	if (entry.kind === 'starting') {
		entry.giveUp.abort({ cause: 'stopped' } satisfies ShowParting);
		await interaction.editReply(answer('givenUp')(language));
		return;
	}
	const { onAir, show } = entry;
	const durationMs = context.clock.epochMs() - onAir.sinceEpochMs;
	await show.close({ cause: 'stopped', by: interaction.member.displayName });
	await interaction.editReply(
		describeStopped(onAir.title, durationMs, languageOfServer(interaction.guild)),
	);
}
