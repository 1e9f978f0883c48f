// The events of plans in Discord: made, moved on, started, ended, deleted.
import {
	ChannelType,
	type Client,
	DiscordAPIError,
	type Guild,
	type GuildScheduledEvent,
	GuildScheduledEventPrivacyLevel,
	GuildScheduledEventStatus,
	PermissionFlagsBits,
	RESTJSONErrorCodes,
	type VoiceBasedChannel,
} from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { NoEvent, PlannedEvents, SeenEvent } from '../../schedule/planned-events.js';
import { toEventRule } from '../../schedule/recurrence.js';
import type { Plan, ScheduleMemory } from '../../store/schedule-store.js';
import { findGuild } from '../accounts/guilds.js';
import { describeEvent } from '../words/schedule-words.js';
import { languageOfServer } from '../words/spoken-language.js';
import { entityTypeOf, toRuleOptions, toSeenEvent } from './event-form.js';

/**
 * What making an event takes, by the names that Discord shows.
 *
 * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-permissions-requirements}
 */
const NEEDED = {
	voice: [
		['View Channel', PermissionFlagsBits.ViewChannel],
		['Connect', PermissionFlagsBits.Connect],
		['Create Events', PermissionFlagsBits.CreateEvents],
	],
	stage: [
		['View Channel', PermissionFlagsBits.ViewChannel],
		['Create Events', PermissionFlagsBits.CreateEvents],
		['Manage Channels', PermissionFlagsBits.ManageChannels],
		['Mute Members', PermissionFlagsBits.MuteMembers],
		['Move Members', PermissionFlagsBits.MoveMembers],
	],
} as const;

/** Everything that the events need. */
export interface ScheduledEventsOptions {
	client: Client<true>;
	clock: Clock;
	memory: ScheduleMemory;
	logger: Logger;
}

/** Discord's scheduled events. */
export class ScheduledEvents implements PlannedEvents {
	readonly #options: ScheduledEventsOptions;

	constructor(options: ScheduledEventsOptions) {
		this.#options = options;
	}

