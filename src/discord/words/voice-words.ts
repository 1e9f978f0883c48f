// Whose voice goes on air and whose does not: answers to the host and to the member, and the notice.
import type { OffAirReason } from '../../consent/cast.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import type { ConsentMode } from '../../store/consent-mode.js';
import { describeRecordings, type RecordedVoice } from './erasure-words.js';
import { cutText, escapeText, formatMoment } from './markdown.js';
import { describeRecording, ONE_OF_THE_ENDS, type RecordingFacts } from './recording-words.js';

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
		case 'not agreed':
			return `🎙️ <@${userId}> is not muted any more. This show asks: they are heard once they press **${VOICE_BUTTON_LABELS.putOn}**.`;
		case 'a bot':
			return `🔇 <@${userId}> is a bot, and bots are kept off air here (the setting \`BOTS_ON_AIR\` of whoever runs me).`;
		default:
			return `🎙️ <@${userId}> is **on air** when speaking in <#${channelId}>.`;
	}
}

/** The member's own decision, as it holds from now on. */
export const OPTED_OUT =
	'🔇 You are **off air**: in every show of this bot, everywhere. In Discord you hear and are heard as usual.';

/** The member is heard, and not recorded. */
export const NOT_RECORDED =
	'⏺️ You are **not recorded** from now on, in any show of this bot. You are still heard live.';

/** The member may be named in what is published. */
export const NAMED =
	'🏷️ Your name may stand in **transcripts** of episodes from now on, beside what you say.';

/** The member may not be named there. */
export const NOT_NAMED =
	'🏷️ Your name stands in **no transcript** that is made from now on: it says “Speaker” and a number.';

/** The member is recorded again. */
export function describeRecordedAgain({ hasOptedOut }: { hasOptedOut: boolean }): string {
	return hasOptedOut
		? '🔇 You have opted out of every show of this bot, so nothing of you is recorded: `/podcast-privacy optin` takes that back.'
		: '⏺️ You are **recorded** again when you speak in a show of this server that is.';
}

/** Asked of who has opted out, and wants to be heard in one show. */
export const STILL_OPTED_OUT =
	'🔇 You have opted out of **every** show of this bot, everywhere. Do you want to take that back?';

/** What else there is to say to a member who lets their voice go on air. */
export interface OnAirFacts {
	/** Whether the host keeps the member off air. */
	isMuted: boolean;
	/** Whether the show on air in this server asks, and the member has not said yes. */
	isAsked: boolean;
	/** Whether the show on air in this server is recorded. */
	isRecorded: boolean;
}

/** The member may be heard again, where nothing else keeps them off air. */
export function describeOptedIn(facts: OnAirFacts): string {
	return `🎙️ Your voice goes **on air** again when you speak in a channel that is on air.${describeLimits(facts)}`;
}

/** The member has agreed to be heard in the shows of a server. */
export function describeAgreed(facts: OnAirFacts): string {
	const recorded = facts.isRecorded ? ' It is **recorded**, too.' : '';
	return `🎙️ Your voice goes **on air** when you speak in a show of this server.${recorded} You can take that back at any time.${describeLimits(facts)}`;
}

function describeLimits({ isAsked, isMuted }: Omit<OnAirFacts, 'isRecorded'>): string {
	return `${isAsked ? ASKED : ''}${isMuted ? MUTED : ''}`;
}

/** What a member has decided, and what is kept of them. */
export function describePrivacy(member: {
	hasOptedOut: boolean;
	/** To be heard in shows of this server that ask. */
	hasAgreed: boolean;
	/** Whether the show on air in this server asks, and the member has not said yes. */
	isAsked: boolean;
	/** By the host of the podcast that is on air in the server. */
	isMuted: boolean;
	/** Whether they do not want to be recorded in any show. */
	isNeverRecorded: boolean;
	/** Recordings that have their voice, newest first. */
	recordings: readonly RecordedVoice[];
	/** Whether they were told, in the show that is on air in the server, that they are. */
	wasTold: boolean;
}): string {
	const { hasAgreed, hasOptedOut, isNeverRecorded, recordings, wasTold } = member;
	const agreed = hasAgreed ? ' You have agreed to that in this server.' : '';
	const choice = hasOptedOut
		? '🔇 You have **opted out**: your voice is in no show of this bot, in any server. `/podcast-privacy optin` takes that back.'
		: `🎙️ Your voice goes **on air** when you speak in a channel that is on air.${agreed}${describeLimits(member)} \`/podcast-privacy optout\` keeps it out of every show of this bot.`;
	const told = wasTold ? ', and that I have told you of this show' : '';
	const never =
		isNeverRecorded && !hasOptedOut ? '\n⏺️ You are **not recorded**, in any show of this bot.' : '';
	return `${choice}${never}\n${describeRecordings(recordings)}\n-# What else I keep: your choice with your user id${told}.`;
}

