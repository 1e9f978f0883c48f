// All announcements of shows: where each server wants them, and what is left to be said at their ends.
import type { Client } from 'discord.js';
import type { Show } from '../../../show/show.js';
import type { Announcement, AnnouncementSetting } from '../../../store/announcement-store.js';
import { type AnnouncedEnd, describeOver } from '../../words/announcement-words.js';
import { languageOfServer } from '../../words/spoken-language.js';
import { AnnouncementMessage, renderText } from './announcement-message.js';
import { keepInTime } from './kept-announcement.js';
import { ShowAnnouncement, type ShowAnnouncementTools } from './show-announcement.js';

/** Everything that announcements need. */
export interface AnnouncementsOptions extends Omit<ShowAnnouncementTools, 'end' | 'messageOf'> {
	/** Aborted when the program is stopping. */
	closing: AbortSignal;
}

/** Knows what was announced where, also by an earlier process. */
export class Announcements {
	readonly #tools: AnnouncementsOptions;
	/** By message id of the show's panel: what stands there, as far as this process has edited it. */
	readonly #messages = new Map<string, AnnouncementMessage>();
	readonly #ending = new Map<string, Promise<void>>();

	constructor(tools: AnnouncementsOptions) {
		this.#tools = tools;
	}

	/** Reads what an earlier process left. */
	open(botUserId: string): Promise<void> {
		return this.#tools.memory.open(botUserId);
	}

	/** Where a server's shows are announced; undefined where they are not. */
	settingIn(guildId: string): AnnouncementSetting | undefined {
		return this.#tools.memory.settingIn(guildId);
	}

	/** @returns whether it is in the file now; never rejects */
	set(setting: AnnouncementSetting): Promise<boolean> {
		return this.#tools.memory.set(setting);
	}

	/** Announces a server's shows no more; as `set`. */
	unset(guildId: string): Promise<boolean> {
		return this.#tools.memory.unset(guildId);
	}

	/** Begins to listen to a show, which is announced once it is opened. */
	of(show: Show, panelId: string): ShowAnnouncement {
		return new ShowAnnouncement(show, panelId, {
			...this.#tools,
			messageOf: (announcement) => this.#messageOf(show.plan.channel.client, announcement),
			end: (end) => this.end(show.plan.channel.client, panelId, end),
		});
	}

	/** Remembers how a show ended, unless that is known; whatever happens now, it is said some day. */
	async keepEnd(panelId: string, end: AnnouncedEnd): Promise<void> {
		const { memory } = this.#tools;
		const announcement = memory.get(panelId);
		if (announcement && !announcement.end) {
			const { durationMs, isLost } = end;
			const kept = { isLost, ...(durationMs !== undefined && { durationMs }) };
			await keepInTime(this.#tools, { ...announcement, end: kept });
		}
	}

	/** Makes a show's announcement say that it is over; harmless where there is none. Never rejects. */
	async end(client: Client<true>, panelId: string, end: AnnouncedEnd): Promise<void> {
		const ending =
			this.#ending.get(panelId) ??
			this.#end(client, panelId, end).finally(() => this.#ending.delete(panelId));
		this.#ending.set(panelId, ending);
		await ending;
	}

	/** Ends the announcements of shows of which nothing is known but that. */
	endUnknown(client: Client<true>, isKnown: (panelId: string) => boolean): void {
		const { memory, track } = this.#tools;
		for (const { panelId } of memory.announcements) {
			if (!isKnown(panelId)) {
				track(this.end(client, panelId, { isLost: false }));
			}
		}
	}

	async #end(client: Client<true>, panelId: string, end: AnnouncedEnd): Promise<void> {
		const { memory } = this.#tools;
		await this.keepEnd(panelId, end);
		const announcement = memory.get(panelId);
		if (!announcement) {
			return;
		}
		const message = this.#messageOf(client, announcement);
		const language = languageOfServer(client.guilds.cache.get(announcement.guildId));
		const body = renderText(describeOver(announcement.title, announcement.end ?? end, language));
		if (!message || (await message.close(body))) {
			this.#messages.delete(panelId);
			await memory.remove(panelId);
		}
	}

	#messageOf(client: Client<true>, announcement: Announcement): AnnouncementMessage | undefined {
		const { channelId, guildId, messageId, panelId } = announcement;
		if (messageId === undefined) {
			return undefined;
		}
		const place = { channelId, messageId };
		const message =
			this.#messages.get(panelId) ??
			new AnnouncementMessage({ ...this.#tools, client, guildId, place });
		this.#messages.set(panelId, message);
		return message;
	}
}
