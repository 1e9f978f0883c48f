// What `/podcast status` answers, most important first.
import type { Language } from '../../languages.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import type { OnAir } from '../../show/on-air.js';
import type { Show } from '../../show/show.js';
import type { StatusTexts } from './languages/en/status.js';
import { textsIn } from './languages/texts.js';
import {
	cutText,
	escapeText,
	formatCounts,
	formatMoment,
	inCode,
	MAX_MESSAGE_LENGTH,
} from './markdown.js';
import { showLink } from './shown-link.js';
import { describeTrouble } from './trouble-words.js';

/** A mention with its reason has some 45 characters. */
const MAX_MEMBERS = 12;

/** Each has some 200 characters; where many cannot be heard, all of them have the same. */
const MAX_TROUBLES = 4;

/** A show that is not on air yet. */
export function describeStarting(channelId: string, language: Language = 'en'): string {
	return textsIn(language).status.starting(`<#${channelId}>`);
}

/** What else the status tells. */
export interface StatusFacts {
	/** Undefined where the podcast server does not tell. */
	listeners: number | undefined;
	/** Where the server's shows stay; undefined where nobody else can open that. */
	page?: URL | undefined;
	/** Where programs listen; undefined while there is no podcast. */
	websocket: URL | undefined;
}

/** How a show is doing. */
export function describeStatus(
	{ announcer, onAir }: Show,
	{ listeners, page, websocket }: StatusFacts,
	language: Language = 'en',
): string {
	const { voice, programme, sender, endToEndVersion, isPodcastConnected } = onAir.stats;
	const { status } = textsIn(language);
	const dropped = [...voice.dropped, ...programme.dropped, ...sender.dropped];
	const what = status.from(escapeText(onAir.title), `<#${onAir.channelId}>`);
	const podcast = status.podcast(onAir.podcast && inCode(onAir.podcast.id));
	const count = (frames: number) => frames.toLocaleString(language);
	const text = [
		isPodcastConnected
			? status.onAir(formatMoment(onAir.sinceEpochMs, 'R'), what)
			: status.interrupted(what),
		...describeHealth(onAir, isPodcastConnected, language),
		status.listeners(listeners),
		...(announcer.isSupported
			? describeAccess(announcer.details.visibility, page ?? announcer.link, language)
			: []),
		...describeOffAir(onAir, status),
		`-# ${[podcast, ...(websocket ? [status.websocket(inCode(websocket.href))] : [])].join(' · ')}`,
		status.frames({
			heard: count(voice.heard),
			passed: count(programme.passed),
			mixed: count(programme.mixed),
			sent: count(sender.sent),
		}),
		status.dropped(formatCounts(dropped)),
		status.delay(sender.delayP99Ms?.toFixed(1)),
		status.encryption(endToEndVersion),
	].join('\n');
	// What has no room then is the small print.
	return cutText(text, MAX_MESSAGE_LENGTH);
}

/** What a moderator in a hurry wants to know: whether it works. */
function describeHealth(
	{ troubles, voices }: OnAir,
	isPodcastConnected: boolean,
	language: Language,
): string[] {
	const { panel, status } = textsIn(language);
	if (troubles.length === 0 && isPodcastConnected) {
		return [status.working(voices.heardNow.length)];
	}
	const more = troubles.length - MAX_TROUBLES;
	return [
		...troubles.slice(0, MAX_TROUBLES).map((trouble) => `⚠️ ${describeTrouble(trouble, language)}`),
		...(more > 0 ? [panel.moreWarnings(more)] : []),
	];
}

function describeAccess(
	visibility: Visibility,
	link: URL | undefined,
	language: Language,
): string[] {
	const { status } = textsIn(language);
	const shown = link && showLink(link, visibility, language);
	return [
		status.access(status.visibility[visibility], shown?.text),
		...(shown?.advice ? [shown.advice] : []),
	];
}

function describeOffAir({ voices }: OnAir, status: StatusTexts): string[] {
	const { cast, offAir, undecided } = voices;
	const kept = offAir.map((userId) => {
		const reason = cast.offAirReason(userId);
		return reason === undefined ? `<@${userId}>` : `<@${userId}> (${status.reasons[reason]})`;
	});
	const asked = undecided.map((userId) => `<@${userId}>`);
	return [
		...(kept.length === 0 ? [] : [status.offAir(list(kept, status))]),
		...(asked.length === 0 ? [] : [status.undecided(list(asked, status))]),
	];
}

/** The answer has 2,000 characters for all of it. */
function list(members: readonly string[], { andMore }: StatusTexts): string {
	const more = members.length - MAX_MEMBERS;
	const listed = members.slice(0, MAX_MEMBERS).join(', ');
	return more > 0 ? andMore(listed, more) : listed;
}
