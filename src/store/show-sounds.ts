// What the host of a server has set for all its shows: jingles, as files, and when they are played.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { readOggOpus } from '../media/chime/ogg-opus.js';
import { OpusFileWriter } from '../media/opus-file-writer.js';
import { PRE_SKIP_SAMPLES } from '../media/opus-headers.js';
import { FRAME_SAMPLES } from '../media/pcm.js';
import { describeNewerFile, readVersion } from './data-files.js';
import { namesIn } from './folder-names.js';
import { FOLDER_MODE, replaceFile, syncFolder } from './json-file.js';

/** Where the folders of all servers are, in the data folder. */
const SHOWS_FOLDER_NAME = 'shows';

/** Of silence, which the writer puts before what it is given. */
const LEAD_FRAMES = PRE_SKIP_SAMPLES / FRAME_SAMPLES;

const SETTINGS_FILE_NAME = 'show.json';

/** Newest version of its content that this program knows. */
const SETTINGS_VERSION = 1;

/** What is played before a show, and after it. */
export const JINGLE_NAMES = ['intro', 'outro'] as const;

/** One of them. */
export type JingleName = (typeof JINGLE_NAMES)[number];

const snowflake = z.string().regex(/^\d{17,20}$/);

/** Whatever else is in the file stays in it. */
const settingsShape = z.looseObject({
	version: z.literal(SETTINGS_VERSION),
	/** Whether jingles are played live, not only in episodes. */
	areJinglesOnAir: z.boolean().default(false),
});

type Settings = z.output<typeof settingsShape>;

/** One server's. */
interface GuildSounds {
	settings: Settings;
	/** A newer program's settings are left as they are. */
	newer: Error | undefined;
	jingles: Set<JingleName>;
}

/** Files for an episode's ends, where there are any. */
export interface JingleFiles {
	introFile?: string;
	outroFile?: string;
}

/** Where the data folder is, and who is told what is wrong in it. */
export interface ShowSoundsOptions {
	folder: string;
	logger: Logger;
}

/** Jingles of all servers. */
export class ShowSounds {
	readonly #options: ShowSoundsOptions;
	readonly #guilds = new Map<string, GuildSounds>();
	/** The write before; never rejects. */
	#last: Promise<unknown> = Promise.resolve();
	#isClosed = false;

	/**
	 * Looks what is there; whatever is not a server's is left alone.
	 *
	 * @throws the system's error where the folder cannot be read
	 */
	static async open(options: ShowSoundsOptions): Promise<ShowSounds> {
		const sounds = new ShowSounds(options);
		const guildIds = await namesIn(join(options.folder, SHOWS_FOLDER_NAME));
		for (const guildId of guildIds.filter((name) => snowflake.safeParse(name).success)) {
			sounds.#guilds.set(guildId, await sounds.#read(guildId));
		}
		return sounds;
	}

	private constructor(options: ShowSoundsOptions) {
		this.#options = options;
	}

