// Planned shows and those that begin by themselves, in words for people in Discord.
import { UserError } from '../../errors.js';
import type { NoEvent } from '../../schedule/planned-events.js';
import type { MissedFor, ScheduleFact } from '../../schedule/self-start.js';
import type { AutoStart, Plan, Repeat } from '../../store/schedule-store.js';
import { describeFailed } from './answer-words.js';
import { cutText, escapeText, formatMoment, inCode, plainLine } from './markdown.js';
import { explainFailure } from './start-words.js';

/** Most characters of a message. */
const MAX_MESSAGE_LENGTH = 2000;

/** Most characters of a suggestion. */
const MAX_NAME_LENGTH = 100;

/** What members choose from. */
export const REPEAT_NAMES = {
	never: 'once',
	daily: 'every day',
	weekdays: 'Monday to Friday',
	weekly: 'every week',
	biweekly: 'every two weeks',
	monthly: 'every month, on the same weekday of the month',
} as const satisfies Record<Repeat, string>;

/** What an event says below its title in Discord. */
export const EVENT_DESCRIPTION =
	'A live show from this voice channel: people outside this server can hear what is said in it. It starts by itself when somebody is there.';

/** The voice channel is not there any more, or the bot does not see it. */
export const CHANNEL_GONE = 'The voice channel is gone.';

/** Answers that need no facts. */
export const SCHEDULE_ANSWERS = {
	noPlan: 'There is no such plan any more: `/podcast schedule list` shows those that there are.',
	byHand: 'That event was made by hand: cancel it in Discord’s list of events.',
	following:
		'Events for voice channels and stages that members make in Discord now start shows, too.',
	notFollowing: 'Events that members make in Discord start no shows any more.',
	nothing:
		'Nothing is planned: `/podcast schedule add` plans a show, `/podcast auto` lets shows start when enough members are in a channel.',
} as const;

const WHEN_FORMS =
	'`20:00`, `tomorrow 20:00`, `fri 8pm`, `in 2 hours`, `2030-12-01 20:00`, or one of Discord’s timestamps';

/** A text that is no time. */
export function describeNoTime(text: string): string {
	return `I do not understand ${inCode(cutText(text, MAX_NAME_LENGTH))} as a time. Type it like ${WHEN_FORMS}.`;
}

/** A time that is over. */
export function describePast(epochMs: number): string {
	return `${formatMoment(epochMs, 'F')} is over: pick a time that is still to come.`;
}

/** A time that Discord takes no event for. */
export function describeTooFar(epochMs: number): string {
	return `${formatMoment(epochMs, 'F')} is too far ahead: pick a time within five years.`;
}

/** A text that is no time zone. */
export function describeNoZone(text: string): string {
	return `I know no time zone ${inCode(cutText(text, MAX_NAME_LENGTH))}: pick one from the list, such as \`Europe/Berlin\`.`;
}

/** A server has as many plans as it may. */
export function describeTooManyPlans(limit: number): string {
	return `This server has ${limit} plans, and cannot have more: \`/podcast schedule cancel\` takes one away.`;
}

/** The bot may write neither here nor there. */
export function describeUnwritable(channelIds: readonly string[]): string {
	const places = [...new Set(channelIds)].map((id) => `<#${id}>`).join(' and ');
	return `I may not write in ${places}, so nobody there would be told that they are on air: give me **Send Messages** in one of them.`;
}

/** A message of a show that is just being started. */
export function describeComing(title: string): string {
	return `⏳ **${escapeText(title)}** is about to go on air.`;
}

/** What a plan is answered with. */
export function describePlanned(
	plan: Plan,
	about: { guildId: string; noEvent: NoEvent | undefined; timeZone: string | undefined },
): string {
	const { nextEpochMs = plan.firstEpochMs, repeat, title, voiceChannelId } = plan;
	const often = repeat === 'never' ? '' : `, ${REPEAT_NAMES[repeat]}`;
	return [
		`📅 **${escapeText(title)}** starts in <#${voiceChannelId}> on ${formatMoment(nextEpochMs, 'F')} (${formatMoment(nextEpochMs, 'R')})${often}, as soon as somebody is there.`,
		plan.event && eventLink(about.guildId, plan.event.id),
		about.noEvent && describeNoEvent(about.noEvent, voiceChannelId),
		about.timeZone &&
			`-# The time is by the clocks of ${inCode(about.timeZone)}. If that is not yours, cancel it and add it again with \`timezone:\`, which I then keep for this server.`,
	]
		.filter(Boolean)
		.join('\n');
}

/** Discord shows such a link as the event, with its button Interested. */
function eventLink(guildId: string, eventId: string): string {
	return `https://discord.com/events/${guildId}/${eventId}`;
}

