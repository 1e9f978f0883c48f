// What is announced of a show in a server's channel, and what `/podcast announce` answers.
import type { NoPing, ShowFact } from '../../show/show-events.js';
import { cutText, escapeText, formatDuration, formatMoment } from './markdown.js';

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
export function describeLive(show: AnnouncedShow, roleId: string | undefined): string {
	const { hostName, isPaused, sinceEpochMs, title, voiceChannelId } = show;
	const by = hostName ? ` by **${escapeText(cutText(hostName, MAX_NAME_LENGTH))}**` : '';
	return [
		isPaused
			? `🟡 ${bold(title)} comes back in a moment: I am being restarted.`
			: `🔴 ${bold(title)} is live`,
		`Started${by} in <#${voiceChannelId}>, ${formatMoment(sinceEpochMs, 'R')}`,
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
export function describeOver(title: string, { durationMs, isLost }: AnnouncedEnd): string {
	const length =
		durationMs === undefined ? 'is over' : `was live for ${formatDuration(durationMs)}`;
	const why = isLost ? '\nI was restarted, and it did not come back.' : '';
	return `⚫ ${bold(title)} ${length}.${why}`;
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
): string {
	return [
		...describeSetting('📣 From the next show on', setting),
		...(facts.isOnAir ? ['The show that is on air now is not announced any more.'] : []),
		...unkept(facts.isKept),
	].join('\n');
}

/** The present setting, to who has asked for it. */
export function describePresent(setting: DescribedSetting | undefined): string {
	if (!setting) {
		return 'No show of this server is announced. `/podcast announce` with `channel:` announces them, with `role:` a ping at the start.';
	}
	return describeSetting('📣 Now', setting).join('\n');
}

function describeSetting(when: string, setting: DescribedSetting): string[] {
	const { channelId, isChannelGone, missing, noPing, roleId } = setting;
	if (isChannelGone) {
		return [
			'⚠️ The channel where shows were announced is gone: `/podcast announce` with `channel:` names another one.',
		];
	}
	const ping =
		roleId === undefined || noPing !== undefined
			? 'Nobody is pinged.'
			: `<@&${roleId}> is pinged once, at the start.`;
	return [
		`${when} I announce each show in <#${channelId}>, and say there at its end how long it was. ${ping}`,
		...(missing.length > 0 ? [`⚠️ ${describeMissing(channelId, missing)}`] : []),
		...(noPing === undefined ? [] : [`⚠️ ${describeNoPing(noPing, { channelId, roleId })}`]),
		`Whoever reads <#${channelId}> can listen to an unlisted show: its link stands there. Private shows are never announced.`,
		'-# `/podcast announce` with `off:True` ends it.',
	];
}

/** A sentence on why the bot may not write there. */
export function describeMissing(channelId: string, missing: readonly string[]): string {
	const names = missing.map((name) => `**${name}**`).join(' and ');
	return `I may not write in <#${channelId}>: give me ${names} there, in the channel's settings under Permissions.`;
}

function describeNoPing(
	noPing: NoPing,
	{ channelId, roleId }: { channelId: string; roleId: string | undefined },
): string {
	return noPing === 'role gone'
		? 'The role that was to be pinged is gone: `/podcast announce` with `role:` names another one.'
		: `I cannot ping <@&${roleId}>: tick **Allow anyone to @mention this role** in its settings, or give me **Mention Everyone** in <#${channelId}>.`;
}

/** It is announced no more. */
export function describeOff({ isKept, wasOn }: { isKept: boolean; wasOn: boolean }): string {
	return [
		wasOn
			? '🔕 Shows of this server are not announced any more.'
			: 'No show of this server is announced.',
		...unkept(isKept),
	].join('\n');
}

function unkept(isKept: boolean): string[] {
	return isKept
		? []
		: ['⚠️ It could not be saved, so it lasts until I am restarted: tell whoever runs this bot.'];
}

/** Why nothing was changed. */
export const NOT_SET = {
	everyone:
		'I never ping @everyone: pick a role that members take for it, or leave `role:` away to ping nobody.',
	noChannel: 'Name the channel, too: `/podcast announce` with `channel:` and `role:`.',
	offWithChannel: 'Name a channel, or `off:True`, not both.',
} as const;

/** The member may not do there what they want the bot to do for them. */
export function describeMayNotThere(
	what: 'write' | 'ping',
	{ channelId, roleId }: { channelId: string; roleId?: string | undefined },
): string {
	return what === 'write'
		? `You may not write in <#${channelId}>, so I do not for you: that takes **Send Messages** there, or **Manage Server**.`
		: `You may not ping <@&${roleId}> in <#${channelId}>, so I do not for you: that takes **Mention Everyone** there, or **Manage Server**.`;
}

/** A few words on why a show was not announced as it should have been, for its panel. */
export function describeAnnouncementObstacle(
	obstacle: Extract<ShowFact, { kind: 'not announced' | 'announced without ping' }>,
): string {
	const { channelId } = obstacle;
	if (obstacle.kind === 'announced without ping') {
		return obstacle.why === 'role gone'
			? `Announced in <#${channelId}> without a ping: the role is gone. \`/podcast announce\` names another one.`
			: `Announced in <#${channelId}> without a ping of <@&${obstacle.roleId}>: give me **Mention Everyone** there.`;
	}
	switch (obstacle.why) {
		case 'channel gone':
			return 'Not announced: the channel for that is gone. `/podcast announce` names another one.';
		case 'not allowed':
			return `Not announced: I may not write in <#${channelId}>. Give me **View Channel** and **Send Messages** there.`;
		case 'failed':
			return `Not announced in <#${channelId}>: Discord did not take it.`;
	}
}
