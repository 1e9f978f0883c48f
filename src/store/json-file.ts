// Files of DATA_DIR, which outlive the process: read and checked, and written as a whole.
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, readlink, realpath, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { type Clock, systemClock, type Timer } from '../clock.js';
import { UserError } from '../errors.js';
import { describeNewerFile, knownVersionOf, readVersion } from './data-files.js';

/** The owner alone reads and writes them, and looks into a folder that is made for them. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/** Strict: what is no UTF-8 would be read as other characters, and be written back as those. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** After that a write that has failed is tried again, until the disk is well. */
const RETRY_MS = 10_000;

/** A file that is being written; one that a crash has left may be deleted. */
export const TEMPORARY_SUFFIX = '.new';

/** What to do with a file that cannot be read, or is none of this program. */
export type BrokenFileAnswer =
	/** It is renamed, with a warning, and nothing is known. */
	| 'put aside'
	/** The next write replaces it, with a warning; until then nothing is known. */
	| 'overwrite'
	/** Nothing may go on without it: reading throws. */
	| 'refuse';

/** Words on a file for the log, and for an error where it is refused; no full stop. */
export interface JsonFileWords {
	/** What is unknown without the file; where it is refused, the words after "and". */
	unknown: string;
	/** What is lost where the file cannot be written. */
	unwritten: string;
}

/** Everything that a file needs. */
export interface JsonFileOptions<Shape extends z.ZodType> {
	/** Its path; the folder is made where there is none. */
	file: string;
	shape: Shape;
	/** Its content now; asked when a write begins. */
	content: () => z.input<Shape>;
	whenBroken: BrokenFileAnswer;
	words: JsonFileWords;
	logger: Logger;
	/** Default the machine's own. */
	clock?: Clock | undefined;
}

/** One file, and who of this process reads and writes it. */
export class JsonFile<Shape extends z.ZodType> {
	readonly #options: JsonFileOptions<Shape>;
	/** The write that is under way; never rejects. */
	#writing: Promise<unknown> = Promise.resolve();
	#nextWrite: Promise<void> | undefined;
	#isFailureTold = false;
	/** What is known and not in the file is written when this goes off. */
	#retry: Timer | undefined;
	/** Why it must stay as it is. */
	#untouchable: Error | undefined;
	#isClosed = false;

	constructor(options: JsonFileOptions<Shape>) {
		this.#options = options;
	}

	/** Its path. */
	get path(): string {
		return this.#options.file;
	}

	/** Whether something is known that could not be written. */
	get isBehind(): boolean {
		return this.#retry !== undefined;
	}

