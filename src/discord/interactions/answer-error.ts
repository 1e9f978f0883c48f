// What went wrong with a command or a button, told to the member who asked and nobody else.
import {
	MessageFlags,
	type ModalSubmitInteraction,
	type StringSelectMenuInteraction,
} from 'discord.js';
import { UserError } from '../../errors.js';
import { isAcknowledgedElsewhere, isTooLate } from '../accounts/rival-watch.js';
import type {
	CommandContext,
	GuildButtonInteraction,
	GuildCommandInteraction,
} from '../commands/command.js';
import { describeFailed } from '../words/answer-words.js';
import { explainRefusal } from '../words/failures/listen-failures.js';
import { languageOf } from '../words/spoken-language.js';
import { explainFailure } from '../words/start-words.js';

type AnsweredInteraction =
	| GuildCommandInteraction
	| GuildButtonInteraction
	| ModalSubmitInteraction<'cached'>
	| StringSelectMenuInteraction<'cached'>;

/**
 * Answers with the error's text where it may be shown, and writes it into the log.
 *
 * @throws what Discord answers where the interaction was acknowledged elsewhere, or it is too late
 */
export async function answerError(
	interaction: AnsweredInteraction,
	thrown: unknown,
	{ api, logger }: CommandContext,
): Promise<void> {
	const error = explainRefusal(explainFailure(thrown));
	const cause = error instanceof UserError && error.cause ? error.cause : error;
	const advice = api.advise(cause);
	const about = {
		guildId: interaction.guildId,
		...('commandName' in interaction
			? { command: interaction.commandName }
			: { button: interaction.customId }),
		err: cause,
		...(advice && { advice }),
	};
	if (error instanceof UserError) {
		logger.info(about, 'Refused');
	} else {
		logger.error(about, 'Failed');
	}
	const language = languageOf(interaction);
	const content =
		error instanceof UserError ? error.messageIn(language) : describeFailed(cause, language);
	try {
		await answerPrivately(interaction, content);
	} catch (answerFailure) {
		if (isAcknowledgedElsewhere(answerFailure) || isTooLate(answerFailure)) {
			throw answerFailure;
		}
		logger.warn({ ...about, err: answerFailure }, 'Could not be answered');
	}
}

/**
 * A command's public answer that was deferred cannot be made private, and the first follow-up
 * would take its place: so it is deleted, and the follow-up stands alone.
 */
async function answerPrivately(interaction: AnsweredInteraction, content: string): Promise<void> {
	if (!interaction.deferred && !interaction.replied) {
		await interaction.reply({ content, flags: MessageFlags.Ephemeral });
	} else if (interaction.ephemeral === null) {
		// The message with the button was taken for the answer.
		await interaction.followUp({ content, flags: MessageFlags.Ephemeral });
	} else if (interaction.ephemeral) {
		await interaction.editReply({ content });
	} else {
		await interaction.deleteReply();
		await interaction.followUp({ content, flags: MessageFlags.Ephemeral });
	}
}
