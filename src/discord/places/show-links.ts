// Where a server's show stays, as members are told: its page and its feed, with keys where they need them.
import { asBase, isOnlyHere } from '../../host-name.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import type { ShowProfile, ShowProfiles } from '../../store/show-profiles.js';
import { openLink } from '../words/shown-link.js';

export type { ShowProfile } from '../../store/show-profiles.js';

/** What links are made of. */
export interface ShowLinksOptions {
	profiles: ShowProfiles;
	/** Of the server that serves shows, as it tells its own address. */
	baseUrl: URL;
	/** Whether somebody has said that addresses begin so: then they are told, whoever can open them. */
	isAddressSet: boolean;
	/** Whether what is on air is heard there, too: not where podcasts are on another server. */
	isLiveThere: boolean;
	/** Who may see an address where nobody has said. */
	defaultVisibility: Visibility;
}

/** Links of all servers' shows. */
export class ShowLinks {
	readonly profiles: ShowProfiles;
	readonly #options: ShowLinksOptions;
	readonly #baseUrl: URL;

	constructor(options: ShowLinksOptions) {
		this.#options = options;
		this.profiles = options.profiles;
		this.#baseUrl = asBase(options.baseUrl);
	}

	/** Whether what is on air is heard at these addresses. */
	get isLiveThere(): boolean {
		return this.#options.isLiveThere;
	}

	/** Whether that, and others can open the address. */
	isOpen(profile: ShowProfile): boolean {
		const page = openLink(this.pageOf(profile), this.visibilityOf(profile));
		return this.#options.isLiveThere && page !== undefined;
	}

	/** Who may see an address. */
	visibilityOf({ visibility }: ShowProfile): Visibility {
		return visibility ?? this.#options.defaultVisibility;
	}

	/** The page of a show, for whoever may see it. */
	pageOf(profile: ShowProfile): URL {
		return this.#at(profile.slug, this.visibilityOf(profile) === 'unlisted' && profile.key);
	}

	/** Its feed; undefined where nobody may read one. */
	feedOf(profile: ShowProfile): URL | undefined {
		const visibility = this.visibilityOf(profile);
		return visibility === 'private'
			? undefined
			: this.#at(`${profile.slug}/feed.xml`, visibility === 'unlisted' && profile.feedKey);
	}

	/**
	 * Where a show of that visibility is heard for as long as it is on air, and whatever comes after it.
	 *
	 * @returns undefined where the address does not open it, or where nobody has said where it is and
	 * this machine alone can open it: it has another one as soon as somebody has, and would not stay
	 */
	livePage(guildId: string, visibility: Visibility): URL | undefined {
		const profile = this.profiles.get(guildId);
		if (!profile || !this.#options.isLiveThere || visibility === 'private') {
			return undefined;
		}
		const own = this.visibilityOf(profile);
		const page = this.#at(profile.slug, [own, visibility].includes('unlisted') && profile.key);
		if (own === 'private') {
			return undefined;
		}
		return this.#options.isAddressSet || !isOnlyHere(page) ? page : undefined;
	}

	/** Whether a panel is to say that the address stays: true once a server. */
	takeFirst(guildId: string): boolean {
		const profile = this.profiles.get(guildId);
		if (!profile || profile.isAddressTold) {
			return false;
		}
		// A disk that does not take it costs one more time of saying so.
		void this.profiles.change(guildId, { isAddressTold: true });
		return true;
	}

	#at(path: string, key: string | false): URL {
		const url = new URL(`s/${path}`, this.#baseUrl);
		if (key !== false) {
			url.searchParams.set('key', key);
		}
		return url;
	}
}
