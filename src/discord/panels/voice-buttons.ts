// The buttons for one's own voice: under notices, in panels, and below answers.
import {
	type APIActionRowComponent,
	type APIButtonComponentWithCustomId,
	ButtonStyle,
	ComponentType,
} from 'discord.js';
import type { Language } from '../../languages.js';
import type { VoiceTexts } from '../words/languages/en/voice.js';
import { textsIn } from '../words/languages/texts.js';

/** One of them. */
export type VoiceButtonName = keyof VoiceTexts['labels'];

const CUSTOM_IDS = {
	keepOff: 'privacy:optout',
	putOn: 'privacy:agree',
	putBack: 'privacy:optin',
	dontRecord: 'privacy:norecord',
	record: 'privacy:record',
} as const satisfies Record<VoiceButtonName, string>;

const STYLES = {
	keepOff: ButtonStyle.Secondary,
	putOn: ButtonStyle.Success,
	putBack: ButtonStyle.Secondary,
	dontRecord: ButtonStyle.Secondary,
	record: ButtonStyle.Success,
} as const;

/** The button that an interaction's custom id is of; undefined where it is another one. */
export function findVoiceButton(customId: string): VoiceButtonName | undefined {
	const names = Object.keys(CUSTOM_IDS) as VoiceButtonName[];
	return names.find((name) => CUSTOM_IDS[name] === customId);
}

/** A button for one's own voice. */
export function voiceButton(
	name: VoiceButtonName,
	language: Language,
): APIButtonComponentWithCustomId {
	return {
		type: ComponentType.Button,
		custom_id: CUSTOM_IDS[name],
		label: textsIn(language).voice.labels[name],
		style: STYLES[name],
	};
}

/** At most five of them, side by side. */
export function voiceRow(
	names: readonly VoiceButtonName[],
	language: Language,
): APIActionRowComponent<APIButtonComponentWithCustomId> {
	return {
		type: ComponentType.ActionRow,
		components: names.map((name) => voiceButton(name, language)),
	};
}
