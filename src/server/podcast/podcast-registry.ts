// The podcasts that exist, by id.
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { RunningTotals } from '../../counts/running-totals.js';
import type { Mp3Encoding } from '../../media/mp3-encoding.js';
import type { CloseCode } from '../../protocol/close-codes.js';
import type { SocketWriter } from '../../socket-write.js';
import type { PodcastServerLimits } from '../limits/limits.js';
import type { HlsSettings } from '../streams/hls/hls-settings.js';
import type { PacketsPerWrite } from '../websocket/write-joining.js';
import { EndedHls } from './ended-hls.js';
import { EndedPodcasts } from './ended-podcasts.js';
import { LivePodcast } from './live-podcast.js';
import type { LeftPodcasts, PodcastMemory } from './podcast-memory.js';
import type { KeptPodcast } from './podcast-state.js';
import { addTotals, NO_TOTALS, type PodcastTotals } from './podcast-totals.js';

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
	writer: SocketWriter;
	mp3Encoding: Mp3Encoding;
	hls: HlsSettings;
	logger: Logger;
	/** What outlives the process; undefined where nothing does. */
	memory: PodcastMemory | undefined;
	/** Called with each podcast when it is there, before anybody has it. */
	onAdded?: ((podcast: LivePodcast) => void) | undefined;
}

/** Creates podcasts and forgets them when they have ended. */
export class PodcastRegistry {
	/** What was on air, for a time. */
	readonly ended: EndedPodcasts;
	/** What players may still fetch of it. */
	readonly endedHls: EndedHls;
	readonly #options: PodcastRegistryOptions;
	readonly #podcasts = new Map<string, LivePodcast>();
	readonly #totals = new RunningTotals<PodcastTotals, LivePodcast>({
		nothing: NO_TOTALS,
		add: addTotals,
	});

	constructor(options: PodcastRegistryOptions) {
		this.#options = options;
		this.ended = new EndedPodcasts(options.clock);
		this.endedHls = new EndedHls(options.clock);
	}

	/** Totals of all podcasts since the start, ended ones included. */
	get totals(): PodcastTotals {
		return this.#totals.counts;
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

	/**
	 * Creates a podcast that waits for its sender; `saved` tells when a restart would not end it.
	 *
	 * @param id - one of {@link unusedId}
	 */
	create(clientId: string, id = this.unusedId()): PodcastCreation {
		const limit = this.#limitFor(clientId);
		if (limit !== undefined) {
			return { type: 'refused', limit };
		}
		return { type: 'created', podcast: this.#add({ id, clientId }) };
	}

	/** An id that no podcast has here. Random, so that nobody who may not list podcasts can guess one. */
	unusedId(): string {
		for (;;) {
			const id = randomBytes(PODCAST_ID_LENGTH).toString('base64url').slice(0, PODCAST_ID_LENGTH);
			if (!this.#podcasts.has(id)) {
				return id;
			}
		}
	}

	/** Takes up again what a restart has left, as far as limits allow it and a client may return. */
	restore({ podcasts, waitMs }: LeftPodcasts, isClient: (clientId: string) => boolean): void {
		for (const podcast of podcasts) {
			const { id, clientId } = podcast;
			const isNew = !this.#podcasts.has(id);
			if (isNew && isClient(clientId) && this.#limitFor(clientId) === undefined) {
				this.#add({ id, clientId, left: { podcast, waitMs } });
			}
		}
	}

	/** Resolves when a restart would change nothing of what podcasts are now. */
	async saved(): Promise<void> {
		await this.#options.memory?.saved();
	}

	/** Ends every podcast with the same reason. */
	endAll(reason: CloseCode): void {
		for (const podcast of this.list()) {
			podcast.end(reason);
		}
	}

	/** Ends every podcast for this process alone. */
	pauseAll(): void {
		for (const podcast of this.list()) {
			podcast.pause();
		}
	}

	#limitFor(clientId: string): 'podcasts' | 'podcastsPerClient' | undefined {
		const { limits } = this.#options;
		if (this.#podcasts.size >= limits.podcasts) {
			return 'podcasts';
		}
		const ofClient = this.list().filter((podcast) => podcast.clientId === clientId);
		return ofClient.length >= limits.podcastsPerClient ? 'podcastsPerClient' : undefined;
	}

	#add(made: {
		id: string;
		clientId: string;
		left?: { podcast: KeptPodcast; waitMs: number };
	}): LivePodcast {
		const { memory } = this.#options;
		const podcast = new LivePodcast({
			...this.#options,
			...made,
			onEnded: (ended) => this.#forget(ended),
		});
		this.#podcasts.set(podcast.id, podcast);
		this.#totals.add(podcast);
		memory?.note(podcast.kept);
		this.#options.onAdded?.(podcast);
		podcast.changes.watch(() => {
			if (podcast.status !== 'ended') {
				memory?.note(podcast.kept);
			}
		});
		return podcast;
	}

	#forget(ended: LivePodcast): void {
		this.#podcasts.delete(ended.id);
		this.#totals.end(ended);
		if (!ended.isPaused) {
			this.ended.remember(ended);
			this.endedHls.keep(ended.id, ended.clientId, ended.audience.hls);
			this.#options.memory?.forget(ended.id);
		}
	}
}
