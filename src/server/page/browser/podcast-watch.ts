// Keeps what the page shows of its podcast up to date.
import type { Addresses } from './addresses.js';
import { backoffMs, pause } from './backoff.js';
import { lookUp, type Podcast } from './podcast-lookup.js';

/** What a watch calls back. */
export interface PodcastWatchListener {
	onPodcast(podcast: Podcast): void;
	/** Called once: the podcast has ended, or is not open to us any more. */
	onOver(reason: 'ended' | 'not open'): void;
}

/** Watches from its construction until the podcast is over. */
export class PodcastWatch {
	readonly #addresses: Addresses;
	readonly #listener: PodcastWatchListener;
	readonly #over = new AbortController();
	#source: EventSource | undefined;
	#attempts = 0;

	constructor(addresses: Addresses, listener: PodcastWatchListener) {
		this.#addresses = addresses;
		this.#listener = listener;
		this.#open();
	}

	/** Ends the watch; harmless when repeated. */
	close(): void {
		this.#over.abort();
		this.#source?.close();
	}

	#open(): void {
		const source = new EventSource(this.#addresses.events);
		this.#source = source;
		source.addEventListener('podcast', ({ data }: MessageEvent<string>) => {
			this.#attempts = 0;
			this.#listener.onPodcast(JSON.parse(data));
		});
		source.addEventListener('end', () => this.#end('ended'));
		source.addEventListener('error', () => {
			source.close();
			void this.#lookAgain();
		});
	}

	/** An event source does not say why it failed, and gives up for good on some answers. */
	async #lookAgain(): Promise<void> {
		if (!(await pause(backoffMs(this.#attempts++), this.#over.signal))) {
			return;
		}
		if ((await lookUp(this.#addresses.podcast)).kind === 'none') {
			this.#end('not open');
		} else if (!this.#over.signal.aborted) {
			this.#open();
		}
	}

	#end(reason: 'ended' | 'not open'): void {
		if (!this.#over.signal.aborted) {
			this.close();
			this.#listener.onOver(reason);
		}
	}
}
