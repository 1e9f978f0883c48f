// The buttons for one's own voice: under notices, in panels, and below answers.
import {
	type APIActionRowComponent,
	type APIButtonComponentWithCustomId,
	ButtonStyle,
	ComponentType,
} from 'discord.js';
import { VOICE_BUTTON_LABELS } from '../words/voice-words.js';

/** One of them. */
export type VoiceButtonName = keyof typeof VOICE_BUTTON_LABELS;

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
export function voiceButton(name: VoiceButtonName): APIButtonComponentWithCustomId {
	return {
		type: ComponentType.Button,
		custom_id: CUSTOM_IDS[name],
		label: VOICE_BUTTON_LABELS[name],
		style: STYLES[name],
	};
}

/** At most five of them, side by side. */
export function voiceRow(
	names: readonly VoiceButtonName[],
): APIActionRowComponent<APIButtonComponentWithCustomId> {
	return { type: ComponentType.ActionRow, components: names.map(voiceButton) };
}
