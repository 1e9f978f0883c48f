// Keeps the server's details of a podcast up to date: who speaks, what it is called, who may hear it.
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.js';
import { PodcastApiError, PodcastError } from '../errors.js';
import { MAX_SPEAKERS, type PodcastDetails, tidyText } from '../protocol/podcast-details.js';
import { backoffMs } from './backoff.js';
import type { PodcastApi } from './podcast-api.js';

/** Changes that come faster than that are told together. */
const MIN_INTERVAL_MS = 250;

/** Everything that an announcer needs. */
export interface PodcastAnnouncerOptions {
	api: PodcastApi;
	clock: Clock;
	logger: Logger;
	/** Source of numbers in 0..1 for the jitter of pauses. */
	random: () => number;
	/** The details to begin with. */
	details: PodcastDetails;
	/** Called when `link` has changed. */
	onLinkChange: () => void;
}

/** The podcast that is told of, and what its server knows by now. */
interface Announced {
	readonly podcastId: string;
	told: Partial<PodcastDetails>;
	link: URL | undefined;
	/** Gives up calls about a podcast that is no longer on air. */
	readonly ending: AbortController;
}

/**
 * Tells the podcast's server what has changed, where the server takes it.
 *
 * One call is under way at a time, and what changes meanwhile is told by the next one. A call that
 * fails is repeated with pauses, and with the next change; it never harms the podcast.
 */
export class PodcastAnnouncer {
	readonly #options: PodcastAnnouncerOptions;
	#details: PodcastDetails;
	#announced: Announced | undefined;
	/** The call that is under way, and whatever was to follow it; never rejects. */
	#calls: Promise<unknown> = Promise.resolve();
	#isCalling = false;
	/** The server will never accept these details, so it is told nothing until they change. */
	#isRefused = false;
	#isClosed = false;
	#nextCallMs = Number.NEGATIVE_INFINITY;
	#timer: Timer | undefined;
	#failures = 0;

	constructor(options: PodcastAnnouncerOptions) {
		this.#options = options;
		this.#details = tidy(options.details);
	}

	/** The details now. */
	get details(): Readonly<PodcastDetails> {
		return this.#details;
	}

	/** Whether the podcast's server takes details, and has links. */
	get isSupported(): boolean {
		return this.#options.api.isExtended;
	}

	/** Link for listeners, once the server has told it; undefined also where there is none. */
	get link(): URL | undefined {
		return this.#announced?.link;
	}

	/**
	 * Says which podcast is on air; one that was opened anew is told everything again.
	 *
	 * @returns resolves when its server knows, or does not want to; never rejects
	 */
	async setPodcast(podcastId: string | undefined): Promise<void> {
		if (podcastId === this.#announced?.podcastId || this.#isClosed) {
			return;
		}
		const hadLink = this.link !== undefined;
		this.#announced?.ending.abort();
		this.#announced =
			podcastId === undefined
				? undefined
				: { podcastId, told: {}, link: undefined, ending: new AbortController() };
		this.#failures = 0;
		this.#isRefused = false;
		this.#nextCallMs = Number.NEGATIVE_INFINITY;
		if (hadLink) {
			this.#options.onLinkChange();
		}
		await this.#tellNow();
	}

