// What `/podcast status` answers, most important first.
import type { Visibility } from '../../protocol/podcast-details.js';
import type { OnAir } from '../../show/on-air.js';
import type { Show } from '../../show/show.js';
import { escapeText, formatCounts, formatMoment, inCode } from './markdown.js';
import { showLink } from './shown-link.js';
import { describeTrouble } from './trouble-words.js';

/** A show that is not on air yet. */
export function describeStarting(channelId: string): string {
	return `🟡 A podcast is being started in <#${channelId}>.`;
}

/** @param listeners - undefined where the podcast server does not tell */
export function describeStatus({ announcer, onAir }: Show, listeners: number | undefined): string {
	const { voice, programme, sender, endToEndVersion, isPodcastConnected } = onAir.stats;
	const dropped = [...voice.dropped, ...programme.dropped, ...sender.dropped];
	const what = `${escapeText(onAir.title)}, from <#${onAir.channelId}>`;
	return [
		isPodcastConnected
			? `🔴 **On air** since ${formatMoment(onAir.sinceEpochMs, 'R')}: ${what}`
			: `🟡 **Interrupted**: ${what}`,
		...onAir.troubles.map((trouble) => `⚠️ ${describeTrouble(trouble)}`),
		`Podcast: ${onAir.podcast ? inCode(onAir.podcast.id) : 'none at the moment'}`,
		...(announcer.isSupported ? describeAccess(announcer.details.visibility, announcer.link) : []),
		`Listeners: ${listeners ?? 'unknown (this podcast server does not tell)'}`,
		`Frames: ${count(voice.heard)} heard, ${count(programme.passed)} passed through, ${count(programme.mixed)} mixed, ${count(sender.sent)} sent`,
		`Dropped: ${formatCounts(dropped)}`,
		`Delay added: ${sender.delayP99Ms === undefined ? 'nothing sent yet' : `${sender.delayP99Ms.toFixed(1)} ms (99 % of the last frames)`}`,
		...describeOffAir(onAir),
		`End-to-end encryption: ${endToEndVersion > 0 ? `on (DAVE version ${endToEndVersion})` : 'off in this call'}`,
	].join('\n');
}

function describeAccess(visibility: Visibility, link: URL | undefined): string[] {
	const shown = link && showLink(link);
	return [
		`Visibility: ${visibility}, ${shown?.text ?? 'no link'}`,
		...(shown?.advice ? [shown.advice] : []),
	];
}

function describeOffAir({ voices }: OnAir): string[] {
	const members = voices.offAir.map(
		(userId) => `<@${userId}> (${voices.cast.offAirReason(userId)})`,
	);
	return members.length === 0 ? [] : [`Kept off air: ${members.join(', ')}`];
}

function count(frames: number): string {
	return frames.toLocaleString('en');
}
