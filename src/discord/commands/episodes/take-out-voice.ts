// A host takes somebody's voice out of an episode, who asked for it and need not be in the server any more.
import { ComponentType, MessageFlags, type StringSelectMenuInteraction } from 'discord.js';
import type { EpisodeManifest } from '../../../episodes/library-facts.js';
import { UserError } from '../../../errors.js';
import { episodeButton } from '../../panels/episodes/episode-buttons.js';
import { type EpisodeVoice, takeOutButton } from '../../panels/episodes/voice-menus.js';
import {
	answerOnEpisode,
	askToTakeOut,
	describeTakenOut,
} from '../../words/episodes/episode-words.js';
import { textsIn } from '../../words/languages/texts.js';
import { languageOf } from '../../words/spoken-language.js';
import type { CommandContext, GuildButtonInteraction } from '../command.js';
import { requireEpisode } from './require-episode.js';

/** Asks first; nothing is done before the button is pressed. */
export async function pickVoice(
	interaction: StringSelectMenuInteraction<'cached'>,
	context: CommandContext,
	voice: EpisodeVoice,
): Promise<void> {
	const { manifest, track } = requireVoice(voice, interaction.guildId, context);
	const language = languageOf(interaction);
	const isLeft = manifest.tracks.some(
		({ isErased, userId }) => !isErased && userId !== track.userId,
	);
	const becomes = isLeft && !manifest.areTracksGone ? 'madeAnew' : 'deleted';
	await interaction.reply({
		content: askToTakeOut(manifest, { track, becomes }, language),
		components: [
			{
				type: ComponentType.ActionRow,
				components: [takeOutButton(voice, language), episodeButton('keep', manifest.id, language)],
			},
		],
		flags: MessageFlags.Ephemeral,
	});
}

/** Does it, and says so; from the answer on nobody can hear the voice there. */
export async function pressTakeOut(
	interaction: GuildButtonInteraction,
	context: CommandContext,
	voice: EpisodeVoice,
): Promise<void> {
	const { manifest, track } = requireVoice(voice, interaction.guildId, context);
	await interaction.deferUpdate();
	const language = languageOf(interaction);
	const { busy, removed } = await context.erasure.erase(
		track.userId,
		({ id }) => id === manifest.id,
	);
	const done =
		removed > 0
			? answerOnEpisode('deleted')(language)
			: describeTakenOut(manifest, track, language);
	await interaction.editReply({
		content: busy > 0 ? textsIn(language).recording.busy(busy) : done,
		components: [],
	});
}

/** @throws {UserError} where the episode, or the voice, is not there any more */
function requireVoice(
	{ episodeId, track: number }: EpisodeVoice,
	guildId: string,
	context: CommandContext,
): { manifest: EpisodeManifest; track: EpisodeManifest['tracks'][number] & { userId: string } } {
	const manifest = requireEpisode(episodeId, guildId, context);
	const track = manifest.tracks.find((other) => other.number === number);
	if (track?.userId === undefined || track.isErased) {
		throw new UserError(answerOnEpisode('voiceGone'));
	}
	return { manifest, track: { ...track, userId: track.userId } };
}
