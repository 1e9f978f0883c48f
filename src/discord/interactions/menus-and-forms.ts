// What members pick from menus and send by forms.
import type { ModalSubmitInteraction, StringSelectMenuInteraction } from 'discord.js';
import { UserError } from '../../errors.js';
import type { CommandContext } from '../commands/command.js';
import { EPISODE_MENU, pickEpisode, submitTitle } from '../commands/episodes/podcast-episodes.js';
import { pickVoice } from '../commands/episodes/take-out-voice.js';
import { readEpisodeAction } from '../panels/episodes/episode-buttons.js';
import { readVoiceMenu } from '../panels/episodes/voice-menus.js';
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
	const voice = readVoiceMenu(interaction.customId, interaction.values);
	if (!voice && interaction.customId !== EPISODE_MENU) {
		throw new UserError(answer('unknownButton'));
	}
	await requirePermission(interaction, context);
	await (voice ? pickVoice(interaction, context, voice) : pickEpisode(interaction, context));
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
