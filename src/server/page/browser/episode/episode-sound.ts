// The sound of an episode: plays, seeks, and comes back where the server was away.
import { type Whereabouts, waitFor } from './episode-away.js';

/** What became of pressing play. */
export type PlayOutcome = 'playing' | 'press needed' | 'no sound';

/** What the page does when there is no sound to be had. */
export interface SoundTrouble {
	/** It goes on by itself. */
	onAway: (why: Whereabouts) => void;
	/** There is another version. */
	onReplaced: (wasPlaying: boolean) => void;
	onGone: () => void;
	/** It is there, but this browser makes nothing of it. */
	onUnplayable: () => void;
	onBack: () => void;
}

/** Faults one after the other, with the file there, that are taken for the connection's. */
const MAX_FAULTS = 3;

/** An `<audio>` that knows where it is to be before it has loaded anything. */
export class EpisodeSound {
	readonly audio: HTMLAudioElement;
	readonly #length: number;
	readonly #trouble: SoundTrouble;
	/** Where to begin, until the browser knows the file. */
	#wanted: number | undefined;
	#isWanted = false;
	#faults = 0;

	/** @param length - in seconds, until the file says it itself */
	constructor(audio: HTMLAudioElement, length: number, trouble: SoundTrouble) {
		this.audio = audio;
		this.#length = length;
		this.#trouble = trouble;
		audio.addEventListener('loadedmetadata', () => this.#begin());
		audio.addEventListener('playing', () => {
			this.#faults = 0;
		});
		audio.addEventListener('error', () => void this.#recover());
		if (audio.error) {
			void this.#recover();
		} else if (audio.readyState > 0) {
			this.#begin();
		}
	}

	/** In seconds. */
	get time(): number {
		return this.#wanted ?? this.audio.currentTime;
	}

	/** In seconds. */
	get length(): number {
		const { duration } = this.audio;
		return Number.isFinite(duration) && duration > 0 ? duration : this.#length;
	}

	get isPlaying(): boolean {
		return !this.audio.paused && !this.audio.ended;
	}

	/** @param seconds - from the beginning; what is beyond an end is the end */
	seek(seconds: number): void {
		const time = Math.min(Math.max(0, seconds), this.length);
		if (this.audio.readyState === 0) {
			this.#wanted = time;
			this.audio.dispatchEvent(new Event('timeupdate'));
		} else {
			this.audio.currentTime = time;
		}
	}

	/** Seeks from where it is. */
	moveBy(seconds: number): void {
		this.seek(this.time + seconds);
	}

	async play(): Promise<PlayOutcome> {
		this.#isWanted = true;
		try {
			await this.audio.play();
			return 'playing';
		} catch (error) {
			// Anything else is an error of the element, which says so itself, or a pause meanwhile.
			return (error as DOMException).name === 'NotAllowedError' ? 'press needed' : 'no sound';
		}
	}

	pause(): void {
		this.#isWanted = false;
		this.audio.pause();
	}

	#begin(): void {
		const wanted = this.#wanted;
		this.#wanted = undefined;
		if (wanted !== undefined) {
			this.audio.currentTime = Math.min(wanted, this.length);
		}
	}

	async #recover(): Promise<void> {
		this.#faults++;
		this.#wanted = this.time;
		const isUnreadable = this.audio.error?.code === MediaError.MEDIA_ERR_DECODE;
		const whereabouts = await waitFor(this.audio.src, this.#trouble.onAway);
		switch (whereabouts) {
			case 'replaced':
				this.#trouble.onReplaced(this.#isWanted);
				return;
			case 'gone':
				this.#trouble.onGone();
				return;
			case 'there':
				if (isUnreadable || this.#faults >= MAX_FAULTS) {
					this.#trouble.onUnplayable();
					return;
				}
				this.#trouble.onBack();
				this.audio.load();
				if (this.#isWanted) {
					await this.play();
				}
		}
	}
}
