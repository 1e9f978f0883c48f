// Planned shows and those that begin by themselves, in words for people in Discord.
import { UserError } from '../../errors.js';
import type { Language, Sentence } from '../../languages.js';
import type { NoEvent } from '../../schedule/planned-events.js';
import type { MissedFor, ScheduleFact } from '../../schedule/self-start.js';
import type { AutoStart, Plan, Repeat } from '../../store/schedule-store.js';
import { describeFailed } from './answer-words.js';
import { SCHEDULE_EN, type ScheduleTexts } from './languages/en/schedule.js';
import { textsIn } from './languages/texts.js';
import {
	cutText,
	escapeText,
	formatMoment,
	inCode,
	MAX_MESSAGE_LENGTH,
	plainLine,
} from './markdown.js';
import { listPermissions } from './permission-words.js';
import { explainFailure } from './start-words.js';

/** Most characters of a suggestion. */
const MAX_NAME_LENGTH = 100;

/** What members choose from, in English; Discord has the other languages beside it. */
export const REPEAT_NAMES: Readonly<Record<Repeat, string>> = SCHEDULE_EN.repeats;

/** What an event says below its title in Discord. */
export function describeEvent(language: Language): string {
	return textsIn(language).schedule.eventDescription;
}

/** The voice channel is not there any more, or the bot does not see it. */
export const CHANNEL_GONE: Sentence = (language) => textsIn(language).schedule.channelGone;

/** An answer that needs no facts, in whatever language it is asked for. */
export function answerOnSchedule(
	name: 'noPlan' | 'byHand' | 'following' | 'notFollowing',
): Sentence {
	return (language) => textsIn(language).schedule[name];
}

/** A text that is no time. */
export function describeNoTime(text: string, language: Language = 'en'): string {
	return textsIn(language).schedule.noTime(inCode(cutText(text, MAX_NAME_LENGTH)));
}

/** A time that is over. */
export function describePast(epochMs: number, language: Language = 'en'): string {
	return textsIn(language).schedule.past(formatMoment(epochMs, 'F'));
}

/** A time that Discord takes no event for. */
export function describeTooFar(epochMs: number, language: Language = 'en'): string {
	return textsIn(language).schedule.tooFar(formatMoment(epochMs, 'F'));
}

/** A text that is no time zone. */
export function describeNoZone(text: string, language: Language = 'en'): string {
	return textsIn(language).schedule.noZone(inCode(cutText(text, MAX_NAME_LENGTH)));
}

/** A server has as many plans as it may. */
export function describeTooManyPlans(limit: number, language: Language = 'en'): string {
	return textsIn(language).schedule.tooMany(limit);
}

/** The bot may write neither here nor there. */
export function describeUnwritable(
	channelIds: readonly string[],
	language: Language = 'en',
): string {
	const channels = [...new Set(channelIds)].map((id) => `<#${id}>`);
	return textsIn(language).schedule.unwritable(channels);
}

/** A message of a show that is just being started. */
export function describeComing(title: string, language: Language = 'en'): string {
	return textsIn(language).schedule.coming(escapeText(title));
}

/** What a plan is answered with. */
export function describePlanned(
	plan: Plan,
	about: { guildId: string; noEvent: NoEvent | undefined; timeZone: string | undefined },
	language: Language = 'en',
): string {
	const { nextEpochMs = plan.firstEpochMs, repeat, title, voiceChannelId } = plan;
	const { schedule } = textsIn(language);
	return [
		schedule.planned(escapeText(title), {
			channel: `<#${voiceChannelId}>`,
			moment: `${formatMoment(nextEpochMs, 'F')} (${formatMoment(nextEpochMs, 'R')})`,
			often: describeRepeat(repeat, schedule),
		}),
		plan.event && eventLink(about.guildId, plan.event.id),
		about.noEvent && describeNoEvent(about.noEvent, voiceChannelId, language),
		about.timeZone && schedule.zoneGuessed(inCode(about.timeZone)),
	]
		.filter(Boolean)
		.join('\n');
}

/** What follows a time; empty where it comes once. */
function describeRepeat(repeat: Repeat, { repeats }: ScheduleTexts): string {
	return repeat === 'never' ? '' : `, ${repeats[repeat]}`;
}

/** Discord shows such a link as the event, with its button Interested. */
function eventLink(guildId: string, eventId: string): string {
	return `https://discord.com/events/${guildId}/${eventId}`;
}

function describeNoEvent(event: NoEvent, channelId: string, language: Language): string {
	const { noEvent } = textsIn(language).schedule;
	return event.kind === 'permissions missing'
		? noEvent.permissionsMissing(`<#${channelId}>`, listPermissions(event.names, language))
		: noEvent[event.kind];
}

