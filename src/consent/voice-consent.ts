// Who does not want to be heard in any podcast of this bot, who has agreed to be heard, and who was told.
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { JsonFile } from '../store/json-file.js';
import { CONSENT_FILE_NAME } from './consent-file.js';

const snowflake = z.string().regex(/^\d{17,20}$/);

/** `guild id/user id`. */
const membership = z.string().regex(/^\d{17,20}\/\d{17,20}$/);

const fileShape = z.object({
	version: z.literal(1),
	/** User ids. */
	optedOut: z.array(snowflake),
	/** Members who want to be heard in shows that ask. */
	agreed: z.array(membership).default([]),
	/** Members who were told, in the show on air there, that they are. */
	told: z.array(membership),
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
	/** As in the file. */
	readonly #agreed = new Set<string>();
	readonly #told = new Set<string>();
	readonly #watchers = new Set<PrivacyWatcher>();
	/** What watchers do about the last wishes. */
	#heeding: Promise<unknown> = Promise.resolve();

	constructor({ folder, logger }: VoicePrivacyOptions) {
		this.#file = new JsonFile({
			file: join(folder, CONSENT_FILE_NAME),
			shape: fileShape,
			content: () => ({
				version: 1,
				optedOut: [...this.#optedOut],
				agreed: [...this.#agreed],
				told: [...this.#told],
			}),
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
		const { agreed, optedOut, told } = known ?? { agreed: [], optedOut: [], told: [] };
		for (const userId of optedOut) {
			this.#optedOut.add(userId);
		}
		for (const entry of agreed) {
			this.#agreed.add(entry);
		}
		for (const entry of told) {
			this.#told.add(entry);
		}
	}

	/** Whether the member's voice stays off air; asked for each frame. */
	hasOptedOut(userId: string): boolean {
		return this.#optedOut.has(userId);
	}

	/** Whether the member wants to be heard in shows of this guild that ask; asked for each frame. */
	hasAgreed(guildId: string, userId: string): boolean {
		return this.#agreed.has(`${guildId}/${userId}`);
	}

	/**
	 * Takes a wish: it counts before this returns; it is in the file, and nothing is heard against it
	 * any more, when the promise settles. Opting out takes back what was agreed to anywhere.
	 *
	 * @throws the system's error if the file cannot be written; the wish counts even so
	 */
	async setOptedOut(userId: string, hasOptedOut: boolean): Promise<void> {
		const isNew = hasOptedOut !== this.#optedOut.has(userId);
		if (hasOptedOut) {
			this.#optedOut.add(userId);
		} else {
			this.#optedOut.delete(userId);
		}
		const hadAgreed = hasOptedOut && this.#deleteAgreements(userId);
		await this.#heed(userId, isNew || hadAgreed);
	}

	/**
	 * The member wants to be heard in shows of this guild that ask. Opting out stands above it. Counts
	 * and settles as `setOptedOut`.
	 *
	 * @throws the system's error if the file cannot be written; the wish counts even so
	 */
	async agree(guildId: string, userId: string): Promise<void> {
		const isNew = !this.hasAgreed(guildId, userId);
		this.#agreed.add(`${guildId}/${userId}`);
		await this.#heed(userId, isNew);
	}

	async #heed(userId: string, isNew: boolean): Promise<void> {
		if (isNew) {
			this.#tellWatchers(userId);
		}
		const heeding = this.#heeding;
		try {
			await (isNew ? this.#file.write() : this.#file.settled());
		} finally {
			await heeding;
		}
	}

	#deleteAgreements(userId: string): boolean {
		const theirs = [...this.#agreed].filter((entry) => entry.endsWith(`/${userId}`));
		for (const entry of theirs) {
			this.#agreed.delete(entry);
		}
		return theirs.length > 0;
	}

	#tellWatchers(userId: string): void {
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
