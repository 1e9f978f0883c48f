// Who does not want to be heard in any podcast of this bot, and who has been told how to say so.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { replaceFile } from '../data-file.js';
import { UserError } from '../errors.js';

/** Name of the file in the data folder. */
const FILE_NAME = 'privacy.json';

const snowflake = z.string().regex(/^\d{17,20}$/);

const fileShape = z.object({
	version: z.literal(1),
	/** User ids. */
	optedOut: z.array(snowflake),
	/** `guild id/user id` of members who were told that they go on air. */
	told: z.array(z.string().regex(/^\d{17,20}\/\d{17,20}$/)),
});

/** Told of each member whose wish has changed. */
export type PrivacyWatcher = (userId: string) => void;

/** What a privacy works with. */
export interface VoicePrivacyOptions {
	/** Made where it is not there. */
	folder: string;
	logger: Logger;
}

/** Members' own wishes, across shows, servers and restarts. */
export class VoicePrivacy {
	readonly #options: VoicePrivacyOptions;
	readonly #file: string;
	readonly #optedOut = new Set<string>();
	readonly #told = new Set<string>();
	readonly #watchers = new Set<PrivacyWatcher>();
	#writing: Promise<void> = Promise.resolve();
	#nextWrite: Promise<void> | undefined;

	constructor(options: VoicePrivacyOptions) {
		this.#options = options;
		this.#file = join(options.folder, FILE_NAME);
	}

	/**
	 * Reads the wishes of earlier days. To be called before anybody goes on air.
	 *
	 * @throws {UserError} if there is a file that cannot be read: who said no must not be heard
	 * because of a broken disk
	 */
	async open(): Promise<void> {
		let content: string;
		try {
			content = await readFile(this.#file, 'utf8');
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === 'ENOENT' || code === 'ENOTDIR') {
				return;
			}
			throw this.#unreadable(error);
		}
		const { optedOut, told } = this.#parse(content);
		for (const userId of optedOut) {
			this.#optedOut.add(userId);
		}
		for (const entry of told) {
			this.#told.add(entry);
		}
	}

	/** Whether the member's voice is to be kept off air; asked for each frame. */
	hasOptedOut(userId: string): boolean {
		return this.#optedOut.has(userId);
	}

	/**
	 * Takes a wish: it counts before this returns, and is in the file when the promise resolves.
	 *
	 * @throws the system's error if the file cannot be written; the wish counts all the same
	 */
	setOptedOut(userId: string, hasOptedOut: boolean): Promise<void> {
		if (hasOptedOut === this.#optedOut.has(userId)) {
			return this.#writing;
		}
		if (hasOptedOut) {
			this.#optedOut.add(userId);
		} else {
			this.#optedOut.delete(userId);
		}
		for (const watcher of this.#watchers) {
			watcher(userId);
		}
		return this.#write();
	}

	/** Whether the member has been told that his voice goes on air in this guild. */
	wasTold(guildId: string, userId: string): boolean {
		return this.#told.has(`${guildId}/${userId}`);
	}

	/** Remembers who has been told; a file that cannot be written is only logged. */
	noteTold(guildId: string, userIds: readonly string[]): void {
		for (const userId of userIds) {
			this.#told.add(`${guildId}/${userId}`);
		}
		this.#write().catch((error: unknown) =>
			this.#options.logger.warn(
				{ file: this.#file, err: error },
				'Who has been told of a podcast cannot be remembered: check DATA_DIR',
			),
		);
	}

	/** Calls back after each change of a wish, until the returned function is called. */
	watch(watcher: PrivacyWatcher): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	/** Resolves when nothing waits to be written. */
	async close(): Promise<void> {
		await Promise.allSettled([this.#writing, this.#nextWrite]);
	}

	#parse(content: string): z.infer<typeof fileShape> {
		try {
			return fileShape.parse(JSON.parse(content));
		} catch (error) {
			throw this.#unreadable(error);
		}
	}

	#unreadable(cause: unknown): UserError {
		return new UserError(
			`${this.#file} cannot be read, and it says who must not be heard: repair it or put a backup in its place; delete it only if nobody has opted out`,
			{ cause },
		);
	}

	/** Writes all that is known then; calls during a write share the one that follows it. */
	#write(): Promise<void> {
		this.#nextWrite ??= this.#writing
			.catch(() => {})
			.then(() => {
				this.#nextWrite = undefined;
				this.#writing = replaceFile(this.#file, this.#content());
				return this.#writing;
			});
		return this.#nextWrite;
	}

	#content(): string {
		return JSON.stringify({
			version: 1,
			optedOut: [...this.#optedOut],
			told: [...this.#told],
		} satisfies z.infer<typeof fileShape>);
	}
}
