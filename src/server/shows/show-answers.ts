// What other servers are answered that somebody has come to for a show of this one.
import type { KeyedFile, ShowAnswer, ShowQuestion } from '../../cluster/show-words.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import type { ServedShows } from './served-shows.js';
import type { ShowAccess, ShowGrant, ShowKeyName } from './show-access.js';
import { showUrl } from './show-address.js';
import { ShowHere } from './shows-here.js';

/** What is needed for that. */
export interface ShowAnswersOptions {
	access: ShowAccess;
	shows: ServedShows;
	registry: PodcastRegistry;
	publicUrl: () => URL;
}

/** The keys that open a file, beside credentials. */
const FILE_KEYS: Readonly<Record<KeyedFile, readonly ShowKeyName[]>> = {
	feed: ['feedKey'],
	cover: ['key', 'feedKey'],
};

/** Who watches a show hears of whatever decides what anybody may hear of it. */
const ANYBODY: ShowGrant = { type: 'guest' };

/** The shows of this server, as others ask for them. */
export class ShowAnswers {
	readonly #options: ShowAnswersOptions;

	constructor(options: ShowAnswersOptions) {
		this.#options = options;
	}

	/** Answers a question; undefined where this server has no show by that name. */
	answer({ file, right, show: slug }: ShowQuestion): ShowAnswer | undefined {
		const { access, publicUrl } = this.#options;
		const admission = access.admitElsewhere(slug, right, file && FILE_KEYS[file]);
		switch (admission?.type) {
			case undefined:
				return undefined;
			case 'none':
				return { error: 'show_not_found' };
			case 'credentials wrong':
				return { error: 'credentials_wrong' };
			case 'moved':
				return { slug: admission.slug };
			case 'show': {
				const { grant, show } = admission;
				const heard = new ShowHere(show, grant, this.#options);
				const { listenKey, offAirTitle, podcast, station, visibility } = heard;
				const { hostName, serverName, title } = station;
				return {
					page: showUrl({ publicUrl: publicUrl(), slug: heard.slug }).href,
					visibility,
					isByKey: grant.type === 'key',
					station: { title, serverName, hostName, offAirTitle },
					// What opens a file alone opens nothing that is on air.
					...(podcast &&
						!file && {
							onAir: { podcastId: podcast.id, ...(listenKey !== undefined && { listenKey }) },
						}),
				};
			}
		}
	}

	/** Calls back when an answer may be another one, until the returned function is called. */
	watch(slug: string, watcher: () => void): () => void {
		const show = this.#options.shows.find(slug);
		return show ? new ShowHere(show, ANYBODY, this.#options).watch(watcher) : () => {};
	}
}
