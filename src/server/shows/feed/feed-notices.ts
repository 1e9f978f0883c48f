// Tells a hub or a directory that a public feed has changed; nothing waits for it.
import type { Logger } from 'pino';
import { type Clock, sleepUntil, type Timer, withTimeout } from '../../../clock.js';
import { describeError } from '../../../error-text.js';
import { TimeoutError } from '../../../errors.js';
import { isOnlyHere } from '../../../host-name.js';
import type { ServedShows } from '../served-shows.js';
import { feedAddresses } from './feed-addresses.js';
import type { Feeds } from './feeds.js';
import type { NoticeReason, NoticeTarget } from './notice-targets.js';

/** What happens in one go, such as the end of a show and its episode, is told once. */
const GATHER_MS = 500;

/** How long one try may take. */
const TRY_TIMEOUT_MS = 10_000;

/** Pauses between tries, of which there is one more. */
const PAUSES_MS = [2000, 10_000] as const;

/** What notices are made of. */
export interface FeedNoticesOptions {
	target: NoticeTarget;
	shows: ServedShows;
	feeds: Pick<Feeds, 'of'>;
	publicUrl: () => URL;
	clock: Clock;
	logger: Logger;
}

/** A public feed as it was told of last. */
interface ToldFeed {
	digest: string;
	/** Of what was on air. */
	liveGuid: string | undefined;
}

/** Notices to one target, until they are closed. Feeds as they are at first are no news. */
export class FeedNotices {
	readonly #options: FeedNoticesOptions;
	/** By server; of shows that are not public there is none. */
	readonly #told = new Map<string, ToldFeed>();
	readonly #gathering = new Map<string, Timer>();
	/** Of those that are being told: whether they have changed again meanwhile. */
	readonly #telling = new Map<string, { hasChanged: boolean; done: Promise<void> }>();
	readonly #closing = new AbortController();
	readonly #unwatch: () => void;

	constructor(options: FeedNoticesOptions) {
		this.#options = options;
		for (const { profile } of options.shows.list()) {
			this.#note(profile.guildId, this.#look(profile.guildId));
		}
		this.#unwatch = options.shows.watch((guildId) => this.#changed(guildId));
	}

	/** Gives up what is under way. */
	async close(): Promise<void> {
		this.#unwatch();
		for (const timer of this.#gathering.values()) {
			timer.cancel();
		}
		this.#gathering.clear();
		this.#closing.abort();
		await Promise.all([...this.#telling.values()].map(({ done }) => done));
	}

	#changed(guildId: string): void {
		const telling = this.#telling.get(guildId);
		if (telling) {
			telling.hasChanged = true;
			return;
		}
		if (this.#closing.signal.aborted || this.#gathering.has(guildId)) {
			return;
		}
		const { clock, logger } = this.#options;
		const timer = clock.at(clock.nowMs() + GATHER_MS, () => {
			this.#gathering.delete(guildId);
			try {
				this.#tellOf(guildId);
			} catch (error) {
				logger.error({ guildId, err: error }, 'A feed cannot be told of');
			}
		});
		this.#gathering.set(guildId, timer);
	}

	/** Tells what is new, if anything is. */
	#tellOf(guildId: string): void {
		const before = this.#told.get(guildId);
		const now = this.#look(guildId);
		this.#note(guildId, now);
		const show = this.#options.shows.of(guildId);
		if (!now || !show || now.digest === before?.digest) {
			return;
		}
		const isNewlyLive = now.liveGuid !== undefined && now.liveGuid !== before?.liveGuid;
		const publicUrl = this.#options.publicUrl();
		const { feed: feedUrl } = feedAddresses(show, { audience: 'everybody', publicUrl });
		const telling = {
			hasChanged: false,
			done: this.#try(feedUrl, isNewlyLive ? 'live' : 'update').then(() => {
				this.#telling.delete(guildId);
				if (telling.hasChanged) {
					this.#changed(guildId);
				}
			}),
		};
		this.#telling.set(guildId, telling);
	}

	#look(guildId: string): ToldFeed | undefined {
		const { feeds, shows } = this.#options;
		const show = shows.of(guildId);
		const feed = show?.visibility === 'public' ? feeds.of(guildId, 'everybody') : undefined;
		return feed && { digest: feed.digest, liveGuid: feed.isLive ? show?.live?.guid : undefined };
	}

	#note(guildId: string, told: ToldFeed | undefined): void {
		if (told) {
			this.#told.set(guildId, told);
		} else {
			this.#told.delete(guildId);
		}
	}

	/** Never rejects; whoever is not reached after the last try is told the next time. */
	async #try(feedUrl: string, reason: NoticeReason): Promise<void> {
		const { clock, logger, target } = this.#options;
		const { signal } = this.#closing;
		for (let tries = 1; !signal.aborted; tries++) {
			const outcome = await this.#tryOnce(feedUrl, reason);
			if (outcome.isTold || signal.aborted) {
				return;
			}
			const pauseMs = outcome.mayHelpAgain ? PAUSES_MS[tries - 1] : undefined;
			if (pauseMs === undefined) {
				const { host } = target.url;
				logger.warn(
					{ target: host, feed: feedUrl, tries, problem: outcome.problem },
					`${target.name} was not told that a feed has changed`,
				);
				return;
			}
			try {
				await sleepUntil(clock, clock.nowMs() + pauseMs, signal);
			} catch {
				// It was closed meanwhile.
				return;
			}
		}
	}

	async #tryOnce(
		feedUrl: string,
		reason: NoticeReason,
	): Promise<{ isTold: true } | { isTold: false; problem: string; mayHelpAgain: boolean }> {
		const { clock, target } = this.#options;
		if (isOnlyHere(new URL(feedUrl)) && !isOnlyHere(target.url)) {
			const problem = 'Nobody else can open its address: set PUBLIC_URL';
			return { isTold: false, problem, mayHelpAgain: false };
		}
		const limit = {
			clock,
			timeoutMs: TRY_TIMEOUT_MS,
			signal: this.#closing.signal,
			late: () => new TimeoutError(`No answer within ${TRY_TIMEOUT_MS} ms`, TRY_TIMEOUT_MS),
		};
		try {
			const { ok, status } = await withTimeout(limit, async (signal) => {
				const response = await target.tell({ feedUrl, reason }, signal);
				await response.body?.cancel();
				return response;
			});
			const mayHelpAgain = status >= 500 || status === 429 || status === 408;
			return ok ? { isTold: true } : { isTold: false, problem: `HTTP ${status}`, mayHelpAgain };
		} catch (error) {
			return { isTold: false, problem: describeError(error), mayHelpAgain: true };
		}
	}
}
