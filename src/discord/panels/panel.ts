// The panel: what a channel is shown of its podcast, as a message of Components V2.
import {
	type APIButtonComponent,
	type APIContainerComponent,
	type APIMessageTopLevelComponent,
	type APITextDisplayComponent,
	ButtonStyle,
	ComponentType,
	MessageFlags,
} from 'discord.js';
import type { Language } from '../../languages.js';
import { textsIn } from '../words/languages/texts.js';
import {
	describeEvents,
	describeForgotten,
	describePanel,
	openLinkOf,
	type PanelState,
} from '../words/panel-words.js';
import { makeStartAgainId } from './start-again.js';
import { voiceButton } from './voice-buttons.js';

/** The body of a request that sends the panel or edits it. */
export interface PanelBody {
	components: APIMessageTopLevelComponent[];
	flags: number;
	allowed_mentions: { parse: never[] };
}

/** What the panel's buttons are called in interactions. */
export const PanelButton = {
	STOP: 'podcast:stop',
	LINK: 'podcast:link',
	REFRESH: 'podcast:refresh',
} as const;

/** API documentation, "Component Reference", Button. */
const MAX_BUTTON_URL_LENGTH = 512;

const ACCENT_COLOUR = { red: 0xe5484d, amber: 0xf5a524, grey: 0x80848e } as const;

/** Renders a panel; equal states give equal bodies. */
export function renderPanel(state: PanelState): PanelBody {
	return makeBody({
		accentColour: accentColour(state),
		paragraphs: describePanel(state),
		history: describeEvents(state),
		rows: makeRows(state),
	});
}

/** The panel of a podcast that is over, where nothing else is known of it. */
export function renderForgottenPanel(language: Language = 'en'): PanelBody {
	return makeBody({
		accentColour: ACCENT_COLOUR.grey,
		paragraphs: [describeForgotten(language)],
		history: '',
		rows: [],
	});
}

/** Nobody answers them while the bot is away. */
function makeRows(state: PanelState): APIButtonComponent[][] {
	const { again, language = 'en', listening, needsPresses, phase } = state;
	const { labels } = textsIn(language).panel;
	if (phase === 'restarting') {
		return [];
	}
	if (phase === 'off air') {
		const { consent, isRecorded, page, voiceChannelId } = state;
		const buttons: APIButtonComponent[] = [];
		if (again !== undefined) {
			const customId = makeStartAgainId({
				voiceChannelId,
				visibility: again,
				consent,
				isRecorded,
			});
			buttons.push(makeButton(customId, labels.again, ButtonStyle.Primary));
		}
		if (page !== undefined) {
			buttons.push(...makeLinkButton(openLinkOf(state), labels.page));
		}
		return buttons.length > 0 ? [buttons] : [];
	}
	return [
		[
			...makeListenButton(openLinkOf(state), language),
			voiceButton('putOn', language),
			...(state.recording ? [voiceButton('dontRecord', language)] : []),
			voiceButton('keepOff', language),
		],
		[
			makeButton(PanelButton.STOP, labels.stop, ButtonStyle.Danger),
			...(listening?.visibility === 'unlisted'
				? [makeButton(PanelButton.LINK, labels.link, ButtonStyle.Secondary)]
				: []),
			...(needsPresses
				? [makeButton(PanelButton.REFRESH, labels.refresh, ButtonStyle.Secondary)]
				: []),
		],
	];
}

/** Opens a show's page; none where there is no link, or Discord does not take it. */
export function makeListenButton(
	link: URL | undefined,
	language: Language = 'en',
): APIButtonComponent[] {
	return makeLinkButton(link, textsIn(language).panel.labels.listen);
}

function makeLinkButton(link: URL | undefined, label: string): APIButtonComponent[] {
	const isTaken =
		link && /^https?:$/.test(link.protocol) && link.href.length <= MAX_BUTTON_URL_LENGTH;
	return isTaken
		? [
				{
					type: ComponentType.Button,
					style: ButtonStyle.Link,
					label,
					url: link.href,
				},
			]
		: [];
}

function accentColour({ phase, warnings }: PanelState): number {
	if (phase === 'off air') {
		return ACCENT_COLOUR.grey;
	}
	return phase === 'on air' && warnings.length === 0 ? ACCENT_COLOUR.red : ACCENT_COLOUR.amber;
}

function makeBody(parts: {
	accentColour: number;
	paragraphs: readonly string[];
	/** Below a line of its own, where it is not empty. */
	history: string;
	rows: readonly APIButtonComponent[][];
}): PanelBody {
	const components: APIContainerComponent['components'] = parts.paragraphs.map(makeText);
	if (parts.history) {
		components.push({ type: ComponentType.Separator }, makeText(parts.history));
	}
	for (const row of parts.rows) {
		components.push({ type: ComponentType.ActionRow, components: row });
	}
	return {
		components: [{ type: ComponentType.Container, accent_color: parts.accentColour, components }],
		flags: MessageFlags.IsComponentsV2,
		allowed_mentions: { parse: [] },
	};
}

function makeText(content: string): APITextDisplayComponent {
	return { type: ComponentType.TextDisplay, content };
}

function makeButton(
	customId: string,
	label: string,
	style: ButtonStyle.Danger | ButtonStyle.Primary | ButtonStyle.Secondary,
) {
	return { type: ComponentType.Button as const, custom_id: customId, label, style };
}
