// The buttons: a panel's Stop, for whoever may use the commands, and Refresh; a notice's opt-out.
import { type ButtonInteraction, MessageFlags, PermissionFlagsBits } from 'discord.js';
import { UserError } from '../../errors.js';
import { OPT_OUT_BUTTON } from '../panels/newcomer-notice.js';
import { PanelButton } from '../panels/panel.js';
import { ANSWERS } from '../words/answer-words.js';
import type { CommandContext } from './command.js';
import { pressOptOut } from './podcast-privacy.js';

/** A press of a button in a guild that the bot is in. */
export type GuildButtonInteraction = ButtonInteraction<'cached'>;

/**
 * Does what the button says.
 *
 * @throws {UserError} where its text is the answer, for the member who pressed it alone
 */
export async function pressButton(
	interaction: GuildButtonInteraction,
	context: CommandContext,
): Promise<void> {
	switch (interaction.customId) {
		case PanelButton.STOP:
			await pressStop(interaction, context);
			break;
		case PanelButton.REFRESH:
			await pressRefresh(interaction, context);
			break;
		case OPT_OUT_BUTTON:
			await pressOptOut(interaction, context);
			break;
		default:
			throw new UserError(ANSWERS.unknownButton);
	}
}

async function pressStop(
	interaction: GuildButtonInteraction,
	context: CommandContext,
): Promise<void> {
	if (!interaction.memberPermissions.has(PermissionFlagsBits.ManageGuild)) {
		throw new UserError(ANSWERS.mayNotStop);
	}
	const panel = context.views.find(interaction.message.id);
	if (!panel) {
		await closeStalePanel(interaction, context);
		return;
	}
	await interaction.deferUpdate();
	await panel.show.close({ cause: 'stopped', by: interaction.member.displayName });
}

async function pressRefresh(
	interaction: GuildButtonInteraction,
	context: CommandContext,
): Promise<void> {
	const panel = context.views.find(interaction.message.id);
	if (!panel) {
		await closeStalePanel(interaction, context);
		return;
	}
	await interaction.deferUpdate();
	await panel.refresh(interaction);
}

/** Its panel must say that it is over. */
async function closeStalePanel(
	interaction: GuildButtonInteraction,
	{ views }: CommandContext,
): Promise<void> {
	const { components, forget } = views.closeStale(interaction.message.id);
	await interaction.update({ components, flags: MessageFlags.IsComponentsV2 });
	await forget();
	await interaction.followUp({ content: ANSWERS.over, flags: MessageFlags.Ephemeral });
}
