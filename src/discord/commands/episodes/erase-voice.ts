// `/podcast-privacy erase`: asks first, then takes one's voice out of recordings.
import {
	type APIButtonComponentWithCustomId,
	ButtonStyle,
	ComponentType,
	MessageFlags,
} from 'discord.js';
import { UserError } from '../../../errors.js';
import type { Language } from '../../../languages.js';
import type { OwnRecording } from '../../../show/voice-erasure.js';
import { answer } from '../../words/answer-words.js';
import { suggestionName } from '../../words/episodes/episode-words.js';
import { askToErase, describeErased, type RecordedVoice } from '../../words/erasure-words.js';
import { textsIn } from '../../words/languages/texts.js';
import { languageOf } from '../../words/spoken-language.js';
import type {
	CommandContext,
	GuildAutocompleteInteraction,
	GuildButtonInteraction,
	GuildCommandInteraction,
} from '../command.js';

/** What a button erases. */
export interface EraseWish {
	/** Undefined: all recordings that have the voice. */
	episodeId: string | undefined;
	count: number;
}

const PREFIX = 'privacy:erase:';
const ALL = 'all';

/** Discord takes no more. */
const MAX_CHOICES = 25;

/** A button that erases when it is pressed. */
export function eraseButton(
	{ count, episodeId = ALL }: EraseWish,
	language: Language,
): APIButtonComponentWithCustomId {
	return {
		type: ComponentType.Button,
		custom_id: PREFIX + episodeId,
		label: textsIn(language).recording.eraseLabel(count),
		style: ButtonStyle.Danger,
	};
}

/** Whether a custom id is of such a button. */
export function isEraseButton(customId: string): boolean {
	return customId.startsWith(PREFIX);
}

/** Names what is about to be erased; nothing is before the button is pressed. */
export async function askToEraseVoice(
	interaction: GuildCommandInteraction,
	{ erasure }: CommandContext,
): Promise<{ content: string; buttons: readonly never[]; erase?: EraseWish }> {
	const { options, user } = interaction;
	const language = languageOf(interaction);
	const wanted = options.getString('episode');
	const all = erasure.recordingsOf(user.id);
	const meant = wanted === null ? all : all.filter(({ episode }) => episode.id === wanted);
	if (wanted !== null && meant.length === 0) {
		throw new UserError(answer('notInRecording'));
	}
	if (meant.length === 0 && erasure.hasOthers) {
		const content = textsIn(language).recording.onlyElsewhere;
		return { content, buttons: [], erase: { episodeId: undefined, count: 1 } };
	}
	if (meant.length === 0) {
		return { content: textsIn(language).recording.nothingToErase, buttons: [] };
	}
	return {
		content: askToErase(meant.map(toRecordedVoice), language),
		buttons: [],
		erase: { episodeId: wanted ?? undefined, count: meant.length },
	};
}

/** Does it, and says so; from the answer on nobody can hear the voice there. */
export async function pressErase(
	interaction: GuildButtonInteraction,
	{ erasure, logger, privacy }: CommandContext,
): Promise<void> {
	const { customId, user } = interaction;
	const which = customId.slice(PREFIX.length);
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	if (which === ALL) {
		// Other processes have recordings of their own; they are told before the disk answers here.
		privacy.noteErased(user.id).catch((error: unknown) => {
			logger.error({ err: error }, 'That a member is to be erased everywhere cannot be kept');
		});
	}
	const erased = await erasure.erase(user.id, ({ id }) => which === ALL || id === which);
	const language = languageOf(interaction);
	const isAnything = erased.changed + erased.removed + erased.busy > 0;
	const isEverywhere = which === ALL && erasure.hasOthers;
	const lines = [
		...(isAnything || !isEverywhere ? [describeErased(erased, language)] : []),
		...(isEverywhere ? [`🗑️ ${textsIn(language).recording.alsoElsewhere}`] : []),
	];
	await interaction.editReply(lines.join('\n'));
}

/** Recordings that have the member's voice, by what is typed of their titles. */
export function suggestRecordings(
	interaction: GuildAutocompleteInteraction,
	{ erasure }: CommandContext,
) {
	const { options, user } = interaction;
	const typed = options.getFocused().toLowerCase();
	return erasure
		.recordingsOf(user.id)
		.map(({ episode }) => ({
			name: suggestionName(episode, languageOf(interaction)),
			value: episode.id,
		}))
		.filter(({ name }) => name.toLowerCase().includes(typed))
		.slice(0, MAX_CHOICES);
}

/** As a member is told of it. */
export function toRecordedVoice({ episode, keptUntilEpochMs }: OwnRecording): RecordedVoice {
	const { isPublished, serverName, startedAtEpochMs, state, title } = episode;
	const published = isPublished ? 'published' : 'not published';
	return {
		title,
		serverName,
		startedAtEpochMs,
		state: state === 'recording' ? 'being recorded' : published,
		keptUntilEpochMs,
	};
}