	/**
	 * Reads and checks it.
	 *
	 * @returns undefined where there is none, or none that can be used
	 * @throws {UserError} where a broken file is refused, and for a file of a newer version
	 */
	async read(): Promise<z.output<Shape> | undefined> {
		let bytes: Uint8Array;
		try {
			bytes = await readFile(this.path);
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === 'ENOENT' || code === 'ENOTDIR') {
				return undefined;
			}
			await this.#answerBroken(error, `it cannot be read (${code})`);
			return undefined;
		}
		let newer: UserError | undefined;
		try {
			const content: unknown = JSON.parse(utf8.decode(bytes));
			newer = this.#findNewer(content);
			if (!newer) {
				return this.#options.shape.parse(content);
			}
		} catch (error) {
			await this.#answerBroken(error, 'it is not one of this program');
			return undefined;
		}
		this.#untouchable = newer;
		throw newer;
	}

	/**
	 * Renames it, so that nothing of it is lost, and tells why; never rejects. Where that cannot be
	 * done, it stays as it is: nothing is written.
	 */
	async putAside(reason: string): Promise<void> {
		const { clock = systemClock, logger, words } = this.#options;
		const aside = `${this.path}.${clock.epochMs()}.aside`;
		try {
			await rename(await followLinks(this.path), aside);
			logger.warn({ file: this.path, aside }, `${words.unknown}: ${reason}`);
		} catch (error) {
			this.#untouchable = error as Error;
			this.#tellFailure(error);
		}
	}

	/**
	 * Writes all that is known when the write begins; calls during a write share the one that
	 * follows it. A failure is logged, the first of a row alone, and what is known then is tried to be
	 * written again and again, at last by `close`.
	 *
	 * @throws the system's error if it cannot be written
	 * @throws {UserError} after `close`
	 */
	write(): Promise<void> {
		if (this.#isClosed) {
			return Promise.reject(new UserError(`${this.path} is not written any more: stopping`));
		}
		this.#nextWrite ??= this.#writing.then(() => {
			this.#nextWrite = undefined;
			const write = this.#replace();
			this.#writing = write.catch(() => {});
			return write;
		});
		return this.#nextWrite;
	}

	/**
	 * Writes, as `write` does. After `close` nothing is written and nothing said: the next process
	 * finds what was known then.
	 *
	 * @returns whether it is in the file now; never rejects
	 */
	async save(): Promise<boolean> {
		if (this.#isClosed) {
			return false;
		}
		try {
			await this.write();
			return true;
		} catch {
			// Told where it was written.
			return false;
		}
	}

	/**
	 * Leaves the file to the next process, as it is when the writes that were asked for are done; it is
	 * not touched from then on.
	 */
	async close(): Promise<void> {
		if (this.#retry) {
			void this.save();
		}
		this.#isClosed = true;
		await this.settled();
		this.#retry?.cancel();
	}

	/** Deletes it, where there is one; a failure is logged. */
	async remove(): Promise<void> {
		await this.settled();
		if (this.#untouchable) {
			this.#tellFailure(this.#untouchable);
			return;
		}
		this.#retry?.cancel();
		this.#retry = undefined;
		try {
			await rm(this.path, { force: true });
		} catch (error) {
			this.#tellFailure(error);
		}
	}

	/** Resolves when nothing waits to be written. */
	async settled(): Promise<void> {
		await Promise.allSettled([this.#writing, this.#nextWrite]);
	}

	#findNewer(content: unknown): UserError | undefined {
		const version = readVersion(content);
		const { path: file } = this;
		const known = knownVersionOf(file);
		return version !== undefined && version > known
			? new UserError(describeNewerFile({ file, version, known }))
			: undefined;
	}

	async #replace(): Promise<void> {
		this.#retry?.cancel();
		this.#retry = undefined;
		try {
			if (this.#untouchable) {
				throw this.#untouchable;
			}
			await replaceFile(this.path, JSON.stringify(this.#options.content()));
			this.#isFailureTold = false;
		} catch (error) {
			this.#tellFailure(error);
			if (!this.#untouchable) {
				const { clock = systemClock } = this.#options;
				this.#retry = clock.at(clock.nowMs() + RETRY_MS, () => void this.save());
			}
			throw error;
		}
	}

	async #answerBroken(error: unknown, reason: string): Promise<void> {
		const { logger, whenBroken, words } = this.#options;
		switch (whenBroken) {
			case 'refuse':
				throw this.#refusal(error);
			case 'put aside':
				await this.putAside(reason);
				return;
			case 'overwrite':
				logger.warn({ file: this.path }, `${words.unknown}: ${reason}`);
		}
	}

	#refusal(cause: unknown): UserError {
		return new UserError(`${this.path} cannot be read, and ${this.#options.words.unknown}`, {
			cause,
		});
	}

	#tellFailure(error: unknown): void {
		if (!this.#isFailureTold) {
			this.#isFailureTold = true;
			const { logger, words } = this.#options;
			logger.warn({ file: this.path, err: error }, `${words.unwritten}: check DATA_DIR`);
		}
	}
}

/**
 * Whoever reads the file finds the old content or the new, also after the power has failed; each
 * write has a temporary file of its own, so that none meets another one's.
 *
 * @param content - or what writes it to a file that is open
 */
export async function replaceFile(
	path: string,
	content: string | Uint8Array | ((descriptor: number) => void),
): Promise<void> {
	const file = await followLinks(path);
	const folder = dirname(file);
	await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
	const temporary = `${file}.${randomUUID()}${TEMPORARY_SUFFIX}`;
	try {
		const handle = await open(temporary, 'wx', FILE_MODE);
		try {
			if (typeof content === 'function') {
				content(handle.fd);
			} else {
				await handle.writeFile(content);
			}
			await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(temporary, file);
	} catch (error) {
		await rm(temporary, { force: true });
		throw error;
	}
	await syncFolder(folder);
}

/** The file itself, where the path is a link to it; the link stays, also to a file that is not there. */
async function followLinks(path: string): Promise<string> {
	try {
		return await realpath(path);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code !== 'ENOENT' && code !== 'ENOTDIR') {
			throw error;
		}
	}
	try {
		return resolve(dirname(path), await readlink(path));
	} catch {
		// There is neither a file nor a link.
		return path;
	}
}

/** A new name is on the disk when its folder is (fsync(2)); Windows has no such call. */
export async function syncFolder(folder: string): Promise<void> {
	if (process.platform === 'win32') {
		return;
	}
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
