// Who does not want to be heard in any podcast of this bot, and who was told how to say so.
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { JsonFile } from '../store/json-file.js';
import { CONSENT_FILE_NAME } from './consent-file.js';

const snowflake = z.string().regex(/^\d{17,20}$/);

const fileShape = z.object({
	version: z.literal(1),
	/** User ids. */
	optedOut: z.array(snowflake),
	/** `guild id/user id` of members who were told, in the show on air there, that they are. */
	told: z.array(z.string().regex(/^\d{17,20}\/\d{17,20}$/)),
});

/**
 * Told of each member whose wish has changed.
 *
 * @returns where that takes time, a promise of when nothing is heard against it; never rejects
 */
export type PrivacyWatcher = (userId: string) => unknown;

/** Everything that consent needs. */
export interface VoicePrivacyOptions {
	/** Made where it is not there. */
	folder: string;
	logger: Logger;
}

/** Members' own wishes, across shows, servers and restarts. */
export class VoicePrivacy {
	readonly #file: JsonFile<typeof fileShape>;
	readonly #optedOut = new Set<string>();
	readonly #told = new Set<string>();
	readonly #watchers = new Set<PrivacyWatcher>();
	/** What watchers do about the last wishes. */
	#heeding: Promise<unknown> = Promise.resolve();

	constructor({ folder, logger }: VoicePrivacyOptions) {
		this.#file = new JsonFile({
			file: join(folder, CONSENT_FILE_NAME),
			shape: fileShape,
			content: () => ({ version: 1, optedOut: [...this.#optedOut], told: [...this.#told] }),
			whenBroken: 'refuse',
			words: {
				unknown:
					'it says who must not be heard: repair it or put a backup in its place; delete it only if nobody has opted out',
				unwritten: 'Who has been told of a podcast cannot be remembered',
			},
			logger,
		});
	}

	/**
	 * Reads the wishes of earlier days, or writes that there are none, so that a file that is missing
	 * later is a lost one. Call it before anybody goes on air.
	 *
	 * @throws {UserError} if there is a file that cannot be read: nobody who said no may be heard
	 * because of a broken disk
	 */
	async open(): Promise<void> {
		const known = await this.#file.read();
		if (!known) {
			await this.#file.save();
		}
		const { optedOut, told } = known ?? { optedOut: [], told: [] };
		for (const userId of optedOut) {
			this.#optedOut.add(userId);
		}
		for (const entry of told) {
			this.#told.add(entry);
		}
	}

	/** Whether the member's voice stays off air; asked for each frame. */
	hasOptedOut(userId: string): boolean {
		return this.#optedOut.has(userId);
	}

	/**
	 * Takes a wish: it counts before this returns; it is in the file, and nothing is heard against it
	 * any more, when the promise settles.
	 *
	 * @throws the system's error if the file cannot be written; the wish counts even so
	 */
	async setOptedOut(userId: string, hasOptedOut: boolean): Promise<void> {
		const isNew = hasOptedOut !== this.#optedOut.has(userId);
		if (isNew) {
			this.#take(userId, hasOptedOut);
		}
		const heeding = this.#heeding;
		try {
			await (isNew ? this.#file.write() : this.#file.settled());
		} finally {
			await heeding;
		}
	}

	#take(userId: string, hasOptedOut: boolean): void {
		if (hasOptedOut) {
			this.#optedOut.add(userId);
		} else {
			this.#optedOut.delete(userId);
		}
		const heeding = [...this.#watchers].map((watcher) => watcher(userId));
		this.#heeding = Promise.all([this.#heeding, ...heeding]);
	}

	/** Whether the member has been told of the show that is on air in this guild. */
	wasTold(guildId: string, userId: string): boolean {
		return this.#told.has(`${guildId}/${userId}`);
	}

	/** Remembers who has been told, until the show is over; a file that cannot be written is only logged. */
	noteTold(guildId: string, userIds: readonly string[]): void {
		for (const userId of userIds) {
			this.#told.add(`${guildId}/${userId}`);
		}
		void this.#file.save();
	}

	/** A show is over, or another one begins: everybody there is told anew. */
	forgetTold(guildId: string): void {
		const told = [...this.#told].filter((entry) => entry.startsWith(`${guildId}/`));
		for (const entry of told) {
			this.#told.delete(entry);
		}
		if (told.length > 0) {
			void this.#file.save();
		}
	}

	/** Calls back after each change of a wish, until the returned function is called. */
	watch(watcher: PrivacyWatcher): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	/** Leaves the file to the next process: nothing is written from now on. */
	close(): Promise<void> {
		return this.#file.close();
	}
}
