// How many receivers a podcast has, asked seldom.
import type { Logger } from 'pino';
import type { PodcastApi } from '../../client/podcast-api.js';
import type { Clock } from '../../clock.js';

/** Between two questions to the podcast server. */
const ASK_INTERVAL_MS = 30_000;

/** Between two questions because somebody wants to know. */
const ASK_SOONEST_MS = 5000;

/** The number of receivers of one podcast after the other, as its server last told it. */
export class ReceiverCount {
	readonly #api: PodcastApi;
	readonly #clock: Clock;
	readonly #logger: Logger;
	readonly #onChange: () => void;
	#known: { podcastId: string; count: number | undefined } | undefined;
	#peak: number | undefined;
	#askedAtMs = Number.NEGATIVE_INFINITY;

	constructor(parts: { api: PodcastApi; clock: Clock; logger: Logger }, onChange: () => void) {
		this.#api = parts.api;
		this.#clock = parts.clock;
		this.#logger = parts.logger;
		this.#onChange = onChange;
	}

	/** The number, or undefined where it is not known of this podcast. */
	of(podcastId: string | undefined): number | undefined {
		return this.#known?.podcastId === podcastId ? this.#known?.count : undefined;
	}

	/** The most that it was told of, over all podcasts of a show; undefined where it never was. */
	get peak(): number | undefined {
		return this.#peak;
	}

	/** Asks where that is due; a server that does not tell is asked once a podcast. */
	async askNowAndThen(podcastId: string | undefined): Promise<void> {
		if (!this.#isSilent(podcastId) && this.#clock.nowMs() >= this.#askedAtMs + ASK_INTERVAL_MS) {
			await this.#ask(podcastId);
		}
	}

	/** Asks now, unless that has just been done. */
	async ask(podcastId: string | undefined): Promise<void> {
		if (this.#clock.nowMs() >= this.#askedAtMs + ASK_SOONEST_MS) {
			await this.#ask(podcastId);
		}
	}

	/** Asks at once, but no server that does not tell. */
	async askNow(podcastId: string | undefined): Promise<void> {
		if (!this.#isSilent(podcastId)) {
			await this.#ask(podcastId);
		}
	}

	#isSilent(podcastId: string | undefined): boolean {
		return this.#known?.podcastId === podcastId && this.#known?.count === undefined;
	}

	async #ask(podcastId: string | undefined): Promise<void> {
		if (podcastId === undefined) {
			return;
		}
		this.#askedAtMs = this.#clock.nowMs();
		try {
			const count = await this.#api.countReceivers(podcastId);
			const isNew = this.#known?.podcastId !== podcastId || this.#known.count !== count;
			this.#known = { podcastId, count };
			this.#peak = count === undefined ? this.#peak : Math.max(count, this.#peak ?? 0);
			if (isNew) {
				this.#onChange();
			}
		} catch (error) {
			this.#logger.debug({ err: error }, 'The podcast server does not tell its receivers');
		}
	}
}