	/** Replaces what is given, and tells it within 250 ms where no call is under way. */
	update(changes: Partial<PodcastDetails>): void {
		const details = tidy({ ...this.#details, ...changes });
		if (Object.keys(changesBetween(this.#details, details)).length > 0) {
			this.#details = details;
			this.#isRefused = false;
			this.#tellSoon();
		}
	}

	/** Names of who speaks now, in the order in which they began. */
	setSpeakers(names: readonly string[]): void {
		this.update({ speakers: names });
	}

	/**
	 * Makes a new link; the old one opens nothing any more, and who came by it is cut.
	 *
	 * @returns the new link, or undefined where the podcast has none
	 * @throws what `PodcastApi.renewListenKey` throws
	 */
	async renewLink(): Promise<URL | undefined> {
		const announced = this.#announced;
		if (announced === undefined || !this.isSupported) {
			return undefined;
		}
		try {
			await this.#call(async () => {
				const { podcastId, ending } = announced;
				const link = await this.#options.api.renewListenKey(podcastId, ending.signal);
				this.#setLink(announced, link);
			});
		} finally {
			// What has changed meanwhile.
			this.#tellSoon();
		}
		return announced.link;
	}

	/** Tells nothing any more; harmless when repeated. */
	close(): void {
		this.#isClosed = true;
		this.#timer?.cancel();
		this.#announced?.ending.abort();
	}

	#tellSoon(): void {
		if (this.#isCalling || this.#isClosed || this.#isRefused || !this.#hasNews()) {
			return;
		}
		const { clock } = this.#options;
		this.#timer?.cancel();
		this.#timer = clock.at(Math.max(clock.nowMs(), this.#nextCallMs), () => void this.#tellNow());
	}

	#hasNews(): boolean {
		return (
			this.isSupported &&
			this.#announced !== undefined &&
			Object.keys(changesBetween(this.#announced.told, this.#details)).length > 0
		);
	}

	async #tellNow(): Promise<void> {
		this.#timer?.cancel();
		const announced = this.#announced;
		try {
			await this.#call(() => this.#tell());
		} catch (error) {
			if (announced === this.#announced) {
				this.#onFailure(error);
			}
		}
		this.#tellSoon();
	}

	async #tell(): Promise<void> {
		const announced = this.#announced;
		if (announced === undefined || !this.#hasNews()) {
			return;
		}
		const { api, clock } = this.#options;
		this.#nextCallMs = clock.nowMs() + MIN_INTERVAL_MS;
		const changes = changesBetween(announced.told, this.#details);
		const { podcastId, ending } = announced;
		const link = await api.changePodcast(podcastId, changes, ending.signal);
		announced.told = { ...announced.told, ...changes };
		this.#failures = 0;
		this.#setLink(announced, link);
	}

	/** Calls come one after the other, so that no older answer overtakes a newer one. */
	#call(call: () => Promise<void>): Promise<void> {
		const result = this.#calls.then(async () => {
			this.#isCalling = true;
			try {
				await call();
			} finally {
				this.#isCalling = false;
			}
		});
		this.#calls = result.catch(() => {});
		return result;
	}

	#onFailure(error: unknown): void {
		if (this.#isClosed) {
			return;
		}
		const { api, clock, logger, random } = this.#options;
		this.#failures++;
		this.#isRefused = !(error instanceof PodcastError && error.retryable);
		const retryAfterMs = error instanceof PodcastApiError ? (error.retryAfterMs ?? 0) : 0;
		this.#nextCallMs = clock.nowMs() + Math.max(backoffMs(this.#failures, random), retryAfterMs);
		logger[this.#failures === 1 ? 'warn' : 'debug'](
			{ podcast: this.#announced?.podcastId, err: error, advice: api.advise(error) },
			'The podcast server was not told what has changed',
		);
	}

	#setLink(announced: Announced, link: URL | undefined): void {
		if (announced.link?.href !== link?.href) {
			announced.link = link;
			if (announced === this.#announced) {
				this.#options.onLinkChange();
			}
		}
	}
}

/** Cuts and replaces what the server would refuse, so that one name cannot stop the rest. */
function tidy(details: PodcastDetails): PodcastDetails {
	return {
		visibility: details.visibility,
		title: tidyText(details.title),
		serverName: tidyText(details.serverName),
		hostName: tidyText(details.hostName),
		speakers: details.speakers.slice(0, MAX_SPEAKERS).map(tidyText),
	};
}

function changesBetween(
	told: Partial<PodcastDetails>,
	details: PodcastDetails,
): Partial<PodcastDetails> {
	return Object.fromEntries(
		Object.entries(details).filter(
			([name, value]) => !isEqual(told[name as keyof PodcastDetails], value),
		),
	);
}

function isEqual(
	first: string | readonly string[] | undefined,
	second: string | readonly string[],
): boolean {
	return typeof first === 'object' && typeof second === 'object'
		? first.length === second.length && first.every((name, index) => name === second[index])
		: first === second;
}
