// A guild's scheduled event, and what members do with it in a Discord client.
import {
	GuildScheduledEventEntityType as EntityType,
	GuildScheduledEventRecurrenceRuleFrequency as Frequency,
	GatewayIntentBits,
	GuildScheduledEventPrivacyLevel,
	GuildScheduledEventStatus as Status,
} from 'discord.js';
import type { Bot } from './bot.js';
import type { Channel } from './channel.js';
import type { Payload } from './payload.js';
import { hasPermissions, type PermissionHolder } from './permissions.js';
import type { Surroundings } from './surroundings.js';
import { type User, userPayload } from './user.js';

/** A guild, as its events know it. */
interface EventGuild {
	readonly id: string;
	readonly world: Surroundings;
	readonly bots: ReadonlySet<Bot>;
	readonly scheduledEvents: Map<string, ScheduledEvent>;
	memberOf(bot: Bot): PermissionHolder;
}

/** How often an event comes round, as the API writes it. */
export interface RecurrenceRule {
	start: string;
	frequency: Frequency;
	interval: number;
	by_weekday?: number[] | null;
	by_n_weekday?: { n: number; day: number }[] | null;
	by_month?: number[] | null;
	by_month_day?: number[] | null;
}

/** What an event is made from. */
export interface ScheduledEventOptions {
	name: string;
	description?: string | null;
	/** Undefined: it is somewhere else. */
	channel: Channel | undefined;
	location?: string;
	startEpochMs: number;
	rule?: RecurrenceRule | null;
}

const DAY_MS = 86_400_000;

/** Monday comes first here. */
function weekdayOf(epochMs: number): number {
	return (new Date(epochMs).getUTCDay() + 6) % 7;
}

/** An event in the list of a guild's events. */
export class ScheduledEvent {
	readonly id: string;
	readonly guild: EventGuild;
	readonly creator: User;
	name: string;
	description: string | null;
	channel: Channel | undefined;
	location: string | undefined;
	startEpochMs: number;
	rule: RecurrenceRule | null;
	status: Status = Status.Scheduled;
	/** User ids of who has pressed Interested. */
	readonly interested = new Set<string>();

	constructor(guild: EventGuild, creator: User, options: ScheduledEventOptions) {
		this.id = guild.world.snowflakes.next();
		this.guild = guild;
		this.creator = creator;
		this.name = options.name;
		this.description = options.description ?? null;
		this.channel = options.channel;
		this.location = options.location;
		this.startEpochMs = options.startEpochMs;
		this.rule = options.rule ?? null;
		guild.scheduledEvents.set(this.id, this);
		this.#dispatch('GUILD_SCHEDULED_EVENT_CREATE', this.payload());
	}

	/** Whether it counts among the 100 that a guild may have. */
	get isComing(): boolean {
		return this.status === Status.Scheduled || this.status === Status.Active;
	}

	/** Somebody starts it. */
	start(): void {
		this.status = Status.Active;
		this.#tellUpdate();
	}

	/** Somebody ends it, or Discord does: one with a rule moves on to its next time. */
	end(): void {
		const next = this.#nextStart();
		if (next === undefined) {
			this.status = Status.Completed;
			this.guild.scheduledEvents.delete(this.id);
		} else {
			this.status = Status.Scheduled;
			this.startEpochMs = next;
		}
		this.#tellUpdate();
	}

	/** Somebody cancels it. */
	cancel(): void {
		this.status = Status.Canceled;
		this.guild.scheduledEvents.delete(this.id);
		this.#tellUpdate();
	}

	/** Somebody changes it. */
	edit(options: Partial<ScheduledEventOptions>): void {
		this.name = options.name ?? this.name;
		this.description = options.description ?? this.description;
		this.channel = options.channel ?? this.channel;
		this.startEpochMs = options.startEpochMs ?? this.startEpochMs;
		this.rule = options.rule === undefined ? this.rule : options.rule;
		this.#tellUpdate();
	}

	delete(): void {
		this.guild.scheduledEvents.delete(this.id);
		this.#dispatch('GUILD_SCHEDULED_EVENT_DELETE', this.payload());
	}

	/** A member presses Interested. */
	subscribe(member: { id: string }): void {
		this.interested.add(member.id);
		this.#dispatch('GUILD_SCHEDULED_EVENT_USER_ADD', {
			guild_scheduled_event_id: this.id,
			user_id: member.id,
			guild_id: this.guild.id,
		});
	}

	/** Whether a bot may see it (API documentation, "Guild Scheduled Event", Get Permissions). */
	isSeenBy(bot: Bot): boolean {
		return (
			!this.channel ||
			hasPermissions(this.channel.permissionsOf(this.guild.memberOf(bot)), 'ViewChannel')
		);
	}

	payload(): Payload {
		const { channel, creator, rule } = this;
		const inVoice = channel?.isStage ? EntityType.StageInstance : EntityType.Voice;
		return {
			id: this.id,
			guild_id: this.guild.id,
			channel_id: channel?.id ?? null,
			creator_id: creator.id,
			creator: userPayload(creator),
			name: this.name,
			description: this.description,
			scheduled_start_time: new Date(this.startEpochMs).toISOString().replace('Z', '+00:00'),
			scheduled_end_time: null,
			privacy_level: GuildScheduledEventPrivacyLevel.GuildOnly,
			status: this.status,
			entity_type: channel ? inVoice : EntityType.External,
			entity_id: null,
			entity_metadata: this.location === undefined ? null : { location: this.location },
			image: null,
			recurrence_rule: rule && {
				end: null,
				count: null,
				by_year_day: null,
				by_weekday: null,
				by_n_weekday: null,
				by_month: null,
				by_month_day: null,
				...rule,
			},
		};
	}

	/** Rules go by UTC, as iCalendar's do whose start is in UTC. */
	#nextStart(): number | undefined {
		for (let days = 1; this.rule && days < 370; days += 1) {
			const epochMs = this.startEpochMs + days * DAY_MS;
			if (comesRound(this.rule, days, epochMs)) {
				return epochMs;
			}
		}
		return undefined;
	}

	#tellUpdate(): void {
		this.#dispatch('GUILD_SCHEDULED_EVENT_UPDATE', this.payload());
	}

	#dispatch(event: string, data: Payload): void {
		const { bots, world } = this.guild;
		const intents = GatewayIntentBits.GuildScheduledEvents;
		const seeing = [...bots].filter((bot) => this.isSeenBy(bot));
		world.dispatch({ event, bots: seeing, intents, data });
	}
}

function comesRound(rule: RecurrenceRule, days: number, epochMs: number): boolean {
	const date = new Date(epochMs);
	switch (rule.frequency) {
		case Frequency.Daily:
			return rule.by_weekday?.includes(weekdayOf(epochMs)) ?? true;
		case Frequency.Weekly:
			return days % (7 * rule.interval) === 0;
		case Frequency.Monthly:
			return (
				rule.by_n_weekday?.some(
					({ day, n }) => day === weekdayOf(epochMs) && n === Math.ceil(date.getUTCDate() / 7),
				) ?? false
			);
		case Frequency.Yearly:
			return (
				rule.by_month?.[0] === date.getUTCMonth() + 1 &&
				rule.by_month_day?.[0] === date.getUTCDate()
			);
	}
}
