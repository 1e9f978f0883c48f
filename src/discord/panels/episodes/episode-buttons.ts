// The buttons of an episode: in the panel of its show, and in the card that hosts pick.
import {
	type APIActionRowComponent,
	type APIButtonComponent,
	type APIComponentInMessageActionRow,
	ButtonStyle,
	ComponentType,
} from 'discord.js';
import type { Language } from '../../../languages.js';
import type { EpisodeLabel, ShownEpisode } from '../../words/episodes/episode-words.js';
import { textsIn } from '../../words/languages/texts.js';
import { openLink } from '../../words/shown-link.js';
import { makeListenButton } from '../panel.js';
import { voiceMenus } from './voice-menus.js';

/** What one of them does. */
export type EpisodeAction = Exclude<EpisodeLabel, 'pick' | 'newTitle' | 'voice' | 'takeOut'>;

const PREFIX = 'episode';

/** The custom id of an action on an episode. */
export function episodeActionId(action: EpisodeAction, episodeId: string): string {
	return [PREFIX, action, episodeId].join(':');
}

/** What a custom id means; undefined where it is of something else. */
export function readEpisodeAction(
	customId: string,
): { action: EpisodeAction; episodeId: string } | undefined {
	const [prefix, action, episodeId = ''] = customId.split(':');
	return prefix === PREFIX && action && action in textsIn('en').episode.labels
		? { action: action as EpisodeAction, episodeId }
		: undefined;
}

const STYLES: Readonly<Partial<Record<EpisodeAction, ButtonStyle>>> = {
	publish: ButtonStyle.Success,
	delete: ButtonStyle.Danger,
	gone: ButtonStyle.Danger,
};

/** A button that does it. */
export function episodeButton(
	action: EpisodeAction,
	episodeId: string,
	language: Language = 'en',
): APIButtonComponent {
	return {
		type: ComponentType.Button,
		custom_id: episodeActionId(action, episodeId),
		label: textsIn(language).episode.labels[action],
		style: (STYLES[action] ?? ButtonStyle.Secondary) as ButtonStyle.Secondary,
	};
}

/**
 * What can be done with an episode as it is now.
 *
 * @param options.isCard - whether there is room for more than a panel has
 */
export function episodeRows(
	{ link, manifest }: ShownEpisode,
	{ isCard, language = 'en' }: { isCard: boolean; language?: Language },
): APIActionRowComponent<APIComponentInMessageActionRow>[] {
	const { id, isPublished, state, visibility } = manifest;
	const open = isPublished && link ? makeListenButton(openLink(link, visibility), language) : [];
	const button = (action: EpisodeAction) => episodeButton(action, id, language);
	const buttons: APIButtonComponent[] = [];
	if (state === 'ready') {
		buttons.push(button(isPublished ? 'hide' : 'publish'));
		buttons.push(...(open.length > 0 ? open : [button('listen')]));
		buttons.push(...(isCard ? [button('files'), button('rename')] : []));
	}
	if (state === 'failed') {
		buttons.push(button('retry'));
	}
	if (state !== 'recording') {
		buttons.push(button('delete'));
	}
	return [
		...(buttons.length > 0
			? [{ type: ComponentType.ActionRow as const, components: buttons }]
			: []),
		...(isCard ? voiceMenus(manifest, language) : []),
	];
}
