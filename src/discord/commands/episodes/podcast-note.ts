// `/podcast note`: a chapter of the episode begins where it is set.
import { MessageFlags } from 'discord.js';
import { UserError } from '../../../errors.js';
import { visibleText } from '../../../protocol/member-text.js';
import { answerOnEpisode, describeNoted } from '../../words/episodes/episode-words.js';
import { languageOf } from '../../words/spoken-language.js';
import type { Subcommand } from '../command.js';
import { requireOnAir } from '../require-show.js';

const MAX_NOTE_LENGTH = 100;

/** `/podcast note`. */
export const noteCommand: Subcommand = {
	define: (note) =>
		note
			.setName('note')
			.setDescription('Set a mark in the recording: a chapter of the episode begins here')
			.addStringOption((text) =>
				text
					.setName('text')
					.setDescription('What the chapter is called')
					.setMaxLength(MAX_NOTE_LENGTH)
					.setRequired(true),
			),
	async execute(interaction, context) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		const text = visibleText(interaction.options.getString('text', true)).trim();
		if (text === '') {
			throw new UserError(answerOnEpisode('noTitle'));
		}
		const { recording } = requireOnAir(context, interaction.guildId);
		const atMs = await recording?.note(text, interaction.member.displayName);
		if (atMs === undefined) {
			throw new UserError(answerOnEpisode('notRecorded'));
		}
		await interaction.editReply(describeNoted(text, atMs, languageOf(interaction)));
	},
};
