// What members press: the panel's buttons, and those for one's own voice.
import {
	type APIButtonComponentWithCustomId,
	ButtonStyle,
	ComponentType,
	MessageFlags,
} from 'discord.js';
import { UserError } from '../../errors.js';
import type { CommandContext, GuildButtonInteraction } from '../commands/command.js';
import { isEraseButton, pressErase } from '../commands/episodes/erase-voice.js';
import { pressEpisodeButton } from '../commands/episodes/podcast-episodes.js';
import { pressTakeOut } from '../commands/episodes/take-out-voice.js';
import { renewLink } from '../commands/podcast-link.js';
import { pressVoiceButton } from '../commands/podcast-privacy.js';
import { startAgain } from '../commands/podcast-start.js';
import { readEpisodeAction } from '../panels/episodes/episode-buttons.js';
import { readTakeOutButton } from '../panels/episodes/voice-menus.js';
import { LEAVE_BUTTON } from '../panels/listening-panel.js';
import { PanelButton } from '../panels/panel.js';
import type { ShowPanel } from '../panels/show-panel.js';
import { readStartAgainId } from '../panels/start-again.js';
import { findVoiceButton } from '../panels/voice-buttons.js';
import { answer } from '../words/answer-words.js';
import { explainNothing } from '../words/failures/listen-failures.js';
import { textsIn } from '../words/languages/texts.js';
import { describeEndQuestion } from '../words/show-words.js';
import { languageOf, languageOfServer } from '../words/spoken-language.js';
import { requirePermission } from './command-permission.js';

/** Under the question whether a show is to end, with the id of its panel. */
const END = 'podcast:end:';
const KEEP = 'podcast:keep';

/**
 * Does what the button says.
 *
 * @throws {UserError} where its text is the answer, for the member who pressed it alone
 */
export async function pressButton(
	interaction: GuildButtonInteraction,
	context: CommandContext,
): Promise<void> {
	const { customId } = interaction;
	const voiceButton = findVoiceButton(customId);
	const again = readStartAgainId(customId);
	const episode = readEpisodeAction(customId);
	const takenOut = readTakeOutButton(customId);
	if (voiceButton) {
		await pressVoiceButton(interaction, context, voiceButton);
	} else if (isEraseButton(customId)) {
		await pressErase(interaction, context);
	} else if (episode) {
		await requirePermission(interaction, context);
		await pressEpisodeButton(interaction, context, episode);
	} else if (takenOut) {
		await requirePermission(interaction, context);
		await pressTakeOut(interaction, context, takenOut);
	} else if (again) {
		await requirePermission(interaction, context);
		await startAgain(interaction, context, again);
	} else if (customId.startsWith(END)) {
		await pressEnd(interaction, context, customId.slice(END.length));
	} else {
		await pressPanelButton(interaction, context);
	}
}

async function pressPanelButton(
	interaction: GuildButtonInteraction,
	context: CommandContext,
): Promise<void> {
	switch (interaction.customId) {
		case PanelButton.STOP:
			await withPanel(interaction, context, (panel) => pressStop(interaction, context, panel));
			break;
		case PanelButton.LINK:
			await withPanel(interaction, context, async () => {
				await interaction.deferReply({ flags: MessageFlags.Ephemeral });
				await requirePermission(interaction, context);
				await interaction.editReply(await renewLink(interaction, context));
			});
			break;
		case PanelButton.REFRESH:
			await withPanel(interaction, context, (panel) => pressRefresh(interaction, panel));
			break;
		case LEAVE_BUTTON:
			await pressLeave(interaction, context);
			break;
		case KEEP:
			await interaction.update({
				content: textsIn(languageOf(interaction)).show.keptGoing,
				components: [],
			});
			break;
		default:
			throw new UserError(answer('unknownButton'));
	}
}

/** A slip must not end a show of two hours: it is asked first, and only who pressed sees that. */
async function pressStop(
	interaction: GuildButtonInteraction,
	context: CommandContext,
	panel: ShowPanel,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	await requirePermission(interaction, context);
	const language = languageOf(interaction);
	const { labels } = textsIn(language).panel;
	const listeners = await panel.countListeners();
	await interaction.editReply({
		content: describeEndQuestion(panel.show.onAir.title, listeners, language),
		components: [
			{
				type: ComponentType.ActionRow,
				components: [
					button(END + panel.id, labels.end, ButtonStyle.Danger),
					button(KEEP, labels.keep, ButtonStyle.Secondary),
				],
			},
		],
	});
}

async function pressEnd(
	interaction: GuildButtonInteraction,
	context: CommandContext,
	panelId: string,
): Promise<void> {
	await interaction.deferUpdate();
	await requirePermission(interaction, context);
	const panel = context.views.find(panelId);
	await panel?.show.close({ cause: 'stopped', by: interaction.member.displayName });
	const say = answer(panel ? 'ended' : 'over');
	await interaction.editReply({ content: say(languageOf(interaction)), components: [] });
}

/** Ends what the message says is played; the message itself says that it has ended, and by whom. */
async function pressLeave(
	interaction: GuildButtonInteraction,
	context: CommandContext,
): Promise<void> {
	const { listenings } = context;
	await interaction.deferUpdate();
	await requirePermission(interaction, context);
	const channelIds = new Set(listenings.memory.channelsOf(interaction.message.id));
	const ended = listenings
		.in(interaction.guildId)
		.filter(({ channelId }) => channelIds.has(channelId));
	if (ended.length === 0) {
		throw new UserError(explainNothing('nothingPlayed'));
	}
	const end = { cause: 'stopped', byName: interaction.member.displayName } as const;
	await Promise.all(ended.map((listening) => listenings.end(listening, end)));
}

async function pressRefresh(interaction: GuildButtonInteraction, panel: ShowPanel): Promise<void> {
	await interaction.deferUpdate();
	await panel.refresh(interaction);
}

/** A panel whose show is over must say so, whatever was pressed. */
async function withPanel(
	interaction: GuildButtonInteraction,
	{ views }: CommandContext,
	press: (panel: ShowPanel) => Promise<void>,
): Promise<void> {
	const panel = views.find(interaction.message.id);
	if (panel) {
		await press(panel);
		return;
	}
	const { components, forget } = views.closeStale(
		interaction.message.id,
		languageOfServer(interaction.guild),
	);
	await interaction.update({ components, flags: MessageFlags.IsComponentsV2 });
	await forget();
	const content = answer('over')(languageOf(interaction));
	await interaction.followUp({ content, flags: MessageFlags.Ephemeral });
}

function button(
	customId: string,
	label: string,
	style: ButtonStyle.Danger | ButtonStyle.Secondary,
): APIButtonComponentWithCustomId {
	return { type: ComponentType.Button, custom_id: customId, label, style };
}
