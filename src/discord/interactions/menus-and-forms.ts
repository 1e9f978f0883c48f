// What members pick from menus and send by forms.
import type { ModalSubmitInteraction, StringSelectMenuInteraction } from 'discord.js';
import { UserError } from '../../errors.js';
import type { CommandContext } from '../commands/command.js';
import { EPISODE_MENU, pickEpisode, submitTitle } from '../commands/episodes/podcast-episodes.js';
import { readEpisodeAction } from '../panels/episodes/episode-buttons.js';
import { answer } from '../words/answer-words.js';
import { requirePermission } from './command-permission.js';

/**
 * Does what was picked.
 *
 * @throws {UserError} where its text is the answer, for the member who picked it alone
 */
export async function pickFromMenu(
	interaction: StringSelectMenuInteraction<'cached'>,
	context: CommandContext,
): Promise<void> {
	if (interaction.customId !== EPISODE_MENU) {
		throw new UserError(answer('unknownButton'));
	}
	await requirePermission(interaction, context);
	await pickEpisode(interaction, context);
}

/**
 * Takes what was sent.
 *
 * @throws {UserError} where its text is the answer, for the member who sent it alone
 */
export async function submitForm(
	interaction: ModalSubmitInteraction<'cached'>,
	context: CommandContext,
): Promise<void> {
	const form = readEpisodeAction(interaction.customId);
	if (form?.action !== 'rename') {
		throw new UserError(answer('unknownButton'));
	}
	await requirePermission(interaction, context);
	await submitTitle(interaction, context, form.episodeId);
}
