// How loud and how fast an episode plays, as somebody has chosen it last.
import { element } from '../elements.js';
import { keep, readKept } from './kept.js';

/** Volume, mute and speed. */
export class Settings {
	readonly #audio: HTMLAudioElement;
	readonly #page: HTMLElement;
	readonly #volume = element('volume', HTMLInputElement);
	readonly #mute = element('mute', HTMLButtonElement);
	readonly #speed = element('speed', HTMLSelectElement);

	/** @param page - carries whether it is muted, for its look */
	constructor(audio: HTMLAudioElement, page: HTMLElement) {
		this.#audio = audio;
		this.#page = page;
		this.#volume.value = readKept('volume') ?? '100';
		this.#setSpeed(readKept('speed') ?? '1');
		this.#apply();
		this.#volume.addEventListener('input', () => {
			this.#audio.muted = false;
			this.#apply();
		});
		this.#mute.addEventListener('click', () => this.mute());
		this.#speed.addEventListener('change', () => this.#setSpeed(this.#speed.value));
		// A file that is loaded anew begins at its own speed.
		audio.addEventListener('loadstart', () => this.#setSpeed(this.#speed.value));
	}

	/** @param by - in hundredths of the whole volume */
	louder(by: number): void {
		this.#volume.value = String(Number(this.#volume.value) + by);
		this.#audio.muted = false;
		this.#apply();
	}

	mute(): void {
		this.#audio.muted = !this.#audio.muted;
		this.#apply();
	}

	/** One step of those that there are. */
	faster(by: 1 | -1): void {
		const wanted = this.#speed.options[this.#speed.selectedIndex + by];
		if (wanted) {
			this.#setSpeed(wanted.value);
		}
	}

	#setSpeed(value: string): void {
		const isKnown = [...this.#speed.options].some((option) => option.value === value);
		this.#speed.value = isKnown ? value : '1';
		const speed = Number(this.#speed.value);
		this.#audio.defaultPlaybackRate = speed;
		this.#audio.playbackRate = speed;
		keep('speed', this.#speed.value);
	}

	#apply(): void {
		const { muted } = this.#audio;
		const { value } = this.#volume;
		this.#audio.volume = Number(value) / 100;
		this.#page.dataset.muted = String(muted || value === '0');
		this.#mute.setAttribute('aria-pressed', String(muted));
		this.#volume.style.setProperty('--done', String(muted ? 0 : Number(value) / 100));
		keep('volume', value);
	}
}
