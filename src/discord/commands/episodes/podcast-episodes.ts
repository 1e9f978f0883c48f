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
import { visibleText } from '../../../protocol/member-text.js';
import {
	type EpisodeAction,
	episodeActionId,
	episodeButton,
	episodeRows,
} from '../../panels/episodes/episode-buttons.js';
import {
	askToDelete,
	describeEpisode,
	describeEpisodeList,
	describeFiles,
	describeHidden,
	describePublished,
	describeRenamed,
	EPISODE_ANSWERS,
	EPISODE_LABELS,
	suggestionName,
} from '../../words/episodes/episode-words.js';
import type { CommandContext, GuildButtonInteraction, Subcommand } from '../command.js';

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
		await interaction.editReply(makeList(context, interaction.guildId));
	},
};

function makeList({ episodePanels, episodes }: CommandContext, guildId: string) {
	const all = episodes.list(guildId);
	const shown = all.slice(0, LISTED);
	const options = shown.map((manifest) => ({
		label: suggestionName(manifest),
		value: manifest.id,
	}));
	return {
		content: describeEpisodeList(shown.map(episodePanels.shown), all.length),
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
									placeholder: EPISODE_LABELS.pick,
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
	await interaction.update(makeCard(interaction.values[0], interaction.guildId, context));
}

function makeCard(id: string | undefined, guildId: string, context: CommandContext) {
	const manifest = requireEpisode(id, guildId, context);
	const shown = context.episodePanels.shown(manifest);
	return {
		content: describeEpisode(shown),
		components: episodeRows(shown, { isCard: true }),
	};
}

/** Of this server: an id of another one's is nobody's here. @throws {UserError} where it is not there */
function requireEpisode(
	id: string | undefined,
	guildId: string,
	{ episodes }: CommandContext,
): EpisodeManifest {
	const manifest = id === undefined ? undefined : episodes.find(id);
	if (manifest?.guildId !== guildId) {
		throw new UserError(EPISODE_ANSWERS.gone);
	}
	return manifest;
}

/** Does what a button of an episode says. */
export async function pressEpisodeButton(
	interaction: GuildButtonInteraction,
	context: CommandContext,
	{ action, episodeId }: { action: EpisodeAction; episodeId: string },
): Promise<void> {
	const manifest = requireEpisode(episodeId, interaction.guildId, context);
	if (action === 'rename') {
		await interaction.showModal(makeModal(manifest));
		return;
	}
	if (action === 'gone' || action === 'keep') {
		await interaction.deferUpdate();
		await interaction.editReply({
			content: await answer(action, manifest, context),
			components: [],
		});
		return;
	}
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	await interaction.editReply({
		content: await answer(action, manifest, context),
		components:
			action === 'delete'
				? [
						{
							type: ComponentType.ActionRow,
							components: [episodeButton('gone', manifest.id), episodeButton('keep', manifest.id)],
						},
					]
				: [],
	});
}

async function answer(
	action: Exclude<EpisodeAction, 'rename'>,
	manifest: EpisodeManifest,
	{ episodeLinks, episodePanels, episodes }: CommandContext,
): Promise<string> {
	const { id, state } = manifest;
	switch (action) {
		case 'publish':
			requireReady(state);
			return describePublished(episodePanels.shown(await episodes.publish(id)));
		case 'hide':
			return describeHidden(await episodes.hide(id));
		case 'listen':
		case 'files': {
			requireReady(state);
			const { files, untilEpochMs } = await episodeLinks.signed(manifest);
			const meant = action === 'listen' ? files.slice(0, 1) : files;
			return describeFiles(manifest, meant, untilEpochMs);
		}
		case 'retry':
			await episodes.retry(id);
			return EPISODE_ANSWERS.retried;
		case 'delete':
			return askToDelete(manifest);
		case 'gone':
			await episodes.remove(id);
			return EPISODE_ANSWERS.deleted;
		case 'keep':
			return EPISODE_ANSWERS.kept;
	}
}

function requireReady(state: EpisodeManifest['state']): void {
	if (state !== 'ready') {
		throw new UserError(EPISODE_ANSWERS.notReady);
	}
}

const TITLE_FIELD = 'title';

function makeModal({ id, title }: EpisodeManifest) {
	return {
		custom_id: episodeActionId('rename', id),
		title: EPISODE_LABELS.rename,
		components: [
			{
				type: ComponentType.ActionRow as const,
				components: [
					{
						type: ComponentType.TextInput as const,
						custom_id: TITLE_FIELD,
						label: EPISODE_LABELS.newTitle,
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
		throw new UserError(EPISODE_ANSWERS.noTitle);
	}
	await interaction.editReply(describeRenamed(await context.episodes.rename(id, title)));
}
