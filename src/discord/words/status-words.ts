// What `/podcast status` answers, most important first.
import type { Visibility } from '../../protocol/podcast-details.js';
import type { OnAir } from '../../show/on-air.js';
import type { Show } from '../../show/show.js';
import { escapeText, formatCounts, formatMoment, inCode } from './markdown.js';
import { showLink } from './shown-link.js';
import { describeTrouble } from './trouble-words.js';

/** A mention with its reason has some 45 characters. */
const MAX_MEMBERS = 12;

/** A show that is not on air yet. */
export function describeStarting(channelId: string): string {
	return `🟡 A podcast is being started in <#${channelId}>.`;
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
): string {
	const { voice, programme, sender, endToEndVersion, isPodcastConnected } = onAir.stats;
	const dropped = [...voice.dropped, ...programme.dropped, ...sender.dropped];
	const what = `${escapeText(onAir.title)}, from <#${onAir.channelId}>`;
	return [
		isPodcastConnected
			? `🔴 **On air** since ${formatMoment(onAir.sinceEpochMs, 'R')}: ${what}`
			: `🟡 **Interrupted**: ${what}`,
		...describeHealth(onAir, isPodcastConnected),
		`Listeners: ${listeners ?? 'unknown'}`,
		...(announcer.isSupported
			? describeAccess(announcer.details.visibility, page ?? announcer.link)
			: []),
		...describeOffAir(onAir),
		`-# Podcast: ${onAir.podcast ? inCode(onAir.podcast.id) : 'none at the moment'}${websocket ? ` · websocket ${inCode(websocket.href)}` : ''}`,
		`-# Frames: ${count(voice.heard)} heard, ${count(programme.passed)} passed through, ${count(programme.mixed)} mixed, ${count(sender.sent)} sent`,
		`-# Dropped: ${formatCounts(dropped)}`,
		`-# Delay added: ${sender.delayP99Ms === undefined ? 'nothing sent yet' : `${sender.delayP99Ms.toFixed(1)} ms (99 % of the last frames)`}`,
		`-# End-to-end encryption: ${endToEndVersion > 0 ? `on (DAVE version ${endToEndVersion})` : 'off in this call'}`,
	].join('\n');
}

/** What a moderator in a hurry wants to know: whether it works. */
function describeHealth({ troubles, voices }: OnAir, isPodcastConnected: boolean): string[] {
	if (troubles.length > 0 || !isPodcastConnected) {
		return troubles.map((trouble) => `⚠️ ${describeTrouble(trouble)}`);
	}
	const heard = voices.heardNow.length;
	const now = heard === 0 ? 'nobody speaks right now' : `${people(heard)} heard right now`;
	return [`✅ **Working**: ${now}.`];
}

function describeAccess(visibility: Visibility, link: URL | undefined): string[] {
	const shown = link && showLink(link, visibility);
	return [
		`Visibility: ${visibility}, ${shown?.text ?? 'no link'}`,
		...(shown?.advice ? [shown.advice] : []),
	];
}

function describeOffAir({ voices }: OnAir): string[] {
	const { cast, offAir, undecided } = voices;
	const kept = offAir.map((userId) => `<@${userId}> (${cast.offAirReason(userId)})`);
	const asked = undecided.map((userId) => `<@${userId}>`);
	return [
		...(kept.length === 0 ? [] : [`Kept off air: ${list(kept)}`]),
		...(asked.length === 0 ? [] : [`Asked, and not answered yet: ${list(asked)}`]),
	];
}

/** The answer has 2,000 characters for all of it. */
function list(members: readonly string[]): string {
	const more = members.length - MAX_MEMBERS;
	return members.slice(0, MAX_MEMBERS).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function people(members: number): string {
	return members === 1 ? '1 person is' : `${members} people are`;
}

function count(frames: number): string {
	return frames.toLocaleString('en');
}