	/** Files for the ends of a server's episodes. */
	assetsOf(guildId: string): JingleFiles {
		const has = (name: JingleName) => this.#guilds.get(guildId)?.jingles.has(name) === true;
		return {
			...(has('intro') && { introFile: this.#fileOf(guildId, 'intro') }),
			...(has('outro') && { outroFile: this.#fileOf(guildId, 'outro') }),
		};
	}

	/** Whether a server's jingles are played live. */
	isOnAir(guildId: string): boolean {
		return this.#guilds.get(guildId)?.settings.areJinglesOnAir === true;
	}

	/**
	 * Reads a jingle.
	 *
	 * @returns Opus, 20 ms each; undefined where there is none
	 * @throws where the file cannot be read, or is not the one that was written
	 */
	async frames(guildId: string, name: JingleName): Promise<Uint8Array[] | undefined> {
		return this.#guilds.get(guildId)?.jingles.has(name)
			? (await readOggOpus(await readFile(this.#fileOf(guildId, name)))).slice(LEAD_FRAMES)
			: undefined;
	}

	/**
	 * Keeps a jingle in place of the one before; it is on the disk when this resolves.
	 *
	 * @param frames - Opus, 20 ms each, at least one
	 * @throws the system's error; the one before is kept then
	 */
	put(guildId: string, name: JingleName, frames: readonly Uint8Array[]): Promise<void> {
		return this.#inTurn(async () => {
			await this.#makeFolder(guildId);
			await replaceFile(this.#fileOf(guildId, name), (descriptor) =>
				writeFrames(frames, descriptor),
			);
			this.#of(guildId).jingles.add(name);
		});
	}

	/** Deletes a jingle; harmless where there is none. @throws the system's error */
	remove(guildId: string, name: JingleName): Promise<void> {
		return this.#inTurn(async () => {
			if (this.#guilds.get(guildId)?.jingles.has(name)) {
				await rm(this.#fileOf(guildId, name), { force: true });
				await syncFolder(this.#folderOf(guildId));
				this.#of(guildId).jingles.delete(name);
			}
		});
	}

	/** Says whether jingles are played live. @throws the system's error; nothing has changed then */
	setOnAir(guildId: string, areJinglesOnAir: boolean): Promise<void> {
		return this.#inTurn(async () => {
			const { newer, settings } = this.#guilds.get(guildId) ?? newGuild();
			if (newer) {
				throw newer;
			}
			const changed = { ...settings, areJinglesOnAir };
			await this.#makeFolder(guildId);
			await replaceFile(this.#settingsFileOf(guildId), JSON.stringify(changed));
			this.#of(guildId).settings = changed;
		});
	}

	/** Nothing is written after that; what is being written is waited for. */
	async close(): Promise<void> {
		this.#isClosed = true;
		await this.#last;
	}

	#of(guildId: string): GuildSounds {
		let guild = this.#guilds.get(guildId);
		if (!guild) {
			guild = newGuild();
			this.#guilds.set(guildId, guild);
		}
		return guild;
	}

	#inTurn(write: () => Promise<void>): Promise<void> {
		const written = this.#last.then(() => {
			if (this.#isClosed) {
				throw new Error('The program is being stopped');
			}
			return write();
		});
		this.#last = written.catch(() => {});
		return written;
	}

	/** @throws {RangeError} if the id is none: it becomes a part of paths */
	#folderOf(guildId: string): string {
		if (!snowflake.safeParse(guildId).success) {
			throw new RangeError('Expected the id of a Discord server');
		}
		return join(this.#options.folder, SHOWS_FOLDER_NAME, guildId);
	}

	#fileOf(guildId: string, name: JingleName): string {
		return join(this.#folderOf(guildId), `${name}.opus`);
	}

	#settingsFileOf(guildId: string): string {
		return join(this.#folderOf(guildId), SETTINGS_FILE_NAME);
	}

	async #makeFolder(guildId: string): Promise<void> {
		await mkdir(this.#folderOf(guildId), { recursive: true, mode: FOLDER_MODE });
	}

	async #read(guildId: string): Promise<GuildSounds> {
		const names = new Set(await namesIn(this.#folderOf(guildId)));
		const guild = newGuild();
		for (const name of JINGLE_NAMES) {
			if (names.has(`${name}.opus`)) {
				guild.jingles.add(name);
			}
		}
		if (names.has(SETTINGS_FILE_NAME)) {
			await this.#readSettings(guildId, guild);
		}
		return guild;
	}

	async #readSettings(guildId: string, guild: GuildSounds): Promise<void> {
		const { logger } = this.#options;
		const file = this.#settingsFileOf(guildId);
		try {
			const content: unknown = JSON.parse(await readFile(file, 'utf8'));
			const version = readVersion(content);
			if (version !== undefined && version > SETTINGS_VERSION) {
				guild.newer = new Error(describeNewerFile({ file, version, known: SETTINGS_VERSION }));
				throw guild.newer;
			}
			guild.settings = settingsShape.parse(content);
		} catch (error) {
			logger.warn({ file, err: error }, 'What a server has set for its shows cannot be read');
		}
	}
}

function newGuild(): GuildSounds {
	return {
		settings: { version: SETTINGS_VERSION, areJinglesOnAir: false },
		newer: undefined,
		jingles: new Set(),
	};
}

function writeFrames(frames: readonly Uint8Array[], descriptor: number): void {
	const serial = randomBytes(4).readUInt32LE();
	const writer = new OpusFileWriter({ descriptor, serial, gainDb: 0, comments: {} });
	for (const frame of frames) {
		writer.add(frame);
	}
	writer.end();
}
