// Who wants to be heard in shows of this bot and recorded in them, who does not, and who was told.
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ConsentMode } from '../store/consent-mode.js';
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
	/** Who is heard, but not recorded: user ids. */
	notRecorded: z.array(snowflake).default([]),
	/** Members who want to be recorded in shows that ask. */
	agreedToRecording: z.array(membership).default([]),
	/** Whose name may stand in what is published: user ids. */
	named: z.array(snowflake).default([]),
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
	readonly #notRecorded = new Set<string>();
	/** As in the file. */
	readonly #agreedToRecording = new Set<string>();
	readonly #named = new Set<string>();
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
				notRecorded: [...this.#notRecorded],
				agreedToRecording: [...this.#agreedToRecording],
				named: [...this.#named],
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
		addAll(this.#optedOut, known?.optedOut);
		addAll(this.#agreed, known?.agreed);
		addAll(this.#notRecorded, known?.notRecorded);
		addAll(this.#agreedToRecording, known?.agreedToRecording);
		addAll(this.#named, known?.named);
		addAll(this.#told, known?.told);
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
	 * Whether what the member says may be kept, in a recorded show of this guild in which they are on
	 * air; asked for each frame. To be heard is one thing, to be kept another: who has agreed to the
	 * one alone is not recorded.
	 */
	mayBeRecorded(guildId: string, userId: string, consent: ConsentMode): boolean {
		if (this.#optedOut.has(userId) || this.#notRecorded.has(userId)) {
			return false;
		}
		return consent === 'notice' || this.#agreedToRecording.has(`${guildId}/${userId}`);
	}

	/** Whether the member does not want to be recorded anywhere. */
	isNeverRecorded(userId: string): boolean {
		return this.#notRecorded.has(userId);
	}

	/** Whether the member's name may stand in what is published of them. */
	mayBeNamed(userId: string): boolean {
		return this.#named.has(userId);
	}

	/**
	 * The member wants to be named in what is published from now on, or does not any more. Counts and
	 * settles as `setOptedOut`.
	 *
	 * @throws the system's error if the file cannot be written; the wish counts even so
	 */
	async setNamed(userId: string, isNamed: boolean): Promise<void> {
		const isNew = isNamed !== this.#named.has(userId);
		if (isNamed) {
			this.#named.add(userId);
		} else {
			this.#named.delete(userId);
		}
		await this.#heed(userId, isNew);
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
		const hadAgreed = hasOptedOut && this.#forgetAgreements(userId);
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

	/**
	 * The member does not want to be recorded in any show, or takes that back. It takes back what was
	 * agreed to anywhere. Counts and settles as `setOptedOut`.
	 *
	 * @throws the system's error if the file cannot be written; the wish counts even so
	 */
	async setNeverRecorded(userId: string, isNever: boolean): Promise<void> {
		const isNew = isNever !== this.#notRecorded.has(userId);
		if (isNever) {
			this.#notRecorded.add(userId);
		} else {
			this.#notRecorded.delete(userId);
		}
		const hadAgreed = isNever && deleteOf(this.#agreedToRecording, userId);
		await this.#heed(userId, isNew || hadAgreed);
	}

	/**
	 * The member wants to be recorded in shows of this guild that ask, and takes back that they never
	 * want to be. Counts and settles as `setOptedOut`.
	 *
	 * @throws the system's error if the file cannot be written; the wish counts even so
	 */
	async agreeToRecording(guildId: string, userId: string): Promise<void> {
		const entry = `${guildId}/${userId}`;
		const isNew = this.#notRecorded.has(userId) || !this.#agreedToRecording.has(entry);
		this.#notRecorded.delete(userId);
		this.#agreedToRecording.add(entry);
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

	#forgetAgreements(userId: string): boolean {
		const wasHeard = deleteOf(this.#agreed, userId);
		const wasRecorded = deleteOf(this.#agreedToRecording, userId);
		return wasHeard || wasRecorded;
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

function addAll(to: Set<string>, entries: readonly string[] = []): void {
	for (const entry of entries) {
		to.add(entry);
	}
}

/** Takes all of a member's entries out. @returns whether there were any */
function deleteOf(memberships: Set<string>, userId: string): boolean {
	const theirs = [...memberships].filter((entry) => entry.endsWith(`/${userId}`));
	for (const entry of theirs) {
		memberships.delete(entry);
	}
	return theirs.length > 0;
}
