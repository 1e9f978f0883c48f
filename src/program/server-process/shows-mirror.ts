// The bot's shows in the process of its podcast server, as far as it has been told of them.
import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Cover, ServedShow, ServedShows } from '../../server/shows/served-shows.js';
import type { EpisodeManifest } from '../../store/episode-manifest.js';
import type { CoverType } from '../../store/show-profiles.js';
import { ShowCovers } from '../show-covers.js';
import type { ToldShow } from './messages.js';

/** What a mirror works with. */
export interface ShowsMirrorOptions {
	logger: Logger;
	findEpisode: (id: string) => EpisodeManifest | undefined;
	/** Tells the bot of a show's `podcast:guid`, which it keeps. */
	onGuid: (guildId: string, guid: string) => void;
}

/** Shows as the bot has told of them. */
export class ShowsMirror implements ServedShows {
	readonly #options: ShowsMirrorOptions;
	readonly #shows = new Map<string, ToldShow>();
	/** Members in episodes, and whether they may be named. */
	readonly #names = new Map<string, boolean>();
	readonly #watchers = new Set<(guildId: string) => void>();
	readonly #covers = new ShowCovers({
		profileOf: (guildId) => this.#shows.get(guildId)?.profile,
		readUploaded: (guildId) => this.#readCover(guildId),
	});

	constructor(options: ShowsMirrorOptions) {
		this.#options = options;
	}

	/**
	 * Takes in what the bot tells of a show.
	 *
	 * @param isNews - whether whoever watches is told
	 */
	take(guildId: string, show: ToldShow | undefined, isNews: boolean): void {
		if (show) {
			this.#shows.set(guildId, show);
			this.#takeNames(show);
		} else {
			this.#shows.delete(guildId);
		}
		if (isNews) {
			this.#tell(guildId);
		}
	}

	find(slug: string): ServedShow | undefined {
		const shows = [...this.#shows.values()];
		const found =
			shows.find(({ profile }) => profile.slug === slug) ??
			shows.find(({ profile }) => profile.formerSlugs.includes(slug));
		return found && this.#describe(found);
	}

	of(guildId: string): ServedShow | undefined {
		const found = this.#shows.get(guildId);
		return found && this.#describe(found);
	}

	list(): ServedShow[] {
		return [...this.#shows.values()].map((show) => this.#describe(show));
	}

	/** Read and made here: pictures are megabytes, and the bot has frames to see to. */
	cover(guildId: string): Promise<Cover | undefined> {
		return this.#covers.of(guildId);
	}

	/** Known from now on, before the bot says so. */
	keepGuid(guildId: string, guid: string): void {
		const show = this.#shows.get(guildId);
		if (show && show.profile.guid === undefined) {
			this.#shows.set(guildId, { ...show, profile: { ...show.profile, guid } });
			this.#options.onGuid(guildId, guid);
		}
	}

	mayBeNamed(userId: string): boolean {
		return this.#names.get(userId) === true;
	}

	watch(watcher: (guildId: string) => void): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	#describe({ coverFile, episodeIds, named, ...show }: ToldShow): ServedShow {
		const episodes = episodeIds.flatMap((id) => this.#options.findEpisode(id) ?? []);
		return { ...show, episodes };
	}

	#takeNames({ episodeIds, named }: ToldShow): void {
		for (const id of episodeIds) {
			for (const { userId } of this.#options.findEpisode(id)?.tracks ?? []) {
				if (userId !== undefined) {
					this.#names.set(userId, false);
				}
			}
		}
		for (const userId of named) {
			this.#names.set(userId, true);
		}
	}

	async #readCover(guildId: string): Promise<{ type: CoverType; bytes: Buffer } | undefined> {
		const show = this.#shows.get(guildId);
		if (show?.coverFile === undefined || !show.profile.cover) {
			return undefined;
		}
		try {
			return { type: show.profile.cover.type, bytes: await readFile(show.coverFile) };
		} catch (error) {
			this.#options.logger.warn({ guildId, err: error }, "A show's picture cannot be read");
			return undefined;
		}
	}

	#tell(guildId: string): void {
		for (const watcher of this.#watchers) {
			try {
				watcher(guildId);
			} catch (error) {
				this.#options.logger.error({ guildId, err: error }, 'A watcher of shows failed');
			}
		}
	}
}
