// What a panel says of its show, in Discord's markdown.
import { parseUrl } from '../../host-name.js';
import type { Language } from '../../languages.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import type { ConsentMode } from '../../store/consent-mode.js';
import type { PanelTexts } from './languages/en/panel.js';
import { inAllLanguages, textsIn } from './languages/texts.js';
import {
	cutText,
	escapeText,
	formatDuration,
	formatMoment,
	inCode,
	unescapeText,
} from './markdown.js';
import { describeRecordingBriefly, type RecordingFacts } from './recording-words.js';
import { openLink, showLink } from './shown-link.js';

/** Everything that a panel shows. */
export interface PanelState {
	phase: 'on air' | 'interrupted' | 'restarting' | 'off air';
	/** The server's; English where it is left out. */
	language?: Language | undefined;
	/** As a member wrote it. */
	title: string;
	voiceChannelId: string;
	sinceEpochMs: number;
	/** Id of the podcast; undefined while its server has lost it, and after the end. */
	podcastId: string | undefined;
	/** Undefined where the podcast server knows no visibility; `link` where there is none now. */
	listening: { visibility: Visibility; link: string | undefined } | undefined;
	/** Where the server's shows are for good, this one too; undefined where nobody can open that. */
	page?: string | undefined;
	/** Whether it is said that this address stays. */
	isPageNew?: boolean;
	/** How many listen, whichever way; undefined where the podcast server does not tell. */
	receivers: number | undefined;
	/** Display names of who is heard now. */
	speakers: readonly string[];
	/** How many members in the channel are kept off air. */
	offAir: number;
	/** How many have not said yet whether they want to be heard, in a show that asks. */
	undecided: number;
	/** Whether it asks: see `ShowPlan`. */
	consent: ConsentMode;
	/** Whether it was begun as a show that is recorded. */
	isRecorded: boolean;
	/** What becomes of the recording; undefined while nothing is recorded. */
	recording: RecordingFacts | undefined;
	/** Whether the message can be edited only for a while after somebody has pressed something. */
	needsPresses: boolean;
	/** Whole sentences, in Discord's markdown. */
	warnings: readonly string[];
	/** Oldest first; texts in Discord's markdown. */
	events: readonly PanelEvent[];
	/** Off air only. */
	end?: PanelEnd | undefined;
	/** Who may listen when it is started again; undefined where it cannot be. */
	again?: Visibility | undefined;
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
	/** Undefined where nothing is known of that. */
	figures?: PanelFigures | undefined;
}

/** What became of a show. */
export interface PanelFigures {
	/** The most that listened at once; undefined where the podcast server does not tell. */
	peak: number | undefined;
	/** How many members were heard. */
	speakers: number;
	/** Whether it is only known since a restart. */
	isPartly: boolean;
}

/** How many events a panel shows. */
export const MAX_PANEL_EVENTS = 5;

/*
 * Together these stay below the 4,000 characters that Discord allows in all text of a message,
 * with every character of a title or a name escaped (API documentation, "Message", Components V2).
 */
const MAX_TITLE_LENGTH = 100;
const MAX_ID_LENGTH = 128;
/** A longer link is not shown: cut, it would lead nowhere. */
const MAX_LINK_LENGTH = 300;
const MAX_NAMES = 6;
const MAX_NAME_LENGTH = 32;
const MAX_WARNINGS = 4;
const MAX_WARNING_LENGTH = 250;
const MAX_EVENT_LENGTH = 160;
const MAX_REASON_LENGTH = 400;

const ICONS = {
	'on air': '🔴',
	interrupted: '🟡',
	restarting: '🟡',
	'off air': '⚫',
} as const satisfies Record<PanelState['phase'], string>;

/** The state in one line, for a message beside the panel. */
export function describeBriefly({ end, language = 'en', phase, title }: PanelState): string {
	const { after, colon, phases } = textsIn(language).panel;
	const howLong = end ? after(formatDuration(end.durationMs)) : '';
	return `${ICONS[phase]} **${phases[phase]}**${colon}${escapeText(cutText(title, MAX_TITLE_LENGTH))}${howLong}.`;
}

/** The paragraphs of a panel, without those that are empty. */
export function describePanel(state: PanelState): string[] {
	const { language = 'en' } = state;
	const { panel } = textsIn(language);
	if (state.phase === 'off air') {
		return [describeEnd(state, panel)];
	}
	const isAway = state.phase === 'restarting';
	const now = isAway ? '' : describeNow(state, panel);
	const recording =
		state.recording && !isAway ? describeRecordingBriefly(state.recording, language) : '';
	return [describePodcast(state, panel), describeWarnings(state, panel), recording, now].filter(
		Boolean,
	);
}

/** The panel of a podcast that is over, where nothing else is known of it. */
export function describeForgotten(language: Language = 'en'): string {
	const { answers, panel } = textsIn(language);
	return `## ${ICONS['off air']} ${panel.phases['off air']}\n${answers.over}`;
}

