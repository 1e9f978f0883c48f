// What watchers of a show are told: the same as whoever asks, when it has changed.
import type { LivePodcast } from '../podcast/live-podcast.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import type { ServedShow, ServedShows } from './served-shows.js';
import { asSeenBy, isOpenTo, type ShowGrant } from './show-access.js';
import { type ShowView, viewShow } from './show-view.js';

/** Who is told of what. */
export interface ShowNewsOptions {
	shows: ServedShows;
	registry: PodcastRegistry;
	guildId: string;
	grant: ShowGrant;
	publicUrl: URL;
}

/**
 * The news of one show for all who have shown the same. How many listen is told with the rest, but
 * is no news by itself: that is told of the podcast.
 */
export class ShowNews {
	readonly name = 'show';
	readonly #options: ShowNewsOptions;
	#show: ServedShow | undefined;

	constructor(options: ShowNewsOptions) {
		this.#options = options;
		this.#show = this.#find();
	}

	watch(watcher: () => void): () => void {
		const { guildId, registry, shows } = this.#options;
		let podcast: LivePodcast | undefined;
		let unwatchPodcast: (() => void) | undefined;
		const watchPodcast = () => {
			const id = this.#show?.live?.podcastId;
			const next = id === undefined ? undefined : registry.get(id);
			if (next === podcast) {
				return;
			}
			unwatchPodcast?.();
			podcast = next;
			let told = podcast && standingOf(podcast);
			unwatchPodcast = next?.changes.watch(() => {
				const standing = standingOf(next);
				if (standing !== told) {
					told = standing;
					watcher();
				}
			});
		};
		watchPodcast();
		const unwatchShows = shows.watch((changedId) => {
			if (changedId === guildId) {
				this.#show = this.#find();
				watchPodcast();
				watcher();
			}
		});
		return () => {
			unwatchShows();
			unwatchPodcast?.();
		};
	}

	view(): ShowView | Record<string, never> {
		const { grant, publicUrl, registry } = this.#options;
		const key = grant.type === 'key' ? grant.key : undefined;
		return this.#show ? viewShow({ show: this.#show, key, publicUrl, registry }) : {};
	}

	/** It is over for those who may not see it any more; they are told nothing. */
	end(): { lastEvent: undefined } | undefined {
		return this.#show ? undefined : { lastEvent: undefined };
	}

	#find(): ServedShow | undefined {
		const { grant, guildId, shows } = this.#options;
		const show = shows.of(guildId);
		return show && isOpenTo(show, grant) ? asSeenBy(show, grant) : undefined;
	}
}

function standingOf({ listing, status }: LivePodcast): string {
	return `${status} ${listing.details.visibility}`;
}
