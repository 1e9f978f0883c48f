// `/podcast help`: how to get on air, and where the rest stands.
import { MessageFlags } from 'discord.js';
import { describeHelp } from '../words/help-words.js';
import { languageOf } from '../words/spoken-language.js';
import type { GuildCommandInteraction, Subcommand } from './command.js';

/** `/podcast help`. */
export const helpCommand: Subcommand = {
	define: (help) =>
		help.setName('help').setDescription('Show how to start a show, and what else there is'),
	execute: showHelp,
};

/** Answers only the member who asked. */
async function showHelp(interaction: GuildCommandInteraction): Promise<void> {
	const content = describeHelp(languageOf(interaction));
	await interaction.reply({ content, flags: MessageFlags.Ephemeral });
}
