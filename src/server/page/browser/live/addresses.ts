// Where everything of a podcast is, from the address of the page on.

/**
 * Packets that may come in one write. The first of three has waited for 40 ms, which the jitter buffer
 * hides with as much to spare as for two; servers that know nothing of it ignore it.
 */
const PACKETS_PER_WRITE = 3;

/** The addresses that belong to one podcast. */
export class Addresses {
	readonly #podcastId: string;
	readonly #listenKey: string | null;
	/** What the server's paths begin from; pages of shows and podcasts stand one folder below it. */
	readonly #base: URL;

	constructor(podcastId: string, listenKey: string | null, page = new URL(location.href)) {
		this.#podcastId = podcastId;
		this.#listenKey = listenKey;
		this.#base = new URL('../', page);
	}

	/** What is known of the podcast, as JSON. */
	get podcast(): URL {
		return this.#of(`api/podcasts/${this.#podcastId}`);
	}

	/** The same, at each change. */
	get events(): URL {
		return this.#of(`api/podcasts/${this.#podcastId}/events`);
	}

	/** The sound for `<audio>`. */
	get mp3(): URL {
		return this.#of(`p/${this.#podcastId}/live.mp3`);
	}

	/** The sound in pieces. */
	get hls(): URL {
		return this.#of(`p/${this.#podcastId}/live.m3u8`);
	}

	/** The same from the show's beginning on. */
	get beginning(): URL {
		const url = this.hls;
		url.searchParams.set('from', 'start');
		return url;
	}

	/** The sound as it is. */
	get webSocket(): URL {
		const url = this.#of('');
		url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
		url.searchParams.set('id', this.#podcastId);
		url.searchParams.set('join', String(PACKETS_PER_WRITE));
		return url;
	}

	#of(path: string): URL {
		const url = new URL(path, this.#base);
		if (this.#listenKey !== null) {
			url.searchParams.set('key', this.#listenKey);
		}
		return url;
	}
}
