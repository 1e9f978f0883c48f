// The show from its beginning on, beside the player of what is live: one of both is heard at a time.
import { element, setText } from '../elements.js';
import { BeginningSource } from '../sound/beginning-source.js';
import { HlsSource } from '../sound/hls-source.js';
import { words } from '../words/load.js';

/** What somebody who has the live player is told. */
export interface BeginningOptions {
	/** Of the list of all that has been said. */
	url: URL;
	/** It is about to be heard: nothing else may be. */
	onBegun: () => void;
	/** Whoever listens wants to hear what is live. */
	onLive: () => void;
	signal: AbortSignal;
}

/** The button, and what it leads to. */
export class Beginning {
	readonly #options: BeginningOptions;
	readonly #button: HTMLButtonElement;
	readonly #part = element('beginning', HTMLElement);
	readonly #audio = element('beginning-sound', HTMLAudioElement);
	readonly #status = element('beginning-status', Element);
	#source: BeginningSource | undefined;

	/** @returns undefined where the page has none, or the browser cannot */
	static connect(options: BeginningOptions): Beginning | undefined {
		const button = document.getElementById('from-start');
		return button instanceof HTMLButtonElement && HlsSource.isSupported
			? new Beginning(options, button)
			: undefined;
	}

	private constructor(options: BeginningOptions, button: HTMLButtonElement) {
		const { onLive, signal } = options;
		this.#options = options;
		this.#button = button;
		button.hidden = false;
		button.addEventListener('click', () => this.#begin(), { signal });
		this.#audio.addEventListener('ended', () => this.#end(words.beginningOver), { signal });
		element('to-live', HTMLElement).addEventListener(
			'click',
			() => {
				this.close();
				onLive();
				element('play', HTMLElement).focus();
			},
			{ signal },
		);
	}

	/** Whether it is what is heard, or would be if it were not paused. */
	get isOn(): boolean {
		return this.#source !== undefined;
	}

	set volume(volume: number) {
		this.#audio.volume = volume;
	}

	/** Pauses it, or plays on. */
	toggle(): void {
		if (this.#audio.paused) {
			// Where the browser wants a press, its own button is there for it.
			this.#audio.play().catch(() => {});
		} else {
			this.#audio.pause();
		}
	}

	/** Somebody is not to be heard any more: what the browser holds may have them. */
	silence(): void {
		this.#source?.renew();
	}

	/** Lets what is live be heard; harmless when repeated. */
	close(): void {
		this.#source?.close();
		this.#source = undefined;
		this.#part.hidden = true;
		this.#button.hidden = false;
	}

	#begin(): void {
		this.#options.onBegun();
		this.#button.hidden = true;
		this.#part.hidden = false;
		this.#audio.hidden = false;
		this.#audio.focus();
		this.#source = new BeginningSource(this.#options.url, this.#audio, {
			onWaiting: () => setText(this.#status, words.beginningWaits),
			onReady: () => setText(this.#status, ''),
			onGone: () => this.#end(words.beginningGone),
		});
	}

	/** The way back to what is live stays. */
	#end(text: string): void {
		this.#source?.close();
		this.#source = undefined;
		this.#audio.hidden = true;
		setText(this.#status, text);
	}
}
