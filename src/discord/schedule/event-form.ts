// Scheduled events as the library has them, and as plans know them.
import {
	ChannelType,
	GuildScheduledEventRecurrenceRuleFrequency as Frequency,
	type GuildScheduledEvent,
	GuildScheduledEventEntityType,
	type GuildScheduledEventRecurrenceRule,
	type GuildScheduledEventRecurrenceRuleOptions,
	GuildScheduledEventStatus,
	type VoiceBasedChannel,
} from 'discord.js';
import { visibleText } from '../../protocol/member-text.js';
import type { SeenEvent } from '../../schedule/planned-events.js';
import type { EventRule } from '../../schedule/recurrence.js';
import { plainLine } from '../words/markdown.js';

/** Monday to Friday, as many days as a plan has that comes round on weekdays. */
const WORKDAYS = 5;

const STATUSES: Readonly<Record<GuildScheduledEventStatus, SeenEvent['status']>> = {
	[GuildScheduledEventStatus.Scheduled]: 'scheduled',
	[GuildScheduledEventStatus.Active]: 'active',
	[GuildScheduledEventStatus.Completed]: 'ended',
	[GuildScheduledEventStatus.Canceled]: 'cancelled',
};

/** What an event is in, by its channel. */
export function entityTypeOf(channel: VoiceBasedChannel) {
	return channel.type === ChannelType.GuildStageVoice
		? GuildScheduledEventEntityType.StageInstance
		: GuildScheduledEventEntityType.Voice;
}

/** An event as plans know it; undefined while Discord has told only its id. */
export function toSeenEvent(event: GuildScheduledEvent): SeenEvent | undefined {
	if (event.partial || event.scheduledStartTimestamp === null) {
		return undefined;
	}
	const { channelId, client, creatorId, entityType, guild, recurrenceRule, status } = event;
	const isInVoice = entityType !== GuildScheduledEventEntityType.External;
	const maker = creatorId === null ? undefined : guild?.members.cache.get(creatorId);
	return {
		id: event.id,
		title: plainLine(visibleText(event.name)),
		voiceChannelId: isInVoice && channelId !== null ? channelId : undefined,
		status: STATUSES[status],
		startEpochMs: event.scheduledStartTimestamp,
		rule: recurrenceRule ? toRule(recurrenceRule) : undefined,
		isOwn: creatorId === client.user.id,
		hostName: maker?.displayName ?? event.creator?.displayName,
		hostUserId: creatorId ?? undefined,
	};
}

function toRule(rule: GuildScheduledEventRecurrenceRule): EventRule | 'other' {
	const { byNWeekday, byWeekday, frequency, interval } = rule;
	const [weekday, ...others] = byWeekday ?? [];
	if (frequency === Frequency.Daily && byWeekday?.length === WORKDAYS && interval === 1) {
		return { frequency: 'daily', weekdays: byWeekday };
	}
	const isEachOrOther = interval === 1 || interval === 2;
	if (frequency === Frequency.Weekly && weekday !== undefined && !others.length && isEachOrOther) {
		return { frequency: 'weekly', interval, weekday };
	}
	const day = byNWeekday?.[0];
	return frequency === Frequency.Monthly && day && interval === 1
		? { frequency: 'monthly', week: day.n, weekday: day.day }
		: 'other';
}

/** A rule for Discord, from the first occurrence on. */
export function toRuleOptions(
	rule: EventRule,
	startAt: number,
): GuildScheduledEventRecurrenceRuleOptions {
	switch (rule.frequency) {
		case 'daily':
			return { startAt, frequency: Frequency.Daily, interval: 1, byWeekday: rule.weekdays };
		case 'weekly':
			return {
				startAt,
				frequency: Frequency.Weekly,
				interval: rule.interval,
				byWeekday: [rule.weekday],
			};
		case 'monthly':
			return {
				startAt,
				frequency: Frequency.Monthly,
				interval: 1,
				byNWeekday: [{ n: rule.week as 1, day: rule.weekday }],
			};
	}
}
