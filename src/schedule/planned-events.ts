// Discord's scheduled events, as plans know them.
import type { Plan } from '../store/schedule-store.js';
import type { EventRule } from './recurrence.js';

/** An event as Discord shows it. */
export interface SeenEvent {
	id: string;
	title: string;
	/** Undefined: it is somewhere else than in a voice channel or on a stage. */
	voiceChannelId: string | undefined;
	status: 'scheduled' | 'active' | 'ended' | 'cancelled';
	startEpochMs: number;
	/** `other`: a rule that plans do not have. */
	rule: EventRule | 'other' | undefined;
	/** This bot has made it. */
	isOwn: boolean;
	/** Display name of who made it, where that is known. */
	hostName: string | undefined;
	/** Undefined where Discord does not tell it. */
	hostUserId?: string | undefined;
}

/** Why a plan has no event. */
export type NoEvent =
	/** `names`: as Discord's settings call them. */
	| { kind: 'permissions missing'; names: readonly string[] }
	/** The server has as many as Discord lets it have. */
	| { kind: 'too many' }
	| { kind: 'failed' };

/** The events of plans in Discord. Nothing of it rejects; what Discord refuses is logged. */
export interface PlannedEvents {
	/** All events of a guild; undefined while Discord does not show it. */
	seenIn(guildId: string): SeenEvent[] | undefined;
	/** Whether there is no such event any more; false also where that cannot be found out. */
	isGone(guildId: string, eventId: string): Promise<boolean>;
	/**
	 * Makes the event of a plan where it has none, or lets it begin with the plan's next occurrence.
	 *
	 * @returns why the plan has no event, where it has none
	 */
	put(guildId: string, plan: Plan): Promise<NoEvent | undefined>;
	/** The plan's show is on air. */
	begin(guildId: string, plan: Plan): Promise<void>;
	/** Its show is over; the event, too, or it moves on to the next occurrence. */
	end(guildId: string, plan: Plan): Promise<void>;
	/** The plan is gone. */
	remove(guildId: string, plan: Plan): Promise<void>;
}
