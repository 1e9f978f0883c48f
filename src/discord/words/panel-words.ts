// What a panel says of its show, in Discord's markdown.
import { parseUrl } from '../../host-name.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import { ANSWERS } from './answer-words.js';
import { cutText, escapeText, formatDuration, formatMoment } from './markdown.js';
import { showLink } from './shown-link.js';

/** Everything that a panel shows. */
export interface PanelState {
	phase: 'on air' | 'interrupted' | 'restarting' | 'off air';
	/** As a member wrote it. */
	title: string;
	voiceChannelId: string;
	sinceEpochMs: number;
	/** Undefined while its server has lost it, and after the end. */
	podcast: { id: string; listenAddress: string } | undefined;
	/** Undefined where the podcast server knows no visibility; `link` where there is none now. */
	listening: { visibility: Visibility; link: string | undefined } | undefined;
	/** How many listen, whichever way; undefined where the podcast server does not tell. */
	receivers: number | undefined;
	/** Display names of who is heard now. */
	speakers: readonly string[];
	/** Display names of members in the channel whose voices are kept off air. */
	offAir: readonly string[];
	/** Whole sentences, in Discord's markdown. */
	warnings: readonly string[];
	/** Oldest first; texts in Discord's markdown. */
	events: readonly PanelEvent[];
	/** Off air only. */
	end?: PanelEnd | undefined;
}

/** Something that happened, in a few words. */
export interface PanelEvent {
	atEpochMs: number;
	text: string;
}

/** How a podcast ended. */
export interface PanelEnd {
	durationMs: number;
	/** Whole sentences, in Discord's markdown. */
	reason: string;
}

/** How many events a panel shows. */
export const MAX_PANEL_EVENTS = 5;

/*
 * Together these stay below the 4,000 characters that Discord allows in all text of a message,
 * with every character of a title or a name escaped (API documentation, "Message", Components V2).
 */
const MAX_TITLE_LENGTH = 100;
const MAX_ID_LENGTH = 128;
const MAX_ADDRESS_LENGTH = 200;
/** A longer link is not shown: cut, it would lead nowhere. */
const MAX_LINK_LENGTH = 300;
const MAX_NAMES = 6;
const MAX_NAME_LENGTH = 32;
const MAX_WARNINGS = 4;
const MAX_WARNING_LENGTH = 250;
const MAX_EVENT_LENGTH = 160;
const MAX_REASON_LENGTH = 400;

const HEADING = {
	'on air': '🔴 On air',
	interrupted: '🟡 Interrupted',
	restarting: '🟡 Restarting',
	'off air': '⚫ Off air',
} as const satisfies Record<PanelState['phase'], string>;

const WHO_CAN_LISTEN = {
	public: '-# Public: everybody can listen, and it is listed on the web page.',
	unlisted: '-# Unlisted: whoever has the link can listen. `/podcast link` makes a new one.',
	private: '-# Private: only clients with credentials can listen.',
} as const satisfies Record<Visibility, string>;

/** The state in one line, for a message beside the panel. */
export function describeBriefly({ end, phase, title }: PanelState): string {
	const [icon = '', ...words] = HEADING[phase].split(' ');
	const after = end ? `, after ${formatDuration(end.durationMs)}` : '';
	return `${icon} **${words.join(' ')}**: ${escapeText(cutText(title, MAX_TITLE_LENGTH))}${after}.`;
}

/** The paragraphs of a panel, without those that are empty. */
export function describePanel(state: PanelState): string[] {
	if (state.phase === 'off air') {
		return [describeEnd(state)];
	}
	const isAway = state.phase === 'restarting';
	const now = isAway ? '' : describeNow(state);
	return [describePodcast(state), describeWarnings(state), now].filter(Boolean);
}

/** The panel of a podcast that is over, where nothing else is known of it. */
export const FORGOTTEN = `## ${HEADING['off air']}\n${ANSWERS.over}`;