function describeNoEvent(noEvent: NoEvent, channelId: string): string {
	const stands = 'The show starts all the same.';
	switch (noEvent.kind) {
		case 'permissions missing': {
			const names = noEvent.names.map((name) => `**${name}**`).join(' and ');
			return `Discord has no event of it, so nobody is reminded: give me ${names} in <#${channelId}>, in the channel's settings under Permissions. ${stands}`;
		}
		case 'too many':
			return `Discord has no event of it: this server has as many events as it can have. ${stands}`;
		case 'failed':
			return `Discord has no event of it: it did not take one. ${stands}`;
	}
}

/** That a plan was taken away. */
export function describeCancelled({ show, title }: Plan): string {
	const goesOn = show ? ' The show that is on air goes on: `/podcast stop` ends it.' : '';
	return `🗑️ **${escapeText(title)}** is cancelled.${goesOn}`;
}

/** All that is planned in a server. */
export function describeSchedule(schedule: {
	guildId: string;
	plans: readonly Plan[];
	autos: readonly AutoStart[];
	isFollowing: boolean;
}): string {
	const { autos, guildId, isFollowing, plans } = schedule;
	const lines = [
		...plans.map((plan) => describePlan(plan, guildId)),
		...autos.map(
			({ members, voiceChannelId }) =>
				`🚪 <#${voiceChannelId}>: starts when ${countMembers(members)} there.`,
		),
		...(isFollowing ? ['📌 Events that members make start shows, too.'] : []),
	];
	return lines.length === 0 ? SCHEDULE_ANSWERS.nothing : joinLines(lines);
}

/** As many as there is room for. */
function joinLines(lines: readonly string[]): string {
	let text = '';
	for (const [index, line] of lines.entries()) {
		const more = `\n-# … and ${lines.length - index} more.`;
		if (text.length + line.length + 1 > MAX_MESSAGE_LENGTH - more.length) {
			return `${text}${more}`;
		}
		text += index === 0 ? line : `\n${line}`;
	}
	return text;
}

function describePlan(plan: Plan, guildId: string): string {
	const { event, nextEpochMs, repeat, show, title, voiceChannelId } = plan;
	const time =
		show || nextEpochMs === undefined
			? 'on air now'
			: `${formatMoment(nextEpochMs, 'f')} (${formatMoment(nextEpochMs, 'R')})`;
	const name = event
		? `[${escapeText(title)}](<${eventLink(guildId, event.id)}>)`
		: escapeText(title);
	const often = repeat === 'never' ? '' : `, ${REPEAT_NAMES[repeat]}`;
	return `📅 **${name}**: ${time}${often}, <#${voiceChannelId}>`;
}

/** A plan in the list of suggestions, which shows no markup. */
export function namePlan({ nextEpochMs, repeat, timeZone, title }: Plan): string {
	const time =
		nextEpochMs === undefined
			? 'on air now'
			: new Intl.DateTimeFormat('en-GB', {
					dateStyle: 'medium',
					timeStyle: 'short',
					timeZone,
				}).format(nextEpochMs);
	const often = repeat === 'never' ? '' : `, ${REPEAT_NAMES[repeat]}`;
	const suffix = ` (${time}${often})`;
	return `${cutText(plainLine(title), MAX_NAME_LENGTH - suffix.length)}${suffix}`;
}

/** That shows begin in a channel when enough members are there. */
export function describeAutoSet({ members, voiceChannelId }: AutoStart): string {
	return `🚪 From now on a show starts in <#${voiceChannelId}> when ${countMembers(members)} there, and ends a minute after the last one has left. If a host stops it, it does not start again before the channel was empty.`;
}

/** That shows do not begin there by themselves any more. */
export function describeAutoRemoved(voiceChannelId: string, wasThere: boolean): string {
	return wasThere
		? `No show starts in <#${voiceChannelId}> by itself any more.`
		: `No show starts in <#${voiceChannelId}> by itself: there was nothing to end.`;
}

function countMembers(members: number): string {
	return members === 1 ? 'a member is' : `${members} members are`;
}

/** What members are told of what begins by itself. */
export function describeScheduleFact(fact: ScheduleFact, voiceChannelId: string): string {
	switch (fact.kind) {
		case 'missed': {
			const { nextEpochMs, occurrenceEpochMs, title, why } = fact;
			const next =
				nextEpochMs === undefined ? '' : ` The next one is on ${formatMoment(nextEpochMs, 'F')}.`;
			return `📅 **${escapeText(title)}** was planned for ${formatMoment(occurrenceEpochMs, 'F')} in <#${voiceChannelId}>, and did not start. ${describeMissed(why)}${next}`;
		}
		case 'auto not begun':
			return `🚪 No show could start in <#${voiceChannelId}> by itself. ${describeError(fact.error)}`;
	}
}

function describeMissed(why: MissedFor): string {
	switch (why.kind) {
		case 'nobody came':
			return 'Nobody was in the channel for half an hour.';
		case 'away':
			return 'The bot was not running at that time.';
		case 'channel gone':
			return `${CHANNEL_GONE} The plan is taken away.`;
		case 'not begun':
			return describeError(why.error);
	}
}

function describeError(error: unknown): string {
	const explained = explainFailure(error);
	return explained instanceof UserError ? explained.message : describeFailed(error);
}
