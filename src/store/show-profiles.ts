// What each Discord server's show is called and where it is, in a file that outlives the process.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Clock } from '../clock.js';
import { VISIBILITIES } from '../protocol/podcast-details.js';
import { FOLDER_MODE, JsonFile, replaceFile } from './json-file.js';
import { isSlug, toSlug } from './show-slug.js';

/** Name of the file in the data folder. */
const FILE_NAME = 'shows.json';

/** Where pictures are, in a folder for each server, in the data folder. */
const SHOWS_FOLDER_NAME = 'shows';

/** Random bytes of a key: 128 bits, which nobody guesses. */
const KEY_BYTES = 16;

/** Kinds of pictures, by the ends of their files' names. */
export const COVER_TYPES = { jpg: 'image/jpeg', png: 'image/png' } as const;

/** A kind of picture. */
export type CoverType = keyof typeof COVER_TYPES;

const snowflake = z.string().regex(/^\d{17,20}$/);
const key = z.string().regex(/^[\w-]{22}$/);
const slug = z.string().refine(isSlug);

const profileShape = z.object({
	guildId: snowflake,
	/** The part of its address that is its own. */
	slug,
	/** Earlier ones, which still lead to it; newest last. */
	formerSlugs: z.array(slug).default([]),
	/** Name of the Discord server, as last seen. */
	serverName: z.string(),
	/** What members have set; absent: what follows from the server. */
	title: z.string().optional(),
	description: z.string().optional(),
	/** One of Apple's categories, `Category` or `Category: Subcategory`. */
	category: z.string().optional(),
	/** As in RFC 5646, such as `en` or `pt-BR`. */
	language: z.string().optional(),
	isExplicit: z.boolean().default(false),
	author: z.string().optional(),
	/** Public: directories send a code there to whoever claims the show. */
	email: z.string().optional(),
	website: z.string().optional(),
	/** To the Discord server, `https://discord.gg/…`. */
	invite: z.string().optional(),
	/** Who may see the address; absent: as the bot is set. */
	visibility: z.enum(VISIBILITIES).optional(),
	/** What opens the address while it is unlisted. */
	key,
	/** What opens its feed while it is unlisted. */
	feedKey: key,
	/** `podcast:guid`: from the first public address of the feed, and kept for ever. */
	guid: z.string().optional(),
	/** A panel has said that the address stays. */
	isAddressTold: z.literal(true).optional(),
	/** The picture that a member has uploaded. */
	cover: z
		.object({
			type: z.enum(Object.keys(COVER_TYPES) as [CoverType, ...CoverType[]]),
			/** Of the file, in hexadecimal digits. */
			sha256: z.string().regex(/^[0-9a-f]{64}$/),
		})
		.optional(),
});

const fileShape = z.object({ version: z.literal(1), shows: z.array(profileShape) });

/** One server's show, as it is written down. */
export type ShowProfile = Readonly<z.output<typeof profileShape>>;

/** What may be changed of it; undefined takes away what was set. */
export type ShowProfileChanges = Partial<
	Omit<ShowProfile, 'guildId' | 'formerSlugs' | 'key' | 'feedKey' | 'cover'>
>;

/** What profiles are opened with. */
export interface ShowProfilesOptions {
	/** Made where it is not there. */
	folder: string;
	clock: Clock;
	logger: Logger;
}

/** Another server's show has this address. */
export class SlugTakenError extends Error {}

/** The shows of all servers. */
export class ShowProfiles {
	readonly #options: ShowProfilesOptions;
	readonly #file: JsonFile<typeof fileShape>;
	readonly #profiles = new Map<string, ShowProfile>();
	readonly #watchers = new Set<(guildId: string) => void>();

