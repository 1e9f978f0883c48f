// Where each server announces its shows, and what was announced there, in a file that outlives the process.
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Clock } from '../clock.js';
import { JsonFile } from './json-file.js';

/** Name of the file in the data folder. */
const FILE_NAME = 'announcements.json';

const snowflake = z.string().regex(/^\d{17,20}$/);

const settingShape = z.object({
	guildId: snowflake,
	channelId: snowflake,
	/** Who is pinged; absent for nobody. */
	roleId: snowflake.optional(),
});

const announcementShape = z.object({
	guildId: snowflake,
	channelId: snowflake,
	/** Message id of the show's panel: which show it is, also after a restart. */
	panelId: snowflake,
	/** Absent where it is not known whether it was posted. */
	messageId: snowflake.optional(),
	/** By it Discord knows a post that is repeated. */
	nonce: z.string().min(1).max(25),
	/** Who was pinged; absent for nobody. */
	roleId: snowflake.optional(),
	title: z.string(),
	/** The show is over, and the message does not say so yet. */
	end: z
		.object({
			/** Absent where nobody knows. */
			durationMs: z.number().nonnegative().optional(),
			/** Whether it did not come back after a restart. */
			isLost: z.boolean(),
		})
		.optional(),
});

const fileShape = z.object({
	version: z.literal(1),
	botUserId: snowflake,
	settings: z.array(settingShape),
	announcements: z.array(announcementShape),
});

/** Where a server's shows are announced. */
export type AnnouncementSetting = z.infer<typeof settingShape>;

/** The message of a show, from just before it is posted until it says that the show is over. */
export type Announcement = z.infer<typeof announcementShape>;

/** Everything that a memory needs. */
export interface AnnouncementMemoryOptions {
	/** Made where it is not there. */
	folder: string;
	clock: Clock;
	logger: Logger;
	/** Whether a guild is this process's; default all are. What is another's stays as it is. */
	owns?: (guildId: string) => boolean;
}

/** A file that cannot be read or written costs the memory, no show. */
export class AnnouncementMemory {
	readonly #file: JsonFile<typeof fileShape>;
	#botUserId = '';
	/** By guild id. */
	readonly #settings = new Map<string, AnnouncementSetting>();
	/** By message id of the show's panel. */
	readonly #announcements = new Map<string, Announcement>();
	readonly #owns: (guildId: string) => boolean;
	/** Of another process's guilds, for whoever has them next. */
	#others: { settings: AnnouncementSetting[]; announcements: Announcement[] } = {
		settings: [],
		announcements: [],
	};

	constructor(options: AnnouncementMemoryOptions) {
		this.#owns = options.owns ?? (() => true);
		this.#file = new JsonFile({
			...options,
			file: join(options.folder, FILE_NAME),
			shape: fileShape,
			content: () => ({
				version: 1,
				botUserId: this.#botUserId,
				settings: [...this.settings, ...this.#others.settings],
				announcements: [...this.announcements, ...this.#others.announcements],
			}),
			whenBroken: 'put aside',
			words: {
				unknown: 'Where shows are announced is not known',
				unwritten: 'Where shows are announced cannot be remembered for a restart',
			},
		});
	}

	/** Reads what an earlier process left; messages of another account are not this one's to edit. */
	async open(botUserId: string): Promise<void> {
		this.#botUserId = botUserId;
		const left = await this.#file.read();
		const settings = left?.settings ?? [];
		const announcements = left?.botUserId === botUserId ? left.announcements : [];
		const isOwn = ({ guildId }: { guildId: string }) => this.#owns(guildId);
		const isOther = ({ guildId }: { guildId: string }) => !this.#owns(guildId);
		for (const setting of settings.filter(isOwn)) {
			this.#settings.set(setting.guildId, setting);
		}
		for (const announcement of announcements.filter(isOwn)) {
			this.#announcements.set(announcement.panelId, announcement);
		}
		this.#others = {
			settings: settings.filter(isOther),
			announcements: announcements.filter(isOther),
		};
	}

	/** Of all servers that have one. */
	get settings(): AnnouncementSetting[] {
		return [...this.#settings.values()];
	}

	/** Of all shows on air, and of those whose messages do not say yet that they are over. */
	get announcements(): Announcement[] {
		return [...this.#announcements.values()];
	}

	/** Where a server's shows are announced; undefined where they are not. */
	settingIn(guildId: string): AnnouncementSetting | undefined {
		return this.#settings.get(guildId);
	}

	/** @returns whether it is in the file now; never rejects */
	set(setting: AnnouncementSetting): Promise<boolean> {
		this.#settings.set(setting.guildId, setting);
		return this.#file.save();
	}

	/** Announces a server's shows no more; as `set`. */
	async unset(guildId: string): Promise<boolean> {
		return !this.#settings.delete(guildId) || (await this.#file.save());
	}

	/** The announcement of a show, by the message id of its panel. */
	get(panelId: string): Announcement | undefined {
		return this.#announcements.get(panelId);
	}

	/** @returns whether it is in the file now; never rejects */
	put(announcement: Announcement): Promise<boolean> {
		this.#announcements.set(announcement.panelId, announcement);
		return this.#file.save();
	}

	/** Forgets an announcement that says that its show is over. */
	async remove(panelId: string): Promise<void> {
		if (this.#announcements.delete(panelId)) {
			await this.#file.save();
		}
	}

	/** Leaves the file to the next process: nothing is written from now on. */
	async close(): Promise<void> {
		await this.#file.close();
	}
}
