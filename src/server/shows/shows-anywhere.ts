// Shows that are heard here, on a server that has some: its own, and those of other servers.
import type { HeardShows, HearingAdmission } from './heard-show.js';
import type { ServedShows } from './served-shows.js';
import type { ShowRequest } from './show-access.js';

/** Where they are looked for. */
export interface ShowsAnywhereOptions {
	shows: Pick<ServedShows, 'find'>;
	here: HeardShows;
	elsewhere: HeardShows;
}

/** Lets whoever comes hear them; another server is asked for those alone that are not here. */
export class ShowsAnywhere implements HeardShows {
	readonly #options: ShowsAnywhereOptions;

	constructor(options: ShowsAnywhereOptions) {
		this.#options = options;
	}

	admit(request: ShowRequest): HearingAdmission | Promise<HearingAdmission> {
		const { elsewhere, here, shows } = this.#options;
		return shows.find(request.slug.toLowerCase())
			? here.admit(request)
			: this.#ask(request, elsewhere);
	}

	/** Credentials that are wrong here are so everywhere, unless the show's server knows them. */
	async #ask(request: ShowRequest, elsewhere: HeardShows): Promise<HearingAdmission> {
		const admission = await elsewhere.admit(request);
		return admission.type === 'none' ? this.#options.here.admit(request) : admission;
	}
}
