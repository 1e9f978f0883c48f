// Whose voice goes on air and whose does not: answers to the host and to the member, and the notice.
import type { OffAirReason } from '../../consent/cast.js';
import type { Language } from '../../languages.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import type { ConsentMode } from '../../store/consent-mode.js';
import { describeRecordings, type RecordedVoice } from './erasure-words.js';
import type { VoiceTexts } from './languages/en/voice.js';
import { textsIn } from './languages/texts.js';
import { cutText, escapeText, formatMoment, MAX_MESSAGE_LENGTH } from './markdown.js';
import { describeRecording, type RecordingFacts } from './recording-words.js';

/** That the host has taken a member off air. */
export function describeMuted(userId: string, language: Language = 'en'): string {
	return textsIn(language).voice.muted(`<@${userId}>`);
}

/** @param reason - why the member still stays off air; undefined where they do not */
export function describeUnmuted(
	userId: string,
	{ reason, channelId }: { reason: OffAirReason | undefined; channelId: string },
	language: Language = 'en',
): string {
	const { unmuted } = textsIn(language).voice;
	const member = `<@${userId}>`;
	switch (reason) {
		case 'opted out':
			return unmuted.optedOut(member);
		case 'not agreed':
			return unmuted.notAgreed(member);
		case 'a bot':
			return unmuted.bot(member);
		default:
			return unmuted.onAir(member, `<#${channelId}>`);
	}
}

/** The member is recorded again. */
export function describeRecordedAgain(
	{ hasOptedOut }: { hasOptedOut: boolean },
	language: Language = 'en',
): string {
	const { optedOutSoNotRecorded, recordedAgain } = textsIn(language).voice;
	return hasOptedOut ? optedOutSoNotRecorded : recordedAgain;
}

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
export function describeOptedIn(facts: OnAirFacts, language: Language = 'en'): string {
	const { voice } = textsIn(language);
	return [voice.optedIn, ...describeLimits(facts, voice)].join(' ');
}

/** The member has agreed to be heard in the shows of a server. */
export function describeAgreed(facts: OnAirFacts, language: Language = 'en'): string {
	const { voice } = textsIn(language);
	return [
		voice.agreed,
		...(facts.isRecorded ? [voice.agreedRecorded] : []),
		voice.canTakeBack,
		...describeLimits(facts, voice),
	].join(' ');
}

function describeLimits(
	{ isAsked, isMuted }: Omit<OnAirFacts, 'isRecorded'>,
	{ asked, mutedByHost }: VoiceTexts,
): string[] {
	return [...(isAsked ? [asked] : []), ...(isMuted ? [mutedByHost] : [])];
}

/** What a member has decided, and what is kept of them. */
export function describePrivacy(
	member: {
		hasOptedOut: boolean;
		/** To be heard in shows of this server that ask. */
		hasAgreed: boolean;
		/** Whether the show on air in this server asks, and the member has not said yes. */
		isAsked: boolean;
		/** By the host of the podcast that is on air in the server. */
		isMuted: boolean;
		/** Whether they do not want to be recorded in any show. */
		isNeverRecorded: boolean;
		/** Whether their name may stand in what is published of them. */
		isNamed: boolean;
		/** Recordings that have their voice, newest first. */
		recordings: readonly RecordedVoice[];
		/** Whether they were told, in the show that is on air in the server, that they are. */
		wasTold: boolean;
	},
	language: Language = 'en',
): string {
	const { hasAgreed, hasOptedOut, isNamed, isNeverRecorded, recordings, wasTold } = member;
	const { voice } = textsIn(language);
	const { privacy } = voice;
	const choice = hasOptedOut
		? [privacy.optedOut]
		: [
				privacy.onAir,
				...(hasAgreed ? [privacy.hasAgreed] : []),
				...describeLimits(member, voice),
				privacy.optOut,
			];
	const before = [
		choice.join(' '),
		...(isNeverRecorded && !hasOptedOut ? [privacy.neverRecorded] : []),
		...(isNamed ? [voice.named] : []),
	].join('\n');
	const after = wasTold ? privacy.keptAndTold : privacy.kept;
	const maxLength = MAX_MESSAGE_LENGTH - `${before}\n\n${after}`.length;
	return [before, describeRecordings(recordings, { maxLength, language }), after].join('\n');
}

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

/** A mention takes 23 characters of them, a name at most 68. */
const MAX_MENTIONS = 50;
const MAX_NAMES = 15;
const MAX_NAME_LENGTH = 32;

/** What everybody is told at the start of a show, and newcomers while it lasts. */
export function describeNotice(
	who: Noticed,
	facts: NoticeFacts,
	language: Language = 'en',
): string {
	const { hostName, recording, sinceEpochMs, visibility } = facts;
	const texts = textsIn(language);
	const { voice } = texts;
	const by = hostName ? `**${escapeText(cutText(hostName, MAX_NAME_LENGTH))}**` : undefined;
	const started = voice.started(by, {
		at: formatMoment(sinceEpochMs, 't'),
		ago: formatMoment(sinceEpochMs, 'R'),
	});
	const lines = recording
		? [
				...describeRecorded(facts, voice),
				started,
				describeRecording(recording, visibility, language),
				texts.recording.oneOfTheEnds,
			]
		: describeUnrecorded(facts, voice, started);
	return addNoticed(lines.join('\n'), who, voice);
}

function describeUnrecorded(
	{ channelId, consent, visibility }: NoticeFacts,
	voice: VoiceTexts,
	started: string,
): string[] {
	const channel = `<#${channelId}>`;
	const hearers = voice.hearers[visibility ?? 'unknown'];
	return consent === 'ask'
		? [`${voice.onAirAsked(channel)} ${hearers}`, started, voice.howToKeepOffAsked]
		: [`${voice.onAir(channel)} ${hearers}`, started, voice.howToKeepOff];
}

function describeRecorded(
	{ channelId, consent, visibility }: NoticeFacts,
	voice: VoiceTexts,
): string[] {
	const channel = `<#${channelId}>`;
	const hearers = voice.hearers[visibility ?? 'unknown'];
	return consent === 'ask'
		? [`${voice.recordedAsked(channel)} ${hearers}`, voice.howToKeepOut]
		: [`${voice.recorded(channel)} ${hearers}`, `${voice.dontWantThat} ${voice.howToKeepOut}`];
}

/** What members are told who speak in a show that asks, and have not said whether they agree. */
export function describeUnasked(
	who: Noticed,
	channelId: string,
	language: Language = 'en',
): string {
	const { voice } = textsIn(language);
	return addNoticed(voice.nobodyHears(`<#${channelId}>`), who, voice);
}

/** It speaks to all; those who are too many to be named, or have no room, are counted. */
function addNoticed(text: string, who: Noticed, voice: VoiceTexts): string {
	const [all, most] =
		'userIds' in who
			? [who.userIds.map((userId) => `<@${userId}>`), MAX_MENTIONS]
			: [who.names.map((name) => `**${escapeText(cutText(name, MAX_NAME_LENGTH))}**`), MAX_NAMES];
	for (let count = Math.min(all.length, most); ; count--) {
		const listed = all.slice(0, count).join(', ');
		const more = all.length - count;
		const noticed = `${text}\n${voice.forThese(more > 0 ? voice.andMore(listed, more) : listed)}`;
		if (noticed.length <= MAX_MESSAGE_LENGTH || count <= 1) {
			return noticed;
		}
	}
}