	/** Reads what an earlier process has left; a file that cannot be read is put aside. */
	static async open(options: ShowProfilesOptions): Promise<ShowProfiles> {
		const profiles = new ShowProfiles(options);
		for (const profile of (await profiles.#file.read())?.shows ?? []) {
			profiles.#profiles.set(profile.guildId, profile);
		}
		return profiles;
	}

	private constructor(options: ShowProfilesOptions) {
		this.#options = options;
		this.#file = new JsonFile({
			...options,
			file: join(options.folder, FILE_NAME),
			shape: fileShape,
			content: () => ({ version: 1, shows: this.list() }),
			whenBroken: 'put aside',
			words: {
				unknown: 'Addresses of shows are not known, and new ones are made',
				unwritten: 'What is set for shows cannot be kept for a restart',
			},
		});
	}

	list(): ShowProfile[] {
		return [...this.#profiles.values()];
	}

	get(guildId: string): ShowProfile | undefined {
		return this.#profiles.get(guildId);
	}

	/** The show with this address, or with this address before it was given another. */
	findBySlug(wanted: string): ShowProfile | undefined {
		const profiles = this.list();
		return (
			profiles.find(({ slug }) => slug === wanted) ??
			profiles.find(({ formerSlugs }) => formerSlugs.includes(wanted))
		);
	}

	/** A server's show; made on first use, with an address from the server's name. */
	in(guildId: string, serverName: string): ShowProfile {
		const known = this.#profiles.get(guildId);
		if (known?.serverName === serverName) {
			return known;
		}
		const profile: ShowProfile = known
			? { ...known, serverName }
			: {
					guildId,
					slug: this.#freeSlug(serverName),
					formerSlugs: [],
					serverName,
					isExplicit: false,
					key: newKey(),
					feedKey: newKey(),
				};
		this.#know(profile);
		void this.#file.save();
		return profile;
	}

	/**
	 * Changes a server's show that there is.
	 *
	 * @returns what it is now, and whether that is in the file
	 * @throws {SlugTakenError} if another one has the address
	 */
	async change(
		guildId: string,
		changes: ShowProfileChanges,
	): Promise<{ profile: ShowProfile; isKept: boolean }> {
		const before = this.#existing(guildId);
		const wanted = changes.slug ?? before.slug;
		const holder = this.findBySlug(wanted);
		if (holder && holder.guildId !== guildId) {
			throw new SlugTakenError(`The address ${wanted} is another show's`);
		}
		const formerSlugs = [...before.formerSlugs, before.slug].filter((slug) => slug !== wanted);
		const given = Object.entries({ ...before, ...changes, formerSlugs });
		const profile = profileShape.parse(
			Object.fromEntries(given.filter(([, value]) => value !== undefined)),
		);
		this.#know(profile);
		return { profile, isKept: await this.#file.save() };
	}

	/** Makes new keys for page and feed; the old ones open nothing from now on. */
	async renewKeys(guildId: string): Promise<{ profile: ShowProfile; isKept: boolean }> {
		const profile = { ...this.#existing(guildId), key: newKey(), feedKey: newKey() };
		this.#know(profile);
		return { profile, isKept: await this.#file.save() };
	}

	/**
	 * Keeps a picture in place of the one before; without one, the one before is deleted.
	 *
	 * @throws the system's error; the one before is kept then
	 */
	async setCover(
		guildId: string,
		picture: { type: CoverType; bytes: Uint8Array } | undefined,
	): Promise<ShowProfile> {
		const { cover: before, ...profile } = this.#existing(guildId);
		let changed: ShowProfile = profile;
		if (picture) {
			const { bytes, type } = picture;
			const sha256 = createHash('sha256').update(bytes).digest('hex');
			await mkdir(this.#folderOf(guildId), { recursive: true, mode: FOLDER_MODE });
			await replaceFile(this.#coverFile(guildId, type), bytes);
			changed = { ...profile, cover: { type, sha256 } };
		}
		this.#know(changed);
		await this.#file.save();
		if (before && before.type !== picture?.type) {
			await rm(this.#coverFile(guildId, before.type), { force: true });
		}
		return changed;
	}

	/**
	 * Reads the picture that a member has uploaded.
	 *
	 * @returns undefined where there is none, or where it cannot be read
	 */
	async coverOf(guildId: string): Promise<{ type: CoverType; bytes: Buffer } | undefined> {
		const type = this.#profiles.get(guildId)?.cover?.type;
		if (type === undefined) {
			return undefined;
		}
		try {
			return { type, bytes: await readFile(this.#coverFile(guildId, type)) };
		} catch (error) {
			this.#options.logger.warn({ guildId, err: error }, "A show's picture cannot be read");
			return undefined;
		}
	}

	/** Where the picture is that a member has uploaded; undefined where nobody has. */
	coverFileOf(guildId: string): string | undefined {
		const type = this.#profiles.get(guildId)?.cover?.type;
		return type && this.#coverFile(guildId, type);
	}

	/** Calls back after each change of a show, until the returned function is called. */
	watch(watcher: (guildId: string) => void): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	/** Leaves the file to the next process: nothing is written from now on. */
	async close(): Promise<void> {
		await this.#file.close();
	}

	#existing(guildId: string): ShowProfile {
		const profile = this.#profiles.get(guildId);
		if (!profile) {
			throw new Error('Expected a server that has a show');
		}
		return profile;
	}

	#know(profile: ShowProfile): void {
		this.#profiles.set(profile.guildId, profile);
		for (const watcher of this.#watchers) {
			watcher(profile.guildId);
		}
	}

	/** The first that nobody has, and nobody had. */
	#freeSlug(serverName: string): string {
		const wanted = toSlug(serverName);
		for (let count = 1; ; count++) {
			const slug = count === 1 ? wanted : `${wanted}-${count}`;
			if (!this.findBySlug(slug)) {
				return slug;
			}
		}
	}

	#folderOf(guildId: string): string {
		return join(this.#options.folder, SHOWS_FOLDER_NAME, snowflake.parse(guildId));
	}

	#coverFile(guildId: string, type: CoverType): string {
		return join(this.#folderOf(guildId), `cover.${type}`);
	}
}

function newKey(): string {
	return randomBytes(KEY_BYTES).toString('base64url');
}
