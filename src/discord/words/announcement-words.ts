// What is announced of a show in a server's channel, and what `/podcast announce` answers.
import type { Language, Sentence } from '../../languages.js';
import type { NoPing, ShowFact } from '../../show/show-events.js';
import type { AnnouncementTexts } from './languages/en/announcement.js';
import { textsIn } from './languages/texts.js';
import { cutText, escapeText, formatDuration, formatMoment } from './markdown.js';
import { listPermissions } from './permission-words.js';

/** With every character escaped, a message stays far below Discord's 2,000 characters. */
const MAX_TITLE_LENGTH = 100;
const MAX_NAME_LENGTH = 32;

/** A show, as it is announced. */
export interface AnnouncedShow {
	/** As a member wrote it. */
	title: string;
	/** Display name of who started it; empty where nobody knows. */
	hostName: string;
	voiceChannelId: string;
	sinceEpochMs: number;
	/** Whether it is away for a restart of the bot. */
	isPaused: boolean;
}

/** @param roleId - who is mentioned; undefined for nobody */
export function describeLive(
	show: AnnouncedShow,
	roleId: string | undefined,
	language: Language = 'en',
): string {
	const { hostName, isPaused, sinceEpochMs, title, voiceChannelId } = show;
	const { announcement } = textsIn(language);
	const by = hostName ? `**${escapeText(cutText(hostName, MAX_NAME_LENGTH))}**` : undefined;
	return [
		isPaused ? announcement.paused(bold(title)) : announcement.live(bold(title)),
		announcement.started(by, {
			channel: `<#${voiceChannelId}>`,
			ago: formatMoment(sinceEpochMs, 'R'),
		}),
		...(roleId === undefined ? [] : [`<@&${roleId}>`]),
	].join('\n');
}

/** How a show that was announced has ended. */
export interface AnnouncedEnd {
	/** Undefined where nobody knows. */
	durationMs?: number | undefined;
	/** Whether it did not come back after a restart. */
	isLost: boolean;
}

/** The last that is said of a show. */
export function describeOver(
	title: string,
	{ durationMs, isLost }: AnnouncedEnd,
	language: Language = 'en',
): string {
	const { announcement } = textsIn(language);
	const over =
		durationMs === undefined
			? announcement.over(bold(title))
			: announcement.overAfter(bold(title), formatDuration(durationMs));
	return isLost ? `${over}\n${announcement.lost}` : over;
}

function bold(title: string): string {
	return `**${escapeText(cutText(title, MAX_TITLE_LENGTH))}**`;
}

/** A server's setting, as whoever asks for it is told. */
export interface DescribedSetting {
	channelId: string;
	roleId?: string | undefined;
	/** Undefined where the role is pinged, or there is none. */
	noPing: NoPing | undefined;
	/** What the bot lacks in the channel, by the names in its settings. */
	missing: readonly string[];
	isChannelGone: boolean;
}

/** What will happen at each show from now on. */
export function describeSet(
	setting: DescribedSetting,
	facts: {
		isOnAir: boolean;
		/** Whether it is in the file. */
		isKept: boolean;
	},
	language: Language = 'en',
): string {
	const { announcement } = textsIn(language);
	return [
		...describeSetting('fromNextOn', setting, language),
		...(facts.isOnAir ? [announcement.notThisOne] : []),
		...(facts.isKept ? [] : [announcement.unkept]),
	].join('\n');
}

/** The present setting, to who has asked for it. */
export function describePresent(
	setting: DescribedSetting | undefined,
	language: Language = 'en',
): string {
	return setting
		? describeSetting('now', setting, language).join('\n')
		: textsIn(language).announcement.notSet;
}

function describeSetting(
	when: 'fromNextOn' | 'now',
	setting: DescribedSetting,
	language: Language,
): string[] {
	const { channelId, isChannelGone, missing, noPing, roleId } = setting;
	const { announcement } = textsIn(language);
	if (isChannelGone) {
		return [announcement.channelGone];
	}
	const channel = `<#${channelId}>`;
	const ping =
		roleId === undefined || noPing !== undefined
			? announcement.nobodyPinged
			: announcement.pinged(`<@&${roleId}>`);
	return [
		`${announcement.announces(announcement[when], channel)} ${ping}`,
		...(missing.length > 0 ? [`⚠️ ${describeMissing(channelId, missing, language)}`] : []),
		...(noPing === undefined
			? []
			: [
					`⚠️ ${noPing === 'role gone' ? announcement.roleGone : announcement.cannotPing(`<@&${roleId}>`, channel)}`,
				]),
		announcement.whoCanListen(channel),
		announcement.howToEnd,
	];
}

/** A sentence on why the bot may not write there. */
export function describeMissing(
	channelId: string,
	missing: readonly string[],
	language: Language = 'en',
): string {
	const names = listPermissions(missing, language);
	return textsIn(language).announcement.missing(`<#${channelId}>`, names);
}

/** It is announced no more. */
export function describeOff(
	{ isKept, wasOn }: { isKept: boolean; wasOn: boolean },
	language: Language = 'en',
): string {
	const { off, unkept, wasOff } = textsIn(language).announcement;
	return [wasOn ? off : wasOff, ...(isKept ? [] : [unkept])].join('\n');
}

/** Why nothing was changed. */
export function explainNotSet(why: keyof AnnouncementTexts['refused']): Sentence {
	return (language) => textsIn(language).announcement.refused[why];
}

/** The member may not do there what they want the bot to do for them. */
export function describeMayNotThere(
	what: 'write' | 'ping',
	{ channelId, roleId }: { channelId: string; roleId?: string | undefined },
	language: Language = 'en',
): string {
	const { mayNotPing, mayNotWrite } = textsIn(language).announcement;
	const channel = `<#${channelId}>`;
	return what === 'write' ? mayNotWrite(channel) : mayNotPing(`<@&${roleId}>`, channel);
}

/** A few words on why a show was not announced as it should have been, for its panel. */
export function describeAnnouncementObstacle(
	obstacle: Extract<ShowFact, { kind: 'not announced' | 'announced without ping' }>,
	language: Language = 'en',
): string {
	const { announcement } = textsIn(language);
	const channel = `<#${obstacle.channelId}>`;
	if (obstacle.kind === 'not announced') {
		return announcement.not[obstacle.why](channel);
	}
	return obstacle.why === 'role gone'
		? announcement.unpingedRoleGone(channel)
		: announcement.unpinged(channel, `<@&${obstacle.roleId}>`);
}
