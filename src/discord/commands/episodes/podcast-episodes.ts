// `/podcast episodes`: the last ones of a server, and what can be done with each.
import {
	ComponentType,
	MessageFlags,
	type ModalSubmitInteraction,
	type StringSelectMenuInteraction,
	TextInputStyle,
} from 'discord.js';
import type { EpisodeManifest } from '../../../episodes/library-facts.js';
import { UserError } from '../../../errors.js';
import type { Language } from '../../../languages.js';
import { visibleText } from '../../../protocol/member-text.js';
import {
	type EpisodeAction,
	episodeActionId,
	episodeButton,
	episodeRows,
} from '../../panels/episodes/episode-buttons.js';
import {
	answerOnEpisode,
	askToDelete,
	describeEpisode,
	describeEpisodeList,
	describeFiles,
	describeHidden,
	describePublished,
	describeRenamed,
	suggestionName,
} from '../../words/episodes/episode-words.js';
import { textsIn } from '../../words/languages/texts.js';
import { languageOf } from '../../words/spoken-language.js';
import type { CommandContext, GuildButtonInteraction, Subcommand } from '../command.js';
import { requireEpisode } from './require-episode.js';

/** How many the list has. */
const LISTED = 10;

const MAX_TITLE_LENGTH = 100;

/** The menu's custom id. */
export const EPISODE_MENU = 'episode-menu';

/** `/podcast episodes`. */
export const episodesCommand: Subcommand = {
	define: (episodes) =>
		episodes
			.setName('episodes')
			.setDescription('Show the episodes of this server: publish, rename, download, delete'),
	async execute(interaction, context) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		await interaction.editReply(makeList(context, interaction.guildId, languageOf(interaction)));
	},
};

function makeList(
	{ episodePanels, episodes }: CommandContext,
	guildId: string,
	language: Language,
) {
	const all = episodes.list(guildId);
	const shown = all.slice(0, LISTED);
	const options = shown.map((manifest) => ({
		label: suggestionName(manifest, language),
		value: manifest.id,
	}));
	return {
		content: describeEpisodeList(shown.map(episodePanels.shown), all.length, language),
		components:
			options.length === 0
				? []
				: [
						{
							type: ComponentType.ActionRow as const,
							components: [
								{
									type: ComponentType.StringSelect as const,
									custom_id: EPISODE_MENU,
									placeholder: textsIn(language).episode.labels.pick,
									options,
								},
							],
						},
					],
	};
}

/** Shows the episode that was picked, in place of the list. */
export async function pickEpisode(
	interaction: StringSelectMenuInteraction<'cached'>,
	context: CommandContext,
): Promise<void> {
	await interaction.update(makeCard(interaction, context));
}

function makeCard(interaction: StringSelectMenuInteraction<'cached'>, context: CommandContext) {
	const { guildId, values } = interaction;
	const language = languageOf(interaction);
	const manifest = requireEpisode(values[0], guildId, context);
	const shown = context.episodePanels.shown(manifest);
	return {
		content: describeEpisode(shown, language),
		components: episodeRows(shown, { isCard: true, language }),
	};
}

/** Does what a button of an episode says. */
export async function pressEpisodeButton(
	interaction: GuildButtonInteraction,
	context: CommandContext,
	{ action, episodeId }: { action: EpisodeAction; episodeId: string },
): Promise<void> {
	const manifest = requireEpisode(episodeId, interaction.guildId, context);
	const language = languageOf(interaction);
	if (action === 'rename') {
		await interaction.showModal(makeModal(manifest, language));
		return;
	}
	if (action === 'gone' || action === 'keep') {
		await interaction.deferUpdate();
		await interaction.editReply({
			content: await answer(action, manifest, { context, language }),
			components: [],
		});
		return;
	}
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	await interaction.editReply({
		content: await answer(action, manifest, { context, language }),
		components:
			action === 'delete'
				? [
						{
							type: ComponentType.ActionRow,
							components: [
								episodeButton('gone', manifest.id, language),
								episodeButton('keep', manifest.id, language),
							],
						},
					]
				: [],
	});
}

async function answer(
	action: Exclude<EpisodeAction, 'rename'>,
	manifest: EpisodeManifest,
	{ context, language }: { context: CommandContext; language: Language },
): Promise<string> {
	const { episodeLinks, episodePanels, episodes } = context;
	const { id, state } = manifest;
	switch (action) {
		case 'publish':
			requireReady(state);
			return describePublished(episodePanels.shown(await episodes.publish(id)), language);
		case 'hide':
			return describeHidden(await episodes.hide(id), language);
		case 'listen':
		case 'files': {
			requireReady(state);
			const links = await episodeLinks.signed(manifest);
			const meant = action === 'listen' ? { ...links, files: [] } : links;
			return describeFiles(manifest, meant, language);
		}
		case 'retry':
			await episodes.retry(id);
			return answerOnEpisode('retried')(language);
		case 'delete':
			return askToDelete(manifest, language);
		case 'gone':
			await episodes.remove(id);
			return answerOnEpisode('deleted')(language);
		case 'keep':
			return answerOnEpisode('stays')(language);
	}
}

function requireReady(state: EpisodeManifest['state']): void {
	if (state !== 'ready') {
		throw new UserError(answerOnEpisode('notReady'));
	}
}

const TITLE_FIELD = 'title';

function makeModal({ id, title }: EpisodeManifest, language: Language) {
	const { labels } = textsIn(language).episode;
	return {
		custom_id: episodeActionId('rename', id),
		title: labels.rename,
		components: [
			{
				type: ComponentType.ActionRow as const,
				components: [
					{
						type: ComponentType.TextInput as const,
						custom_id: TITLE_FIELD,
						label: labels.newTitle,
						style: TextInputStyle.Short as const,
						max_length: MAX_TITLE_LENGTH,
						value: title.slice(0, MAX_TITLE_LENGTH),
						required: true,
					},
				],
			},
		],
	};
}

/** Takes the new title. */
export async function submitTitle(
	interaction: ModalSubmitInteraction<'cached'>,
	context: CommandContext,
	episodeId: string,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	const { id } = requireEpisode(episodeId, interaction.guildId, context);
	const title = visibleText(interaction.fields.getTextInputValue(TITLE_FIELD)).trim();
	if (title === '') {
		throw new UserError(answerOnEpisode('noTitle'));
	}
	const renamed = await context.episodes.rename(id, title);
	await interaction.editReply(describeRenamed(renamed, languageOf(interaction)));
}