/** What a panel's buttons say. */
export const BUTTON_LABELS = { stop: 'Stop', refresh: 'Refresh' } as const;

function describePodcast(state: PanelState): string {
	return [
		heading(state),
		`From <#${state.voiceChannelId}> · since ${formatMoment(state.sinceEpochMs, 'R')}`,
		...describeListening(state),
		...describeAddress(state),
	].join('\n');
}

function describeAddress({ phase, podcast }: PanelState): string[] {
	if (podcast) {
		const { id, listenAddress } = podcast;
		return [
			`Podcast ${code(id, MAX_ID_LENGTH)} · websocket ${code(listenAddress, MAX_ADDRESS_LENGTH)}`,
		];
	}
	return phase === 'restarting' ? [] : ['The podcast gets a new id as soon as its server is back.'];
}

function describeListening({ listening, podcast }: PanelState): string[] {
	if (!listening || !podcast) {
		return [];
	}
	const { link, visibility } = listening;
	const isShown =
		link !== undefined && link.length <= MAX_LINK_LENGTH && parseUrl(link) !== undefined;
	return [...(isShown ? describeLink(new URL(link)) : []), WHO_CAN_LISTEN[visibility]];
}

function describeLink(link: URL): string[] {
	const { text, advice } = showLink(link);
	return [`🎧 ${text}`, ...(advice ? [advice] : [])];
}

function describeEnd(state: PanelState): string {
	const { end } = state;
	const lines = [
		heading(state),
		`From <#${state.voiceChannelId}> · ${formatMoment(state.sinceEpochMs, 'f')}${end ? ` · on air for ${formatDuration(end.durationMs)}` : ''}`,
	];
	if (end) {
		lines.push(cutText(end.reason, MAX_REASON_LENGTH));
	}
	return lines.join('\n');
}

function heading({ phase, title }: PanelState): string {
	return `## ${HEADING[phase]}: ${escapeText(cutText(title, MAX_TITLE_LENGTH))}`;
}

/** The first that were set are the ones that matter; the others mostly follow from them. */
function describeWarnings({ warnings }: PanelState): string {
	const lines = warnings
		.slice(0, MAX_WARNINGS)
		.map((warning) => `⚠️ ${cutText(warning, MAX_WARNING_LENGTH)}`);
	if (warnings.length > MAX_WARNINGS) {
		lines.push(`⚠️ And ${warnings.length - MAX_WARNINGS} more.`);
	}
	return lines.join('\n');
}

function describeNow({ offAir, receivers, speakers }: PanelState): string {
	const lines = [
		speakers.length === 0 ? 'Nobody is heard right now' : `Heard now: ${listNames(speakers)}`,
	];
	if (offAir.length > 0) {
		lines.push(`Kept off air: ${listNames(offAir)}`);
	}
	if (receivers !== undefined) {
		lines.push(countListeners(receivers));
	}
	return lines.join('\n');
}

function listNames(names: readonly string[]): string {
	const shown = names
		.slice(0, MAX_NAMES)
		.map((name) => `**${escapeText(cutText(name, MAX_NAME_LENGTH))}**`)
		.join(', ');
	const more = names.length - MAX_NAMES;
	return more > 0 ? `${shown} and ${more} more` : shown;
}

function countListeners(count: number): string {
	return count === 1 ? '1 listener' : `${count.toLocaleString('en')} listeners`;
}

/** What has happened, newest first; empty where nothing has. */
export function describeEvents({ events }: PanelState): string {
	return events
		.slice(-MAX_PANEL_EVENTS)
		.reverse()
		.map(
			({ atEpochMs, text }) =>
				`-# ${formatMoment(atEpochMs, 'T')} ${cutText(text, MAX_EVENT_LENGTH)}`,
		)
		.join('\n');
}

/** As inline code; a backtick would end it. */
function code(text: string, maxLength: number): string {
	return `\`${cutText(text.replace(/[`\s]+/g, ' '), maxLength)}\``;
}
