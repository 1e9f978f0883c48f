// The panel: what a channel is shown of its podcast, as a message of Components V2.
import {
	type APIContainerComponent,
	type APIMessageTopLevelComponent,
	type APITextDisplayComponent,
	ButtonStyle,
	ComponentType,
	MessageFlags,
} from 'discord.js';
import {
	BUTTON_LABELS,
	describeEvents,
	describePanel,
	FORGOTTEN,
	type PanelState,
} from '../words/panel-words.js';

/** The body of a request that sends the panel or edits it. */
export interface PanelBody {
	components: APIMessageTopLevelComponent[];
	flags: number;
	allowed_mentions: { parse: never[] };
}

/** What the panel's buttons are called in interactions. */
export const PanelButton = { STOP: 'podcast:stop', REFRESH: 'podcast:refresh' } as const;

const ACCENT_COLOUR = { red: 0xe5484d, amber: 0xf5a524, grey: 0x80848e } as const;

/** Renders a panel; equal states give equal bodies. */
export function renderPanel(state: PanelState): PanelBody {
	return makeBody({
		accentColour: accentColour(state),
		paragraphs: describePanel(state),
		history: describeEvents(state),
		// Nobody answers them while the bot is away.
		hasButtons: state.phase === 'on air' || state.phase === 'interrupted',
	});
}

/** The panel of a podcast that is over, where nothing else is known of it. */
export function renderForgottenPanel(): PanelBody {
	return makeBody({
		accentColour: ACCENT_COLOUR.grey,
		paragraphs: [FORGOTTEN],
		history: '',
		hasButtons: false,
	});
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
	hasButtons: boolean;
}): PanelBody {
	const components: APIContainerComponent['components'] = parts.paragraphs.map(makeText);
	if (parts.history) {
		components.push({ type: ComponentType.Separator }, makeText(parts.history));
	}
	if (parts.hasButtons) {
		components.push({
			type: ComponentType.ActionRow,
			components: [
				makeButton(PanelButton.STOP, BUTTON_LABELS.stop, ButtonStyle.Danger),
				makeButton(PanelButton.REFRESH, BUTTON_LABELS.refresh, ButtonStyle.Secondary),
			],
		});
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
	style: ButtonStyle.Danger | ButtonStyle.Secondary,
) {
	return { type: ComponentType.Button as const, custom_id: customId, label, style };
}
