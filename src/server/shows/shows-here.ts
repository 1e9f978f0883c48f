// Shows whose podcasts are on this server, as those hear them who come by their addresses.
import type { Visibility } from '../../protocol/podcast-details.js';
import type { LivePodcast } from '../podcast/live-podcast.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import type { HeardShow, HeardShows, HearingAdmission } from './heard-show.js';
import type { ServedShow, ServedShows } from './served-shows.js';
import {
	asSeenBy,
	isOpenTo,
	mayHave,
	type ShowAccess,
	type ShowGrant,
	type ShowRequest,
} from './show-access.js';
import { offAirTitle, stationOf } from './show-title.js';

/** Where they are looked up. */
export interface ShowsHereOptions {
	shows: ServedShows;
	registry: PodcastRegistry;
}

/** Lets whoever comes hear them. */
export class ShowsHere implements HeardShows {
	readonly #options: ShowsHereOptions & { access: ShowAccess };

	constructor(options: ShowsHereOptions & { access: ShowAccess }) {
		this.#options = options;
	}

	admit(request: ShowRequest): HearingAdmission {
		const admission = this.#options.access.admit(request);
		if (admission.type !== 'show') {
			return admission;
		}
		const { grant, show } = admission;
		return { type: 'show', show: new ShowHere(show, grant, this.#options) };
	}
}

/** One of them, for those who have shown the same. */
export class ShowHere implements HeardShow {
	readonly name: string;
	readonly id: string;
	readonly slug: string;
	readonly visibility: Visibility;
	readonly isForClient: boolean;
	readonly key: string | undefined;
	readonly silences = { watch: (watcher: () => void) => this.#watchSilences(watcher) };
	readonly #options: ShowsHereOptions;
	readonly #grant: ShowGrant;
	/** As it was when they came. */
	readonly #found: ServedShow;

	constructor(show: ServedShow, grant: ShowGrant, options: ShowsHereOptions) {
		const { guildId, slug } = show.profile;
		this.#options = options;
		this.#grant = grant;
		this.#found = show;
		this.id = guildId;
		this.slug = slug;
		this.visibility = show.visibility;
		this.isForClient = grant.type === 'client';
		this.key = grant.type === 'key' ? grant.key : undefined;
		this.name = [guildId, grant.type, this.key ?? ''].join(' ');
	}

	get station() {
		return stationOf(this.#found);
	}

	get offAirTitle(): string {
		const show = this.#show;
		return show ? offAirTitle(asSeenBy(show, this.#grant)) : '';
	}

	get isOpen(): boolean {
		const show = this.#show;
		return show !== undefined && isOpenTo(show, this.#grant);
	}

	get podcast(): LivePodcast | undefined {
		const live = this.#show?.live;
		const podcast = this.#onAir;
		const isOnAir =
			podcast !== undefined && podcast.status !== 'ended' && podcast.activeSinceMs !== null;
		const isOpenToThem =
			isOnAir &&
			live !== undefined &&
			mayHave(live.visibility, this.#grant) &&
			mayHave(podcast.listing.details.visibility, this.#grant);
		return isOpenToThem ? podcast : undefined;
	}

	get listenKey(): string | undefined {
		const listing = this.podcast?.listing;
		return listing?.details.visibility === 'unlisted' ? listing.listenKey : undefined;
	}

	/** Most changes of a podcast are of who speaks and who listens: those are not told. */
	watch(watcher: () => void): () => void {
		let standing = standingOf(this.#onAir);
		return this.#watchOnAir(
			(podcast) =>
				podcast.changes.watch(() => {
					const now = standingOf(podcast);
					if (now !== standing) {
						standing = now;
						watcher();
					}
				}),
			() => {
				standing = standingOf(this.#onAir);
				watcher();
			},
		);
	}

	get #show(): ServedShow | undefined {
		return this.#options.shows.of(this.id);
	}

	/** Whether they may hear it or not. */
	get #onAir(): LivePodcast | undefined {
		const id = this.#show?.live?.podcastId;
		return id === undefined ? undefined : this.#options.registry.get(id);
	}

	#watchSilences(watcher: () => void): () => void {
		return this.#watchOnAir((podcast) => podcast.silences.watch(watcher));
	}

	/** Watches what is on air, whichever it is, and the show itself. */
	#watchOnAir(
		watchPodcast: (podcast: LivePodcast) => () => void,
		onShow: () => void = () => {},
	): () => void {
		let podcast = this.#onAir;
		let unwatch = podcast && watchPodcast(podcast);
		const unwatchShows = this.#options.shows.watch((guildId) => {
			if (guildId !== this.id) {
				return;
			}
			const now = this.#onAir;
			if (now !== podcast) {
				unwatch?.();
				podcast = now;
				unwatch = podcast && watchPodcast(podcast);
			}
			onShow();
		});
		return () => {
			unwatchShows();
			unwatch?.();
		};
	}
}

/** What decides who may hear a podcast, by which key, and whether there is anything to hear. */
function standingOf(podcast: LivePodcast | undefined): string | undefined {
	if (!podcast) {
		return undefined;
	}
	const { activeSinceMs, listing, status } = podcast;
	return `${status} ${activeSinceMs} ${listing.details.visibility} ${listing.listenKey}`;
}
