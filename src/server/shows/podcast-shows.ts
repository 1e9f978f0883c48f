// Whose show a podcast was on air for, also when it is over.
import type { ServedShow, ServedShows } from './served-shows.js';

/** As many as there are ended podcasts that anybody asks for. */
const MAX_KNOWN = 1000;

/** Follows all shows until it is closed. */
export class PodcastShows {
	readonly #shows: ServedShows;
	/** Discord servers by their podcasts' ids; the one that was on air first is first. */
	readonly #guilds = new Map<string, string>();
	readonly #unwatch: () => void;

	constructor(shows: ServedShows) {
		this.#shows = shows;
		for (const { profile } of shows.list()) {
			this.#look(profile.guildId);
		}
		this.#unwatch = shows.watch((guildId) => this.#look(guildId));
	}

	/** The show of a podcast, as it is now. */
	of(podcastId: string): ServedShow | undefined {
		const guildId = this.#guilds.get(podcastId);
		return guildId === undefined ? undefined : this.#shows.of(guildId);
	}

	close(): void {
		this.#unwatch();
		this.#guilds.clear();
	}

	#look(guildId: string): void {
		const podcastId = this.#shows.of(guildId)?.live?.podcastId;
		if (podcastId === undefined || this.#guilds.get(podcastId) === guildId) {
			return;
		}
		this.#guilds.set(podcastId, guildId);
		const [oldest] = this.#guilds.keys();
		if (this.#guilds.size > MAX_KNOWN && oldest !== undefined) {
			this.#guilds.delete(oldest);
		}
	}
}
