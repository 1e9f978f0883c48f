// A show's sound from its beginning on, in pieces that are added while it is on air.
import { backoffMs, pause } from '../backoff.js';
import { loadHlsPlayer } from '../hls-library.js';
import type { HlsPlayer } from '../hls-player.js';
import { isNative } from './hls-source.js';

/** What somebody who listens is told. */
export interface BeginningListener {
	/** What was to be heard is made anew, or the server does not answer: it goes on by itself. */
	onWaiting(): void;
	/** It plays, or may be played. */
	onReady(): void;
	/** There is nothing to hear of it any more. */
	onGone(): void;
}

/** What may be missing between the end of a list and where somebody was. */
const MARGIN_S = 1;

/** Plays from its construction until it is closed. */
export class BeginningSource {
	readonly #url: URL;
	readonly #audio: HTMLAudioElement;
	readonly #listener: BeginningListener;
	readonly #closing = new AbortController();
	#player: HlsPlayer | undefined;
	/** Each load is another one; what an earlier one still tells does not count. */
	#load = 0;

	constructor(url: URL, audio: HTMLAudioElement, listener: BeginningListener) {
		this.#url = url;
		this.#audio = audio;
		this.#listener = listener;
		const { signal } = this.#closing;
		audio.addEventListener('error', () => this.renew(), { signal });
		void this.#begin(0);
	}

	/** Forgets all that the element holds, and goes on at the same place when there is sound for it. */
	renew(): void {
		void this.#begin(this.#audio.currentTime);
	}

	/** Lets go of the element; harmless when repeated. */
	close(): void {
		this.#closing.abort();
		this.#leave();
	}

	#leave(): void {
		this.#load++;
		this.#player?.close();
		this.#player = undefined;
		this.#audio.removeAttribute('src');
		this.#audio.load();
	}

	async #begin(startS: number): Promise<void> {
		const { signal } = this.#closing;
		const isWanted = startS === 0 || !this.#audio.paused;
		this.#leave();
		const load = this.#load;
		const isLeft = () => signal.aborted || this.#load !== load;
		this.#listener.onWaiting();
		for (let attempts = 0; !isLeft(); attempts++) {
			const reach = await this.#reach();
			if (isLeft()) {
				return;
			}
			if (reach === 'gone') {
				this.#listener.onGone();
				return;
			}
			if (reach !== 'away' && reach >= startS - MARGIN_S) {
				await this.#play(startS, { isLeft, isWanted });
				return;
			}
			await pause(backoffMs(attempts), signal);
		}
	}

	/** How far the list goes, in seconds. */
	async #reach(): Promise<number | 'away' | 'gone'> {
		try {
			const response = await fetch(this.#url, { signal: this.#closing.signal, cache: 'no-store' });
			if (response.status >= 400 && response.status < 429) {
				return 'gone';
			}
			if (!response.ok) {
				return 'away';
			}
			const text = await response.text();
			const reach = [...text.matchAll(/^#EXTINF:([\d.]+)/gm)].reduce(
				(sum, [, seconds]) => sum + Number(seconds),
				0,
			);
			return text.includes('#EXT-X-ENDLIST') ? Number.POSITIVE_INFINITY : reach;
		} catch {
			return 'away';
		}
	}

	async #play(
		startS: number,
		{ isLeft, isWanted }: { isLeft: () => boolean; isWanted: boolean },
	): Promise<void> {
		const onReady = () => {
			if (!isLeft()) {
				this.#listener.onReady();
				if (isWanted) {
					// Where the browser wants a press, its own button is there for it.
					this.#audio.play().catch(() => {});
				}
			}
		};
		if (isNative(this.#audio)) {
			this.#audio.src = this.#url.href;
			this.#audio.addEventListener(
				'loadedmetadata',
				() => {
					this.#audio.currentTime = startS;
				},
				{ once: true, signal: this.#closing.signal },
			);
			onReady();
			return;
		}
		try {
			const { HlsPlayer } = await loadHlsPlayer();
			if (!isLeft()) {
				const renew = () => isLeft() || this.renew();
				this.#player = new HlsPlayer(
					this.#audio,
					this.#url,
					{ onReady, onFailed: renew, onTakenBack: renew },
					{ startS },
				);
			}
		} catch {
			// The server is away, and its script with it.
			this.renew();
		}
	}
}
