// The menus of an episode's card that have its voices, and the button that takes one out.
import {
	type APIActionRowComponent,
	type APIButtonComponent,
	type APIStringSelectComponent,
	ButtonStyle,
	ComponentType,
} from 'discord.js';
import type { Language } from '../../../languages.js';
import type { EpisodeManifest } from '../../../store/episode-manifest.js';
import { describeVoice } from '../../words/episodes/episode-words.js';
import { textsIn } from '../../words/languages/texts.js';

const MENU = 'episode-voice';
const BUTTON = 'episode-voice-out';

/** Discord takes no more in one menu. */
const MAX_OPTIONS = 25;

/** Discord takes five rows; the first one has the buttons. */
const MAX_MENUS = 4;

/** One voice of an episode. */
export interface EpisodeVoice {
	episodeId: string;
	/** Of a track of the member's. */
	track: number;
}

/**
 * All voices of an episode, to pick one that is to be taken out. While a show is recorded there are
 * none: its host can mute a member.
 */
export function voiceMenus(
	{ id, state, tracks }: EpisodeManifest,
	language: Language,
): APIActionRowComponent<APIStringSelectComponent>[] {
	const voices = state === 'recording' ? [] : tracks.filter(({ isErased }) => !isErased);
	const menus = Math.min(Math.ceil(voices.length / MAX_OPTIONS), MAX_MENUS);
	return Array.from({ length: menus }, (_, menu) => ({
		type: ComponentType.ActionRow,
		components: [
			{
				type: ComponentType.StringSelect,
				custom_id: [MENU, id, menu].join(':'),
				placeholder: textsIn(language).episode.labels.voice,
				options: voices.slice(menu * MAX_OPTIONS, (menu + 1) * MAX_OPTIONS).map((track) => ({
					...describeVoice(track, language),
					value: String(track.number),
				})),
			},
		],
	}));
}

/** What was picked from such a menu; undefined where it was another one. */
export function readVoiceMenu(
	customId: string,
	[track]: readonly string[],
): EpisodeVoice | undefined {
	const [name, episodeId = ''] = customId.split(':');
	return name === MENU ? { episodeId, track: Number(track) } : undefined;
}

/** A button that takes a voice out. */
export function takeOutButton(
	{ episodeId, track }: EpisodeVoice,
	language: Language,
): APIButtonComponent {
	return {
		type: ComponentType.Button,
		custom_id: [BUTTON, episodeId, track].join(':'),
		label: textsIn(language).episode.labels.takeOut,
		style: ButtonStyle.Danger,
	};
}

/** What such a button takes out; undefined where it is another one. */
export function readTakeOutButton(customId: string): EpisodeVoice | undefined {
	const [name, episodeId = '', track] = customId.split(':');
	return name === BUTTON ? { episodeId, track: Number(track) } : undefined;
}
