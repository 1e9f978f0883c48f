// Whose voice goes on air and whose does not: answers to the host and to the member, and the notice.
import type { OffAirReason } from '../../consent/cast.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import { cutText, escapeText, formatMoment } from './markdown.js';

/** That the host has taken a member off air. */
export function describeMuted(userId: string): string {
	return `🔇 <@${userId}> is **off air** until this podcast ends; \`/podcast unmute\` takes that back.`;
}

/** @param reason - why the member still stays off air; undefined where they do not */
export function describeUnmuted(
	userId: string,
	{ reason, channelId }: { reason: OffAirReason | undefined; channelId: string },
): string {
	switch (reason) {
		case 'opted out':
			return `🔇 <@${userId}> has opted out of all podcasts, and nobody else can take that back: only \`/podcast-privacy optin\` by the member does.`;
		case 'a bot':
			return `🔇 <@${userId}> is a bot, and bots are kept off air here (the setting \`BOTS_ON_AIR\` of whoever runs me).`;
		default:
			return `🎙️ <@${userId}> is **on air** when speaking in <#${channelId}>.`;
	}
}

/** The member's own decision, as it holds from now on. */
export const OPTED_OUT =
	'🔇 Your voice is **off air**: in every podcast of this bot, in all servers, until you take it back with `/podcast-privacy optin`.';

/** @param isMuted - whether the host keeps the member off air */
export function describeOptedIn(isMuted: boolean): string {
	return `🎙️ Your voice goes **on air** again when you speak in a channel that is on air.${isMuted ? MUTED : ''}`;
}

/** What a member has decided, and what is kept of them. */
export function describePrivacy(member: {
	hasOptedOut: boolean;
	/** By the host of the podcast that is on air in the server. */
	isMuted: boolean;
	/** Whether they were told, in the show that is on air in the server, that they are. */
	wasTold: boolean;
}): string {
	const { hasOptedOut, isMuted, wasTold } = member;
	const choice = hasOptedOut
		? '🔇 You have **opted out**: your voice is in no podcast of this bot, in any server. `/podcast-privacy optin` takes that back.'
		: `🎙️ Your voice goes **on air** when you speak in a channel that is on air. \`/podcast-privacy optout\` keeps it out of every podcast of this bot.${isMuted ? MUTED : ''}`;
	const told = wasTold ? ', and that I have told you of this show' : '';
	return `${choice}\n-# What I keep: your choice with your user id${told}. I record nothing.`;
}

/** The choice still holds, until the next restart. */
export function describeUnsavedChoice(isOptedOut: boolean): string {
	const what = isOptedOut ? 'You are off air' : 'You may go on air';
	return `${what} from now on, but I could not save that: it holds until I am restarted. Whoever runs this bot finds the reason in its log.`;
}

/** What the button under a notice says. */
export const OPT_OUT_LABEL = 'Keep my voice off air';

/** What there is to say of a show to those who are heard in it. */
export interface NoticeFacts {
	channelId: string;
	/** Undefined where the podcast server knows no visibility. */
	visibility: Visibility | undefined;
	/** Display name of who put it on air; empty where that is not known. */
	hostName: string;
	sinceEpochMs: number;
	/** The command as something to click on, once Discord has given it an id. */
	optOut: string | undefined;
}

/** Who is told: mentioned, or by their display names where they are not. */
export type Noticed = { userIds: readonly string[] } | { names: readonly string[] };

/** A mention takes 23 characters of the 2,000 that a message may have, a name at most 68. */
const MAX_MENTIONS = 50;
const MAX_NAMES = 15;
const MAX_NAME_LENGTH = 32;

const WHO_HEARS = {
	public: '**Everybody** can hear you, also outside this server.',
	unlisted: '**Anyone with the link** can hear you, also outside this server.',
	private: '**This server only** can hear you, and programs that whoever runs me has let in.',
} as const satisfies Record<Visibility, string>;

const UNKNOWN_HEARERS =
	'People outside this server can hear you: **whoever the podcast server lets in**.';

/** What everybody is told at the start of a show, and newcomers while it lasts. */
export function describeNotice(who: Noticed, facts: NoticeFacts): string {
	const { channelId, hostName, optOut, sinceEpochMs, visibility } = facts;
	const hearers = visibility === undefined ? UNKNOWN_HEARERS : WHO_HEARS[visibility];
	const by = hostName ? ` by **${escapeText(cutText(hostName, MAX_NAME_LENGTH))}**` : '';
	const command = optOut ?? '`/podcast-privacy optout`';
	return [
		`🔴 **<#${channelId}> is on air.** ${hearers}`,
		`Put on air${by} at ${formatMoment(sinceEpochMs, 't')}, ${formatMoment(sinceEpochMs, 'R')}.`,
		`Don't want that? Press the button, your voice stays out at once. Or use ${command}.`,
		`-# For ${listNoticed(who)}`,
	].join('\n');
}

/** It speaks to all; those who are too many to be named are counted. */
function listNoticed(who: Noticed): string {
	const [all, most] =
		'userIds' in who
			? [who.userIds.map((userId) => `<@${userId}>`), MAX_MENTIONS]
			: [who.names.map((name) => `**${escapeText(cutText(name, MAX_NAME_LENGTH))}**`), MAX_NAMES];
	const more = all.length - most;
	return all.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const MUTED = ' For this podcast, its host has taken you off air.';
