// The podcasts that exist, by id.
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { CloseCode } from '../protocol/close-codes.js';
import type { PodcastServerLimits } from './limits.js';
import { LivePodcast } from './live-podcast.js';
import { addTotals, NO_TOTALS, type PodcastTotals } from './podcast-totals.js';
import type { Mp3Encoding } from './streams/mp3-encoding.js';
import type { PacketsPerWrite } from './write-joining.js';

/** Length of a podcast id (protocol.md, section 1). */
const PODCAST_ID_LENGTH = 5;

/** A podcast, or the limit that stood against it. */
export type PodcastCreation =
	| { type: 'created'; podcast: LivePodcast }
	| { type: 'refused'; limit: 'podcasts' | 'podcastsPerClient' };

/** What a registry gives to each of its podcasts. */
export interface PodcastRegistryOptions {
	clock: Clock;
	limits: PodcastServerLimits;
	packetsPerWrite: PacketsPerWrite;
	mp3Encoding: Mp3Encoding;
	logger: Logger;
}

/** Creates podcasts and forgets them when they have ended. */
export class PodcastRegistry {
	readonly #options: PodcastRegistryOptions;
	readonly #podcasts = new Map<string, LivePodcast>();
	#ended = NO_TOTALS;

	constructor(options: PodcastRegistryOptions) {
		this.#options = options;
	}

	/** Totals of all podcasts since the start, ended ones included. */
	get totals(): PodcastTotals {
		return this.list().reduce((sum, podcast) => addTotals(sum, podcast.stats()), this.#ended);
	}

	/** All podcasts, in the order of their creation. */
	list(): LivePodcast[] {
		return [...this.#podcasts.values()];
	}

	/** The podcast with this id, if it exists. */
	get(id: string): LivePodcast | undefined {
		return this.#podcasts.get(id);
	}

	/** The client's podcast that waits for its sender, if exactly one does. */
	soleWaitingFor(clientId: string): LivePodcast | undefined {
		const waiting = this.list().filter(
			(podcast) => podcast.clientId === clientId && podcast.isWaiting,
		);
		return waiting.length === 1 ? waiting[0] : undefined;
	}

	/** Creates a podcast that waits for its sender. */
	create(clientId: string): PodcastCreation {
		const { limits } = this.#options;
		if (this.#podcasts.size >= limits.podcasts) {
			return { type: 'refused', limit: 'podcasts' };
		}
		const ofClient = this.list().filter((podcast) => podcast.clientId === clientId);
		if (ofClient.length >= limits.podcastsPerClient) {
			return { type: 'refused', limit: 'podcastsPerClient' };
		}
		const podcast = new LivePodcast({
			...this.#options,
			id: this.#unusedId(),
			clientId,
			onEnded: (ended) => this.#forget(ended),
		});
		this.#podcasts.set(podcast.id, podcast);
		return { type: 'created', podcast };
	}

	/** Ends every podcast with the same reason. */
	endAll(reason: CloseCode): void {
		for (const podcast of this.list()) {
			podcast.end(reason);
		}
	}

	#forget(ended: LivePodcast): void {
		this.#podcasts.delete(ended.id);
		this.#ended = addTotals(this.#ended, ended.stats());
	}

	/** Random, so that nobody who may not list podcasts can guess one. */
	#unusedId(): string {
		for (;;) {
			const id = randomBytes(PODCAST_ID_LENGTH).toString('base64url').slice(0, PODCAST_ID_LENGTH);
			if (!this.#podcasts.has(id)) {
				return id;
			}
		}
	}
}