	seenIn(guildId: string): SeenEvent[] | undefined {
		const guild = findGuild(this.#options.client, guildId);
		return guild?.scheduledEvents.cache
			.map(toSeenEvent)
			.filter((event): event is SeenEvent => event !== undefined);
	}

	async isGone(guildId: string, eventId: string): Promise<boolean> {
		const guild = findGuild(this.#options.client, guildId);
		try {
			const fetched = await guild?.scheduledEvents.fetch({
				guildScheduledEvent: eventId,
				force: true,
			});
			return fetched !== undefined && (fetched.isCompleted() || fetched.isCanceled());
		} catch (error) {
			return isUnknown(error);
		}
	}

	async put(guildId: string, plan: Plan): Promise<NoEvent | undefined> {
		const guild = findGuild(this.#options.client, guildId);
		if (!guild || plan.nextEpochMs === undefined || plan.event?.isByHand) {
			return undefined;
		}
		if (plan.nextEpochMs <= this.#options.clock.epochMs()) {
			// It is just beginning, and Discord takes no event in the past.
			return undefined;
		}
		if (plan.event && this.#cached(guild, plan)?.isActive()) {
			// A member has started it, and nobody came.
			await this.end(guildId, plan);
		}
		if (plan.event) {
			await this.#move(guild, plan);
			return undefined;
		}
		return this.#make(guild, plan);
	}

	async begin(guildId: string, plan: Plan): Promise<void> {
		const guild = findGuild(this.#options.client, guildId);
		const event = guild && this.#cached(guild, plan);
		if (event?.isScheduled()) {
			await this.#setStatus(event, plan, GuildScheduledEventStatus.Active);
		}
	}

	async end(guildId: string, plan: Plan): Promise<void> {
		const guild = findGuild(this.#options.client, guildId);
		const event = guild && this.#cached(guild, plan);
		if (!event?.isActive()) {
			return;
		}
		const ended = await this.#setStatus(event, plan, GuildScheduledEventStatus.Completed);
		if (ended?.isCompleted()) {
			delete plan.event;
		} else if (ended && plan.event) {
			// One that comes round has moved on.
			plan.event.startEpochMs = ended.scheduledStartTimestamp ?? plan.event.startEpochMs;
		}
	}

	async remove(guildId: string, { event, id }: Plan): Promise<void> {
		const guild = findGuild(this.#options.client, guildId);
		if (!guild || !event || event.isByHand) {
			return;
		}
		try {
			await guild.scheduledEvents.delete(event.id);
		} catch (error) {
			if (!isUnknown(error)) {
				this.#options.logger.warn({ guildId, plan: id, err: error }, 'An event was not deleted');
			}
		}
	}

	/** The start is noted first: Discord's event about it may come before the answer. */
	async #move(guild: Guild, plan: Plan): Promise<void> {
		const { event, nextEpochMs: startEpochMs } = plan;
		if (!event || startEpochMs === undefined || event.startEpochMs === startEpochMs) {
			return;
		}
		const before = event.startEpochMs;
		event.startEpochMs = startEpochMs;
		const rule = toEventRule(plan, startEpochMs);
		try {
			await guild.scheduledEvents.edit(event.id, {
				scheduledStartTime: startEpochMs,
				...(rule && { recurrenceRule: toRuleOptions(rule, startEpochMs) }),
			});
		} catch (error) {
			event.startEpochMs = before;
			const about = { guildId: guild.id, plan: plan.id, err: error };
			this.#options.logger.warn(about, 'An event was not moved on');
		}
	}

	async #make(guild: Guild, plan: Plan): Promise<NoEvent | undefined> {
		const channel = guild.channels.cache.get(plan.voiceChannelId);
		const scheduledStartTime = plan.nextEpochMs;
		if (!channel?.isVoiceBased() || scheduledStartTime === undefined) {
			return { kind: 'failed' };
		}
		const names = missingFor(channel);
		if (names.length > 0) {
			return { kind: 'permissions missing', names };
		}
		const rule = toEventRule(plan, scheduledStartTime);
		try {
			const { id } =
				this.#lostEvents(guild, plan)[0] ??
				(await guild.scheduledEvents.create({
					name: plan.title,
					description: describeEvent(languageOfServer(guild)),
					channel,
					entityType: entityTypeOf(channel),
					privacyLevel: GuildScheduledEventPrivacyLevel.GuildOnly,
					scheduledStartTime,
					...(rule && { recurrenceRule: toRuleOptions(rule, scheduledStartTime) }),
				}));
			plan.event = { id, startEpochMs: scheduledStartTime, isByHand: false };
		} catch (error) {
			this.#options.logger.warn(
				{ guildId: guild.id, plan: plan.id, err: error },
				'An event was not made',
			);
			return { kind: isFull(error) ? 'too many' : 'failed' };
		}
		await this.#deleteLost(guild, plan);
		return undefined;
	}

	/**
	 * Events that were made for this plan, and nobody knows of: the process ended before the answer, or
	 * the client asked again after an answer that was lost.
	 */
	#lostEvents(guild: Guild, plan: Plan): GuildScheduledEvent[] {
		const { client, memory } = this.#options;
		const known = new Set(memory.in(guild.id).plans.map(({ event }) => event?.id));
		return [
			...guild.scheduledEvents.cache
				.filter(
					(event) =>
						event.creatorId === client.user.id &&
						event.channelId === plan.voiceChannelId &&
						event.name === plan.title &&
						event.scheduledStartTimestamp === plan.nextEpochMs &&
						event.isScheduled() &&
						!known.has(event.id),
				)
				.values(),
		];
	}

	async #deleteLost(guild: Guild, plan: Plan): Promise<void> {
		for (const { id } of this.#lostEvents(guild, plan)) {
			await this.remove(guild.id, { ...plan, event: { id, startEpochMs: 0, isByHand: false } });
		}
	}

	#cached(guild: Guild, { event }: Plan): GuildScheduledEvent | undefined {
		return event && guild.scheduledEvents.cache.get(event.id);
	}

	/** @returns the event as it is now; undefined where the bot may not, or Discord refused */
	async #setStatus(
		event: GuildScheduledEvent,
		plan: Plan,
		status: GuildScheduledEventStatus.Active | GuildScheduledEventStatus.Completed,
	): Promise<GuildScheduledEvent | undefined> {
		const { client, logger } = this.#options;
		const me = event.guild?.members.me;
		const mayEdit =
			event.creatorId === client.user.id ||
			(event.channel && me?.permissionsIn(event.channel).has(PermissionFlagsBits.ManageEvents));
		if (!mayEdit) {
			return undefined;
		}
		try {
			return (await event.guild?.scheduledEvents.edit(event.id, { status })) as GuildScheduledEvent;
		} catch (error) {
			const about = { guildId: event.guildId, plan: plan.id, err: error };
			logger.warn(about, 'The status of an event was not changed');
			return undefined;
		}
	}
}

/** What keeps the bot from making an event in a channel, by the names that Discord shows. */
function missingFor(channel: VoiceBasedChannel): string[] {
	const { me } = channel.guild.members;
	const permissions = me && channel.permissionsFor(me);
	const needed = channel.type === ChannelType.GuildStageVoice ? NEEDED.stage : NEEDED.voice;
	return needed.filter(([, flag]) => !permissions?.has(flag)).map(([name]) => name);
}

function isUnknown(error: unknown): boolean {
	return (
		error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownGuildScheduledEvent
	);
}

function isFull(error: unknown): boolean {
	return (
		error instanceof DiscordAPIError &&
		error.code === RESTJSONErrorCodes.MaximumNumberOfUncompletedGuildScheduledEventsReached
	);
}
