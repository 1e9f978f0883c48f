// Addresses of downloads that whoever has them may open, for a day: signed with a secret of ours.
import { createHmac, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { FILE_MODE, FOLDER_MODE, syncFolder, TEMPORARY_SUFFIX } from '../store/json-file.js';

/** How long an address can be opened. */
export const LINK_LIFETIME_MS = 86_400_000;

const SECRET_FILE_NAME = 'secret';
const SECRET_BYTES = 32;

/** What an address opens. */
export interface DownloadPlace {
	/** The path, from `/e/` on. */
	path: string;
	/** Of what is in an archive; undefined elsewhere. */
	format?: string | undefined;
}

/** What addresses are signed with. */
export interface DownloadLinksOptions {
	dataDir: string;
	clock: Clock;
	logger: Logger;
	/** Where another process has the file of the secret: asks it. */
	askSecret?: (() => Promise<Uint8Array>) | undefined;
}

/** Signs addresses. The secret is made when it is first needed, and stays. */
export class DownloadLinks {
	readonly #dataDir: string;
	readonly #clock: Clock;
	readonly #logger: Logger;
	readonly #askSecret: () => Promise<Uint8Array>;
	#secret: Promise<Uint8Array> | undefined;

	constructor({ askSecret, dataDir, clock, logger }: DownloadLinksOptions) {
		this.#dataDir = dataDir;
		this.#clock = clock;
		this.#logger = logger;
		this.#askSecret = askSecret ?? (() => this.#readSecret());
	}

	/**
	 * What all addresses are signed with.
	 *
	 * @throws the system's error where there is none and none can be written
	 */
	secret(): Promise<Uint8Array> {
		this.#secret ??= this.#askSecret().catch((error) => {
			this.#secret = undefined;
			throw error;
		});
		return this.#secret;
	}

	/**
	 * Makes an address.
	 *
	 * @returns path and query, to be put behind the server's base URL
	 * @throws the system's error where there is no secret and none can be written
	 */
	async sign({ path, format }: DownloadPlace): Promise<string> {
		const expires = String(Math.ceil((this.#clock.epochMs() + LINK_LIFETIME_MS) / 1000));
		const query = new URLSearchParams({
			...(format !== undefined && { format }),
			expires,
			sig: await this.signatureOf({ path, format, expires }),
		});
		return `${path}?${query}`;
	}

	/**
	 * @param place.expires - seconds since the epoch, in digits
	 * @returns HMAC-SHA-256 as base64url
	 */
	async signatureOf({ path, format, expires }: DownloadPlace & { expires: string }) {
		const text = [path, format ?? '', expires].join('\n');
		return createHmac('sha256', await this.secret())
			.update(text)
			.digest('base64url');
	}

	/** Whether a time in an address is over. */
	isOver(expires: string): boolean {
		return !/^\d{1,12}$/.test(expires) || Number(expires) * 1000 <= this.#clock.epochMs();
	}

	async #readSecret(): Promise<Buffer> {
		const file = join(this.#dataDir, SECRET_FILE_NAME);
		const there = await readIfThere(file);
		if (there?.length === SECRET_BYTES) {
			return there;
		}
		if (there) {
			this.#logger.warn({ file }, 'The secret of download links is broken: old links open nothing');
			await rm(file, { force: true });
		}
		await mkdir(this.#dataDir, { recursive: true, mode: FOLDER_MODE });
		const temporary = `${file}.${randomBytes(8).toString('hex')}${TEMPORARY_SUFFIX}`;
		try {
			const handle = await open(temporary, 'wx', FILE_MODE);
			try {
				await handle.writeFile(randomBytes(SECRET_BYTES));
				await handle.sync();
			} finally {
				await handle.close();
			}
			// Unlike a rename it leaves a secret that another one has just made.
			await link(temporary, file).catch((error: NodeJS.ErrnoException) => {
				if (error.code !== 'EEXIST') {
					throw error;
				}
			});
		} finally {
			await rm(temporary, { force: true });
		}
		await syncFolder(this.#dataDir);
		return readFile(file);
	}
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
	try {
		return await readFile(file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return undefined;
		}
		throw error;
	}
}
