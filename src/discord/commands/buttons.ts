// The buttons: a panel's Stop, for whoever may use the commands, and Refresh; a notice's opt-out.
import { type ButtonInteraction, MessageFlags, PermissionFlagsBits } from 'discord.js';
import { UserError } from '../../errors.js';
import { describeRemembered } from '../../show/recovery.js';
import type { GuildPodcast } from '../../show/show.js';
import { OPT_OUT_BUTTON } from '../panels/newcomer-notice.js';
import { PanelButton, renderForgottenPanel, renderPanel } from '../panels/panel.js';
import { escapeText } from '../words/markdown.js';
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
			throw new UserError('I do not know this button any more.');
	}
}

async function pressStop(
	interaction: GuildButtonInteraction,
	context: CommandContext,
): Promise<void> {
	if (!interaction.memberPermissions.has(PermissionFlagsBits.ManageGuild)) {
		throw new UserError('Only members with **Manage Server** can stop the podcast.');
	}
	const podcast = findPodcast(interaction, context);
	if (!podcast) {
		await closeStalePanel(interaction, context);
		return;
	}
	await interaction.deferUpdate();
	await context.registry.end(podcast, `${escapeText(interaction.member.displayName)} stopped it.`);
}

async function pressRefresh(
	interaction: GuildButtonInteraction,
	context: CommandContext,
): Promise<void> {
	const podcast = findPodcast(interaction, context);
	if (!podcast) {
		await closeStalePanel(interaction, context);
		return;
	}
	await interaction.deferUpdate();
	await podcast.refresh(interaction);
}

/** The podcast whose panel the button is on, if it is still on air. */
function findPodcast(
	{ guildId, message }: GuildButtonInteraction,
	{ registry }: CommandContext,
): GuildPodcast | undefined {
	const entry = registry.get(guildId);
	return entry?.kind === 'on air' && entry.podcast.panel.id === message.id
		? entry.podcast
		: undefined;
}

/** A podcast of an earlier process, or one that has ended: its panel must not say otherwise. */
async function closeStalePanel(
	interaction: GuildButtonInteraction,
	{ memory }: CommandContext,
): Promise<void> {
	const remembered = memory.get(interaction.message.id);
	if (remembered && !remembered.end) {
		throw new UserError('One moment: the bot was restarted and is just coming back.');
	}
	const { components } = remembered
		? renderPanel(describeRemembered(remembered))
		: renderForgottenPanel();
	await interaction.update({ components, flags: MessageFlags.IsComponentsV2 });
	await memory.remove(interaction.message.id);
	await interaction.followUp({
		content: 'That podcast is over.',
		flags: MessageFlags.Ephemeral,
	});
}
