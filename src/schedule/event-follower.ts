// A plan follows what members change about its event in Discord.
import type { GuildSchedule, Plan } from '../store/schedule-store.js';
import type { SeenEvent } from './planned-events.js';
import { comesRoundAt, nextOccurrence, repeatOf, toEventRule } from './recurrence.js';

/** Clocks are put forward and back by an hour or two; occurrences are a day apart. */
const HALF_DAY_MS = 12 * 3_600_000;

/** What there is to do after a plan has followed its event: `to be put`, the event follows the plan. */
export type Followed = 'same' | 'changed' | 'to be put';

/** Takes over what is new about the event of a plan: title, channel, time, and how often. */
export function followEvent(plan: Plan, event: SeenEvent): Followed {
	const before = JSON.stringify(plan);
	plan.title = event.title;
	plan.voiceChannelId = event.voiceChannelId ?? plan.voiceChannelId;
	if (followTime(plan, event)) {
		return 'to be put';
	}
	return JSON.stringify(plan) === before ? 'same' : 'changed';
}

/** What a member's event is planned as, where the guild wants that. */
export function planFor(
	event: SeenEvent,
	follow: GuildSchedule['follow'],
): Omit<Plan, 'id'> | undefined {
	const { id, isOwn, rule, startEpochMs, status, title, voiceChannelId } = event;
	const isComing = status === 'scheduled' || status === 'active';
	if (!follow || isOwn || !isComing || voiceChannelId === undefined) {
		return undefined;
	}
	return {
		title,
		hostName: event.hostName ?? follow.hostName,
		hostUserId: event.hostName === undefined ? follow.hostUserId : event.hostUserId,
		voiceChannelId,
		noticeChannelId: follow.noticeChannelId,
		timeZone: 'UTC',
		firstEpochMs: startEpochMs,
		repeat: rule === undefined || rule === 'other' ? 'never' : repeatOf(rule),
		nextEpochMs: startEpochMs,
		event: { id, startEpochMs, isByHand: true },
	};
}

/** @returns whether Discord has moved the event on by its rule, which knows nothing of time zones */
function followTime(plan: Plan, { rule, startEpochMs }: SeenEvent): boolean {
	const { event } = plan;
	if (!event) {
		return false;
	}
	const lastEpochMs = event.startEpochMs;
	const isMoved = startEpochMs !== lastEpochMs;
	const wanted = toEventRule(plan, lastEpochMs);
	event.startEpochMs = startEpochMs;
	if (rule === 'other' || event.isByHand) {
		// Discord alone knows when it comes round.
		event.isByHand = true;
		plan.repeat = rule === undefined || rule === 'other' ? 'never' : repeatOf(rule);
		if (isMoved) {
			plan.nextEpochMs = startEpochMs;
		}
		return false;
	}
	if (isMoved && wanted && rule && comesRoundAt(wanted, lastEpochMs, startEpochMs)) {
		const next = nextOccurrence(plan, startEpochMs - HALF_DAY_MS);
		if (next !== undefined && (plan.nextEpochMs ?? 0) < next) {
			plan.nextEpochMs = next;
		}
		return plan.nextEpochMs !== startEpochMs;
	}
	const repeat = rule === undefined ? 'never' : repeatOf(rule);
	const isDaily = plan.repeat === 'daily' && rule === undefined;
	if (repeat !== plan.repeat && !isDaily) {
		plan.repeat = repeat;
	}
	if (isMoved) {
		plan.firstEpochMs = startEpochMs;
		plan.nextEpochMs = startEpochMs;
	}
	return false;
}
