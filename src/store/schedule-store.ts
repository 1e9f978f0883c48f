// Shows that are to begin by themselves, in a file that outlives the process.
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Clock } from '../clock.js';
import { VISIBILITIES } from '../protocol/podcast-details.js';
import { JsonFile } from './json-file.js';

/** Name of the file in the data folder. */
const FILE_NAME = 'schedule.json';

/** How often a plan comes round. */
export const REPEATS = ['never', 'daily', 'weekdays', 'weekly', 'biweekly', 'monthly'] as const;

/** The end of the year 9999: what is counted on from there can still be told. */
const MAX_EPOCH_MS = 253_402_300_799_999;

const snowflake = z.string().regex(/^\d{17,20}$/);
const epochMs = z.number().int().nonnegative().max(MAX_EPOCH_MS);

/** Of a zone that this machine does not know, the plan goes by UTC. */
const timeZone = z.string().refine(isTimeZone).catch('UTC');

/** The message that says that a show is about to begin; absent once it has begun. */
const panel = z.object({ channelId: snowflake, messageId: snowflake }).optional();

const planShape = z.object({
	id: z.string().min(1).max(32),
	title: z.string(),
	/** Display name of who planned it. */
	hostName: z.string(),
	/** Absent where it is not known: in older files, and where Discord does not tell it. */
	hostUserId: snowflake.optional(),
	/** Absent: as the bot is set when it begins. */
	visibility: z.enum(VISIBILITIES).optional(),
	voiceChannelId: snowflake,
	/** Where it was planned: what there is to say of it is said there. */
	noticeChannelId: snowflake,
	/** IANA name of the zone whose clocks it goes by. */
	timeZone,
	/** Its first occurrence, by which the others are counted. */
	firstEpochMs: epochMs,
	repeat: z.enum(REPEATS),
	/** The occurrence that is waited for; absent while none is known. */
	nextEpochMs: epochMs.optional(),
	/** The last occurrence that has begun, or was missed: it never begins again. */
	lastEpochMs: epochMs.optional(),
	/** Discord's event of it, and when that begins. */
	event: z
		.object({
			id: snowflake,
			startEpochMs: epochMs,
			/** Made by a member; it says when the show begins. */
			isByHand: z.boolean().default(false),
		})
		.optional(),
	/** An occurrence that is on air, or (without `sinceEpochMs`) about to be. */
	show: z
		.object({ occurrenceEpochMs: epochMs, sinceEpochMs: epochMs.optional(), panel })
		.optional(),
});

const autoShape = z.object({
	voiceChannelId: snowflake,
	noticeChannelId: snowflake,
	/** Display name of who asked for it. */
	hostName: z.string(),
	/** Absent in older files. */
	hostUserId: snowflake.optional(),
	/** How many members have to be there. */
	members: z.number().int().positive().max(99),
	/** It has begun, and does not again before the channel was empty. */
	isSpent: z.boolean().default(false),
	/** The show that it has begun, or (without `sinceEpochMs`) is about to. */
	show: z.object({ sinceEpochMs: epochMs.optional(), panel }).optional(),
});

const followShape = z.object({
	noticeChannelId: snowflake,
	/** Display name of who asked for it. */
	hostName: z.string(),
	/** Absent in older files. */
	hostUserId: snowflake.optional(),
});

const guildShape = z.object({
	guildId: snowflake,
	/** The zone that was given last. */
	timeZone: timeZone.optional(),
	/** Events that members make begin shows, too. */
	follow: followShape.optional(),
	plans: z.array(planShape).default([]),
	autos: z.array(autoShape).default([]),
});

const fileShape = z.object({
	version: z.literal(1),
	botUserId: snowflake,
	guilds: z.array(guildShape),
});

/** How often a plan comes round. */
export type Repeat = (typeof REPEATS)[number];

/** A show that is to begin at a time. */
export type Plan = z.infer<typeof planShape>;

/** A show that is to begin when enough members are in a channel. */
export type AutoStart = z.infer<typeof autoShape>;

/** All that is planned in a guild. */
export type GuildSchedule = z.infer<typeof guildShape>;

/** Everything that a memory needs. */
export interface ScheduleMemoryOptions {
	/** Made where it is not there. */
	folder: string;
	clock: Clock;
	logger: Logger;
	/** Whether a guild is this process's; default all are. What is another's stays as it is. */
	owns?: (guildId: string) => boolean;
}

/**
 * What is planned, by guild. Whoever changes it calls `save`. A file that cannot be read or written
 * costs the memory, never a show.
 */
export class ScheduleMemory {
	readonly #file: JsonFile<typeof fileShape>;
	readonly #guilds = new Map<string, GuildSchedule>();
	readonly #owns: (guildId: string) => boolean;
	/** Of another process's guilds, for whoever has them next. */
	readonly #others: GuildSchedule[] = [];
	readonly #watchers = new Set<() => void>();
	#botUserId = '';

	constructor(options: ScheduleMemoryOptions) {
		this.#owns = options.owns ?? (() => true);
		this.#file = new JsonFile({
			...options,
			file: join(options.folder, FILE_NAME),
			shape: fileShape,
			content: () => ({
				version: 1,
				botUserId: this.#botUserId,
				guilds: [...this.#guilds.values(), ...this.#others].filter(hasContent),
			}),
			whenBroken: 'put aside',
			words: {
				unknown: 'Which shows are planned is not known',
				unwritten: 'Which shows are planned cannot be remembered for a restart',
			},
		});
	}

	/** Reads what an earlier process of the same bot account left. Any other file is put aside. */
	async open(botUserId: string): Promise<void> {
		this.#botUserId = botUserId;
		const left = await this.#file.read();
		if (left && left.botUserId !== botUserId) {
			await this.#file.putAside('it is of another bot account');
			return;
		}
		for (const guild of left?.guilds ?? []) {
			if (this.#owns(guild.guildId)) {
				this.#guilds.set(guild.guildId, guild);
			} else {
				this.#others.push(guild);
			}
		}
		this.#tell();
	}

	/** All guilds in which anything is planned, or was. */
	get guilds(): GuildSchedule[] {
		return [...this.#guilds.values()];
	}

	/** What is planned in a guild; undefined where nothing is. */
	get(guildId: string): GuildSchedule | undefined {
		return this.#guilds.get(guildId);
	}

	/** What is planned in a guild; made empty on first use. */
	in(guildId: string): GuildSchedule {
		let guild = this.#guilds.get(guildId);
		if (!guild) {
			guild = { guildId, plans: [], autos: [] };
			this.#guilds.set(guildId, guild);
		}
		return guild;
	}

	/** Forgets a guild that the bot has left. */
	async forget(guildId: string): Promise<void> {
		if (this.#guilds.delete(guildId)) {
			await this.save();
		}
	}

	/**
	 * Writes what is planned.
	 *
	 * @returns whether it is in the file now; never rejects
	 */
	save(): Promise<boolean> {
		this.#tell();
		return this.#file.save();
	}

	/** Calls back whenever something may have changed, before it is written. */
	watch(watcher: () => void): void {
		this.#watchers.add(watcher);
	}

	/** Leaves the file to the next process: nothing is written from now on. */
	async close(): Promise<void> {
		await this.#file.close();
	}

	#tell(): void {
		for (const watcher of this.#watchers) {
			watcher();
		}
	}
}

function hasContent({ autos, follow, plans, timeZone }: GuildSchedule): boolean {
	return plans.length > 0 || autos.length > 0 || (follow ?? timeZone) !== undefined;
}

function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}