/** The choice still holds, until the next restart. */
export function describeUnsavedChoice(isOptedOut: boolean): string {
	const what = isOptedOut ? 'You are off air' : 'You may go on air';
	return `${what} from now on, but I could not save that: it holds until I am restarted. Whoever runs this bot finds the reason in its log.`;
}

/** What the buttons for one's own voice say. */
export const VOICE_BUTTON_LABELS = {
	keepOff: 'Keep my voice off air',
	putOn: 'Put my voice on air',
	putBack: 'Put me back',
	dontRecord: "Don't record me",
	record: 'Record me again',
} as const;

const ASKED = ` This show asks: nobody outside hears you until you press **${VOICE_BUTTON_LABELS.putOn}**.`;

/** What there is to say of a show to those who are heard in it. */
export interface NoticeFacts {
	channelId: string;
	/** Undefined where the podcast server knows no visibility. */
	visibility: Visibility | undefined;
	/** Whether members are asked before they are heard. */
	consent: ConsentMode;
	/** Display name of who put it on air; empty where that is not known. */
	hostName: string;
	/** Undefined where it is not recorded. */
	recording: RecordingFacts | undefined;
	sinceEpochMs: number;
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
	'**Whoever the podcast server lets in** can hear you, also outside this server.';

/** What everybody is told at the start of a show, and newcomers while it lasts. */
export function describeNotice(who: Noticed, facts: NoticeFacts): string {
	const { channelId, consent, hostName, recording, sinceEpochMs, visibility } = facts;
	const hearers = visibility === undefined ? UNKNOWN_HEARERS : WHO_HEARS[visibility];
	const by = hostName ? ` by **${escapeText(cutText(hostName, MAX_NAME_LENGTH))}**` : '';
	const command = '`/podcast-privacy optout`';
	const started = `Put on air${by} at ${formatMoment(sinceEpochMs, 't')}, ${formatMoment(sinceEpochMs, 'R')}.`;
	if (recording) {
		const what = describeRecording(recording, visibility);
		const lines = [...describeRecorded({ channelId, consent, hearers }), started, what];
		return [...lines, ONE_OF_THE_ENDS, `-# For ${listNoticed(who)}`].join('\n');
	}
	const lines =
		consent === 'ask'
			? [
					`🔴 **<#${channelId}> is on air, and you are asked first.** Your voice stays here until you press **${VOICE_BUTTON_LABELS.putOn}**, now or in an earlier show of this server. Then: ${hearers}`,
					started,
					`**${VOICE_BUTTON_LABELS.keepOff}** is for every show, and counts at once. So does ${command}.`,
				]
			: [
					`🔴 **<#${channelId}> is on air.** ${hearers}`,
					started,
					`Don't want that? Press the button, your voice stays out at once. Or use ${command}.`,
				];
	return [...lines, `-# For ${listNoticed(who)}`].join('\n');
}

function describeRecorded({
	channelId,
	consent,
	hearers,
}: {
	channelId: string;
	consent: ConsentMode;
	hearers: string;
}): string[] {
	const { dontRecord, keepOff, putOn } = VOICE_BUTTON_LABELS;
	const out = `**${dontRecord}** is for the recording alone, **${keepOff}** for both; they count at once, in every show. \`/podcast-privacy erase\` takes out what is recorded, also later.`;
	return consent === 'ask'
		? [
				`🔴 **<#${channelId}> is on air and recorded, and you are asked first.** Nothing of you is recorded until you press **${putOn}**, and nobody outside hears you unless you have pressed it before, in this server. Then: ${hearers}`,
				out,
			]
		: [
				`🔴 **<#${channelId}> is on air, and it is recorded.** ${hearers}`,
				`Don't want that? ${out}`,
			];
}

/** What members are told who speak in a show that asks, and have not said whether they agree. */
export function describeUnasked(who: Noticed, channelId: string): string {
	return [
		`🔇 **Nobody outside hears you in <#${channelId}>.** If you want that, press **${VOICE_BUTTON_LABELS.putOn}**: it counts in every show of this server, until you take it back.`,
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
