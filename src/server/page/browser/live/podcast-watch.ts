// Keeps what the page shows of its podcast up to date.
import { Absence } from '../absence.js';
import { backoffMs, pause } from '../backoff.js';
import type { ServerClock } from '../server-clock.js';
import type { WatchState } from '../sound/playback.js';
import type { Addresses } from './addresses.js';
import { lookUp, type Podcast, type PodcastNews } from './podcast-lookup.js';

/** What a watch calls back. */
export interface PodcastWatchListener {
	onPodcast(podcast: Podcast): void;
	onState(state: WatchState): void;
	/** What a stream has brought and was not played must not be heard. */
	onSilence(): void;
	/** Called once: the podcast has ended, or is not open to us any more. */
	onOver(reason: 'ended' | 'not open'): void;
}

/** The server says every 15 s that it is still there; without a word for longer it is not. */
const DEAD_AFTER_MS = 40_000;

/** Watches from its construction until the podcast is over. */
export class PodcastWatch {
	readonly #addresses: Addresses;
	readonly #clock: ServerClock;
	readonly #listener: PodcastWatchListener;
	readonly #over = new AbortController();
	readonly #absence = new Absence();
	#source: EventSource | undefined;
	#silence: ReturnType<typeof setTimeout> | undefined;
	#attempts = 0;

	constructor(addresses: Addresses, clock: ServerClock, listener: PodcastWatchListener) {
		this.#addresses = addresses;
		this.#clock = clock;
		this.#listener = listener;
		this.#open();
	}

	/** Ends the watch; harmless when repeated. */
	close(): void {
		this.#over.abort();
		this.#leave();
	}

	/** Looks anew where the connection may be gone without a word: the network was away. */
	distrust(): void {
		if (this.#source) {
			this.#leave();
			void this.#lookAgain();
		}
	}

	#open(): void {
		const source = new EventSource(this.#addresses.events);
		this.#source = source;
		let isFirst = true;
		const onNews = ({ data }: MessageEvent<string>): PodcastNews => {
			const news = JSON.parse(data) as PodcastNews;
			if (isFirst) {
				isFirst = false;
				this.#attempts = 0;
				this.#absence.end();
				if (news.now !== undefined) {
					this.#clock.restart();
				}
			}
			this.#clock.tell(news.now);
			this.#armSilence();
			return news;
		};
		source.addEventListener('podcast', (event) => {
			const news = onNews(event);
			this.#listener.onState('connected');
			this.#listener.onPodcast(news);
		});
		source.addEventListener('now', onNews);
		source.addEventListener('silence', () => this.#listener.onSilence());
		source.addEventListener('end', () => this.#end('ended'));
		source.addEventListener('error', () => this.distrust());
		this.#armSilence();
	}

	#armSilence(): void {
		clearTimeout(this.#silence);
		this.#silence = setTimeout(() => this.distrust(), DEAD_AFTER_MS);
	}

	#leave(): void {
		clearTimeout(this.#silence);
		this.#source?.close();
		this.#source = undefined;
	}

	/** An event source does not say why it failed, and gives up for good on some answers. */
	async #lookAgain(): Promise<void> {
		const { signal } = this.#over;
		this.#listener.onState('disconnected');
		while (await pause(backoffMs(this.#attempts++), signal)) {
			const found = await lookUp(this.#addresses.podcast);
			if (signal.aborted) {
				return;
			}
			if (found.kind === 'podcast') {
				this.#listener.onState('connected');
				this.#listener.onPodcast(found.podcast);
				this.#open();
				return;
			}
			if (found.kind === 'none') {
				if (this.#absence.isFinal(performance.now())) {
					this.#end('not open');
					return;
				}
				this.#listener.onState('absent');
			} else {
				this.#absence.end();
				this.#listener.onState('disconnected');
			}
		}
	}

	#end(reason: 'ended' | 'not open'): void {
		if (!this.#over.signal.aborted) {
			this.close();
			this.#listener.onOver(reason);
		}
	}
}