function describePodcast(state: PanelState, panel: PanelTexts): string {
	return [
		heading(state, panel),
		panel.started(`<#${state.voiceChannelId}>`, formatMoment(state.sinceEpochMs, 'R')),
		...describeListening(state, panel),
		...describeId(state, panel),
	].join('\n');
}

function describeId({ phase, podcastId }: PanelState, panel: PanelTexts): string[] {
	if (podcastId !== undefined) {
		return [panel.podcast(inCode(cutText(podcastId, MAX_ID_LENGTH)))];
	}
	return phase === 'restarting' ? [] : [panel.newIdLater];
}

function describeListening(state: PanelState, panel: PanelTexts): string[] {
	const { isPageNew, listening, page, podcastId } = state;
	if (!listening || (podcastId ?? page) === undefined) {
		return [];
	}
	const link = shownLinkOf(state);
	const { visibility } = listening;
	return [
		...(link ? describeLink(link, visibility, state.language) : []),
		...(page !== undefined && isPageNew ? [panel.pageStays] : []),
		panel.whoCanListen[visibility],
	];
}

/** The link to listen by, where it can be shown; it may be one that nobody else can open. */
function shownLinkOf({ listening, page, podcastId }: PanelState): URL | undefined {
	const link = page ?? (podcastId === undefined ? undefined : listening?.link);
	return link !== undefined && link.length <= MAX_LINK_LENGTH ? parseUrl(link) : undefined;
}

/** The same, where whoever may listen can open it. */
export function openLinkOf(state: PanelState): URL | undefined {
	const link = shownLinkOf(state);
	const visibility = state.listening?.visibility ?? state.again;
	return link && visibility && openLink(link, visibility);
}

/** To be copied: it is pressed on the button. */
function describeLink(link: URL, visibility: Visibility, language: Language | undefined): string[] {
	const { text, advice } = showLink(link, visibility, language);
	return advice ? [`🎧 ${text}`, advice] : [`-# 🎧 ${text}`];
}

function describeEnd(state: PanelState, panel: PanelTexts): string {
	const { end } = state;
	const when = panel.was(`<#${state.voiceChannelId}>`, formatMoment(state.sinceEpochMs, 'f'));
	const lines = [
		heading(state, panel),
		`${when}${end ? panel.onAirFor(formatDuration(end.durationMs)) : ''}`,
	];
	if (end) {
		lines.push(...describeFigures(end, panel), cutText(end.reason, MAX_REASON_LENGTH));
	}
	return lines.join('\n');
}

function describeFigures({ figures }: PanelEnd, panel: PanelTexts): string[] {
	if (!figures) {
		return [];
	}
	const { isPartly, peak, speakers } = figures;
	const parts = [...(peak === undefined ? [] : [panel.upTo(peak)]), panel.spoke(speakers)];
	const line = parts.join(' · ');
	return [isPartly ? panel.sinceRestart(line) : line];
}

function heading({ phase, title }: PanelState, { colon, phases }: PanelTexts): string {
	return `## ${ICONS[phase]} ${phases[phase]}${colon}${escapeText(cutText(title, MAX_TITLE_LENGTH))}`;
}

/** The title in the text of a panel that is off air, in any language; undefined where it is none. */
export function readTitle(text: string): string | undefined {
	const [line = ''] = text.split('\n');
	const starts = inAllLanguages(
		({ panel }) => `## ${ICONS['off air']} ${panel.phases['off air']}${panel.colon}`,
	);
	const start = starts.find((beginning) => line.startsWith(beginning));
	return start === undefined ? undefined : unescapeText(line.slice(start.length));
}

/** The first that were set are the ones that matter; the others mostly follow from them. */
function describeWarnings({ warnings }: PanelState, { moreWarnings }: PanelTexts): string {
	const lines = warnings
		.slice(0, MAX_WARNINGS)
		.map((warning) => `⚠️ ${cutText(warning, MAX_WARNING_LENGTH)}`);
	if (warnings.length > MAX_WARNINGS) {
		lines.push(moreWarnings(warnings.length - MAX_WARNINGS));
	}
	return lines.join('\n');
}

function describeNow(
	{ consent, offAir, receivers, speakers, undecided }: PanelState,
	panel: PanelTexts,
): string {
	const lines = [speakers.length === 0 ? panel.quiet : panel.heard(listNames(speakers, panel))];
	if (consent === 'ask') {
		lines.push(undecided === 0 ? panel.asked : panel.askedAndNotAnswered(undecided));
	}
	if (offAir > 0) {
		lines.push(panel.offAir(offAir));
	}
	if (receivers !== undefined) {
		lines.push(panel.listeners(receivers));
	}
	return lines.join('\n');
}

function listNames(names: readonly string[], { andMore }: PanelTexts): string {
	const shown = names
		.slice(0, MAX_NAMES)
		.map((name) => `**${escapeText(cutText(name, MAX_NAME_LENGTH))}**`)
		.join(', ');
	const more = names.length - MAX_NAMES;
	return more > 0 ? andMore(shown, more) : shown;
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
