// All that begins by itself in the guilds of a bot account, told by Discord what happens there.
import { type Client, Events, type Guild, type GuildScheduledEvent } from 'discord.js';
import { AutoStarts } from '../../schedule/auto-start.js';
import { Scheduler } from '../../schedule/scheduler.js';
import type { ScheduleMemory } from '../../store/schedule-store.js';
import { toSeenEvent } from './event-form.js';
import { ScheduledEvents } from './scheduled-events.js';
import { SelfStarts, type SelfStartsOptions } from './self-starts.js';

/** Everything that schedules need. */
export interface SchedulesOptions extends Omit<SelfStartsOptions, 'client'> {
	client: Client;
	memory: ScheduleMemory;
	/** IANA name of the zone of servers that have not given one. */
	timeZone: string;
}

/** Planned shows and automatic ones, from the login until `close`. */
export class Schedules {
	readonly scheduler: Scheduler;
	readonly autos: AutoStarts;
	readonly #options: SchedulesOptions & { client: Client<true> };
	#returning: ReadonlyMap<string, Promise<void>> = new Map();

	constructor(options: SchedulesOptions) {
		const client = options.client as Client<true>;
		const { logger, memory, registry, shows } = options;
		const { clock } = shows;
		this.#options = { ...options, client };
		const world = new SelfStarts({ ...options, client });
		this.scheduler = new Scheduler({
			memory,
			clock,
			logger,
			world,
			events: new ScheduledEvents({ client, clock, memory, logger }),
		});
		this.autos = new AutoStarts({
			memory,
			clock,
			logger,
			world,
			channelOnAir: (guildId) => {
				const entry = registry.get(guildId);
				return entry?.kind === 'on air'
					? entry.onAir.channelId
					: (entry?.channelId ?? this.scheduler.channelOfBeginning(guildId));
			},
		});
	}

	/**
	 * Takes up what an earlier process has left, and goes on with it.
	 *
	 * @param returning - by guild: settled when its show is back on air, or is over
	 */
	async open(returning: ReadonlyMap<string, Promise<void>>): Promise<void> {
		const { client, memory } = this.#options;
		await memory.open(client.user.id);
		this.#returning = returning;
		this.scheduler.open();
		this.autos.open();
		this.#listen();
		for (const { guildId } of memory.guilds) {
			this.#guard(() => this.#sync(guildId));
		}
	}

	/** The zone whose clocks a guild goes by. */
	timeZoneOf(guildId: string): { timeZone: string; isGiven: boolean } {
		const { memory, timeZone } = this.#options;
		const given = memory.get(guildId)?.timeZone;
		return { timeZone: given ?? timeZone, isGiven: given !== undefined };
	}

	/** Keeps a guild's zone. */
	async setTimeZone(guildId: string, timeZone: string): Promise<void> {
		const { memory } = this.#options;
		memory.in(guildId).timeZone = timeZone;
		await memory.save();
	}

	/** Whether events that members make begin shows. */
	followsEvents(guildId: string): boolean {
		return this.#options.memory.get(guildId)?.follow !== undefined;
	}

	/** Begins nothing any more. */
	close(): void {
		this.scheduler.close();
		this.autos.close();
	}

	#listen(): void {
		const { client, memory, registry } = this.#options;
		client.on(Events.VoiceStateUpdate, (_before, { guild }) => this.#look(guild.id));
		const seen = (event: GuildScheduledEvent) =>
			this.#guard(() => {
				const known = toSeenEvent(event);
				if (known) {
					this.scheduler.seen(event.guildId, known);
				}
			});
		client.on(Events.GuildScheduledEventCreate, seen);
		client.on(Events.GuildScheduledEventUpdate, (_before, event) => seen(event));
		client.on(Events.GuildScheduledEventDelete, ({ guildId, id }) => {
			this.#guard(() => this.scheduler.gone(guildId, id));
		});
		const sync = ({ id }: Guild) => this.#guard(() => this.#sync(id));
		client.on(Events.GuildAvailable, sync);
		client.on(Events.GuildCreate, sync);
		client.on(Events.ChannelDelete, (channel) => {
			if ('guildId' in channel) {
				void this.autos.remove(channel.guildId, channel.id);
				this.#look(channel.guildId);
			}
		});
		client.on(Events.GuildDelete, ({ id }) => void memory.forget(id));
		registry.onFree((guildId) => this.#look(guildId));
	}

	#look(guildId: string): void {
		this.#guard(() => {
			this.scheduler.look(guildId);
			this.autos.look(guildId);
		});
	}

	/** What goes wrong with one plan stops nothing else. */
	#guard(work: () => void | Promise<void>): void {
		const fail = (error: unknown) => this.#options.logger.error({ err: error }, 'A plan failed');
		try {
			work()?.catch(fail);
		} catch (error) {
			fail(error);
		}
	}

	async #sync(guildId: string): Promise<void> {
		await this.#returning.get(guildId);
		await this.scheduler.sync(guildId);
		this.autos.sync(guildId);
	}
}
