// Panels whose shows are not on air, as far as the memory knows them.
import type { APIMessageTopLevelComponent } from 'discord.js';
import { UserError } from '../../errors.js';
import type { Language } from '../../languages.js';
import type { RememberedShow, ShowMemory } from '../../store/show-store.js';
import type { ShowLinks } from '../places/show-links.js';
import { answer } from '../words/answer-words.js';
import type { PanelState } from '../words/panel-words.js';
import { renderForgottenPanel, renderPanel } from './panel.js';

/** What a panel shows whose show is not on air, and which still has buttons. */
export interface StalePanel {
	components: APIMessageTopLevelComponent[];
	/** Forgets it, once it is shown. */
	forget(): Promise<void>;
}

/**
 * The panel of a show of an earlier process, or of one that has ended: it must say that it is over.
 *
 * @throws {UserError} if its show is just coming back
 */
export function closeStalePanel(
	messageId: string,
	{ language, links, memory }: { language: Language; links: ShowLinks; memory: ShowMemory },
): StalePanel {
	const remembered = memory.get(messageId);
	if (remembered && !remembered.end) {
		throw new UserError(answer('returning'));
	}
	const { components } = remembered
		? renderPanel(describeRemembered(remembered, { language, links }))
		: renderForgottenPanel(language);
	return { components, forget: () => memory.remove(messageId) };
}

/** The panel of a show that is off air, as far as the memory knows it. */
export function describeRemembered(
	podcast: RememberedShow,
	{ language, links }: { language: Language; links: ShowLinks },
): PanelState {
	const { consent, end, guildId, isRecorded, sinceEpochMs, title, visibility, voiceChannelId } =
		podcast;
	return {
		phase: 'off air',
		language,
		title,
		voiceChannelId,
		sinceEpochMs,
		podcastId: undefined,
		listening: undefined,
		page: links.livePage(guildId, visibility)?.href,
		receivers: undefined,
		speakers: [],
		offAir: 0,
		undecided: 0,
		consent,
		isRecorded,
		recording: undefined,
		needsPresses: false,
		warnings: [],
		events: [],
		end,
		again: visibility,
	};
}
