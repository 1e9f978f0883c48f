// Podcasts that have ended, for a time: whoever could hear one is told that it is over.
import type { Clock } from '../../clock.js';
import type { PodcastDetails } from '../../protocol/podcast-details.js';
import { Listing } from '../access/listing.js';
import type { HeardPodcast } from './heard-podcast.js';
import type { LivePodcast } from './live-podcast.js';

/** A link goes on being opened for about as long as people read what is new. */
const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1000;

/** Of those that ended last; each is some hundred bytes. */
const MAX_REMEMBERED = 1000;

/** What is told of a podcast that has ended. */
export interface EndedPodcast {
	id: string;
	details: Readonly<PodcastDetails>;
	/** From its first sender to its end. */
	durationMs: number;
}

/** Whether somebody without credentials could hear it last, by the SHA-256 of what they have. */
type WasOpenTo = (ofListenKey: Uint8Array | undefined) => boolean;

interface Remembered extends EndedPodcast {
	wasOpenTo: WasOpenTo;
	endedEpochMs: number;
}

/** The podcasts of a server that have been on air and are over. */
export class EndedPodcasts {
	readonly #clock: Clock;
	/** By id, the one that ended first is first. */
	readonly #podcasts = new Map<string, Remembered>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Whether it is known that a podcast with this id is over. */
	has(id: string): boolean {
		return this.#podcasts.has(id);
	}

	/** Remembers a podcast that has just ended; one that was never on air is nobody's loss. */
	remember(podcast: LivePodcast): void {
		const { details, listenKey } = podcast.listing;
		// A copy, which holds nothing of the podcast itself.
		const listing = new Listing(() => {}, { details, listenKey });
		this.rememberElsewhere(podcast, (digest) => listing.isOpenToDigest(digest));
	}

	/** The same of a podcast of another server, which has said that it is over. */
	rememberElsewhere(
		{ activeSinceMs, id, listing }: Pick<HeardPodcast, 'activeSinceMs' | 'id' | 'listing'>,
		wasOpenTo: WasOpenTo,
	): void {
		if (activeSinceMs === null) {
			return;
		}
		const endedEpochMs = this.#clock.epochMs();
		const details = { ...listing.details, speakers: [] };
		this.#podcasts.delete(id);
		this.#podcasts.set(id, {
			id,
			details,
			durationMs: Math.max(0, endedEpochMs - activeSinceMs),
			wasOpenTo,
			endedEpochMs,
		});
		const [oldest] = this.#podcasts.keys();
		if (this.#podcasts.size > MAX_REMEMBERED && oldest !== undefined) {
			this.#podcasts.delete(oldest);
		}
	}

	/**
	 * The podcast with this id, for whoever could hear it until its end.
	 *
	 * @param right - a client with credentials could hear every one, others with their listen key, of
	 * which this is the SHA-256
	 */
	find(
		id: string,
		right: { isClient: boolean; ofListenKey: Uint8Array | undefined },
	): EndedPodcast | undefined {
		const found = this.#podcasts.get(id);
		if (!found) {
			return undefined;
		}
		if (this.#clock.epochMs() - found.endedEpochMs > REMEMBERED_MS) {
			this.#podcasts.delete(id);
			return undefined;
		}
		return right.isClient || found.wasOpenTo(right.ofListenKey) ? found : undefined;
	}
}