/** That a plan was taken away. */
export function describeCancelled({ show, title }: Plan, language: Language = 'en'): string {
	const { cancelled, goesOn } = textsIn(language).schedule;
	return [cancelled(escapeText(title)), ...(show ? [goesOn] : [])].join(' ');
}

/** All that is planned in a server. */
export function describeSchedule(
	planned: {
		guildId: string;
		plans: readonly Plan[];
		autos: readonly AutoStart[];
		isFollowing: boolean;
	},
	language: Language = 'en',
): string {
	const { autos, guildId, isFollowing, plans } = planned;
	const { schedule } = textsIn(language);
	const lines = [
		...plans.map((plan) => describePlan(plan, guildId, schedule)),
		...autos.map(({ members, voiceChannelId }) => schedule.auto(`<#${voiceChannelId}>`, members)),
		...(isFollowing ? [schedule.followsEvents] : []),
	];
	return lines.length === 0 ? schedule.nothing : joinLines(lines, schedule);
}

/** As many as there is room for. */
function joinLines(lines: readonly string[], { andMore }: ScheduleTexts): string {
	let text = '';
	for (const [index, line] of lines.entries()) {
		const more = `\n${andMore(lines.length - index)}`;
		if (text.length + line.length + 1 > MAX_MESSAGE_LENGTH - more.length) {
			return `${text}${more}`;
		}
		text += index === 0 ? line : `\n${line}`;
	}
	return text;
}

function describePlan(plan: Plan, guildId: string, schedule: ScheduleTexts): string {
	const { event, nextEpochMs, repeat, show, title, voiceChannelId } = plan;
	const time =
		show || nextEpochMs === undefined
			? schedule.onAirNow
			: `${formatMoment(nextEpochMs, 'f')} (${formatMoment(nextEpochMs, 'R')})`;
	const name = event
		? `[${escapeText(title)}](<${eventLink(guildId, event.id)}>)`
		: escapeText(title);
	return `📅 **${name}**: ${time}${describeRepeat(repeat, schedule)}, <#${voiceChannelId}>`;
}

/** A plan in the list of suggestions, which shows no markup. */
export function namePlan(
	{ nextEpochMs, repeat, timeZone, title }: Plan,
	language: Language = 'en',
): string {
	const { schedule } = textsIn(language);
	const time =
		nextEpochMs === undefined
			? schedule.onAirNow
			: new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
					dateStyle: 'medium',
					timeStyle: 'short',
					timeZone,
				}).format(nextEpochMs);
	const suffix = ` (${time}${describeRepeat(repeat, schedule)})`;
	return `${cutText(plainLine(title), MAX_NAME_LENGTH - suffix.length)}${suffix}`;
}

/** That shows begin in a channel when enough members are there. */
export function describeAutoSet(
	{ members, voiceChannelId }: AutoStart,
	language: Language = 'en',
): string {
	return textsIn(language).schedule.autoSet(`<#${voiceChannelId}>`, members);
}

/** That shows do not begin there by themselves any more. */
export function describeAutoRemoved(
	voiceChannelId: string,
	wasThere: boolean,
	language: Language = 'en',
): string {
	const { autoRemoved, autoWasNot } = textsIn(language).schedule;
	return (wasThere ? autoRemoved : autoWasNot)(`<#${voiceChannelId}>`);
}

/** What members are told of what begins by itself. */
export function describeScheduleFact(
	fact: ScheduleFact,
	voiceChannelId: string,
	language: Language = 'en',
): string {
	const { schedule } = textsIn(language);
	const channel = `<#${voiceChannelId}>`;
	switch (fact.kind) {
		case 'missed': {
			const { nextEpochMs, occurrenceEpochMs, title, why } = fact;
			const missed = schedule.missed(escapeText(title), {
				channel,
				moment: formatMoment(occurrenceEpochMs, 'F'),
				why: describeMissed(why, language),
			});
			return nextEpochMs === undefined
				? missed
				: `${missed} ${schedule.nextOne(formatMoment(nextEpochMs, 'F'))}`;
		}
		case 'auto not begun':
			return schedule.autoNotBegun(channel, describeError(fact.error, language));
	}
}

function describeMissed(why: MissedFor, language: Language): string {
	const { schedule } = textsIn(language);
	switch (why.kind) {
		case 'nobody came':
			return schedule.nobodyCame;
		case 'away':
			return schedule.away;
		case 'channel gone':
			return `${schedule.channelGone} ${schedule.planTakenAway}`;
		case 'not begun':
			return describeError(why.error, language);
	}
}

function describeError(error: unknown, language: Language): string {
	const explained = explainFailure(error);
	return explained instanceof UserError
		? explained.messageIn(language)
		: describeFailed(error, language);
}
