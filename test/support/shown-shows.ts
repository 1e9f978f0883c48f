// Shows that a test puts on a server's addresses, in memory.
import type { Cover, ServedShow, ServedShows } from '../../src/server/shows/served-shows.js';

/** What a test says of a show; the profile may be told in part. */
export interface ShownShow extends Omit<Partial<ServedShow>, 'profile'> {
	profile?: Partial<ServedShow['profile']>;
}

/** A show of a server called Harbour, public and off air, but for what is said otherwise. */
export function shownShow({ profile, ...show }: ShownShow = {}): ServedShow {
	return {
		profile: {
			guildId: '100000000000000001',
			slug: 'harbour',
			formerSlugs: [],
			serverName: 'Harbour',
			isExplicit: false,
			key: 'page-key-of-the-show-0',
			feedKey: 'feed-key-of-the-show-0',
			...profile,
		},
		visibility: 'public',
		live: undefined,
		ended: undefined,
		planned: [],
		episodes: [],
		...show,
	};
}

/** Shows as a server sees them, as a test has put them. */
export class ShownShows implements ServedShows {
	readonly #shows = new Map<string, ServedShow>();
	readonly #covers = new Map<string, Cover>();
	readonly #watchers = new Set<(guildId: string) => void>();

	/** @param shows - each as `put` takes it */
	constructor(...shows: ServedShow[]) {
		for (const show of shows) {
			this.put(show);
		}
	}

	/** How many watch. */
	get watcherCount(): number {
		return this.#watchers.size;
	}

	/** Puts a show there, in place of the one that its server has had. */
	put(show: ServedShow): void {
		this.#shows.set(show.profile.guildId, show);
		this.#tell(show.profile.guildId);
	}

	/** Changes a show that is there; of the profile only what is said. */
	change(guildId: string, { profile, ...changes }: ShownShow): ServedShow {
		const before = this.of(guildId);
		if (!before) {
			throw new Error(`Expected a show of ${guildId}`);
		}
		const show = { ...before, ...changes, profile: { ...before.profile, ...profile } };
		this.put(show);
		return show;
	}

	/** Takes a show away, as where the bot has left the server. */
	remove(guildId: string): void {
		this.#shows.delete(guildId);
		this.#tell(guildId);
	}

	setCover(guildId: string, cover: Cover): void {
		this.#covers.set(guildId, cover);
		this.#tell(guildId);
	}

	find(slug: string): ServedShow | undefined {
		const shows = this.list();
		return (
			shows.find(({ profile }) => profile.slug === slug) ??
			shows.find(({ profile }) => profile.formerSlugs.includes(slug))
		);
	}

	of(guildId: string): ServedShow | undefined {
		return this.#shows.get(guildId);
	}

	list(): ServedShow[] {
		return [...this.#shows.values()];
	}

	async cover(guildId: string): Promise<Cover | undefined> {
		return this.#covers.get(guildId);
	}

	watch(watcher: (guildId: string) => void): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	#tell(guildId: string): void {
		for (const watcher of this.#watchers) {
			watcher(guildId);
		}
	}
}
