// Plays the MP3 stream in an <audio> element, which goes on where scripts are put to sleep.
import { Absence } from '../absence.js';
import { backoffMs, pause } from '../backoff.js';
import { lookUp } from '../live/podcast-lookup.js';
import type {
	Playback,
	PlaybackFacts,
	PlaybackOptions,
	PlaybackState,
	WaitingReason,
} from './playback.js';

/** Where an element's sound comes from, if not from an address that it plays by itself. */
export interface SoundSource {
	/** How far what is heard now is behind the clock, in milliseconds; undefined while unknown. */
	readonly delayMs: number | undefined;
	/** Lets the element have what is newest; what it had before is forgotten. */
	load(audio: HTMLAudioElement, listener: { onReady(): void; onFailed(): void }): void;
	/** Lets nothing be heard of what came until now. */
	silence(): void;
	close(): void;
}

/** What playing a stream is made of. */
export interface StreamPlaybackOptions extends PlaybackOptions {
	streamUrl: URL;
	/** Default: the address itself, whose end may be a connection that broke off. */
	source?: SoundSource;
	/** Where to ask whether the podcast is still there. */
	podcastUrl: URL;
	/** One that has been played already, within a press of play; default a new one. */
	audio?: HTMLAudioElement;
}

/** Plays from its construction, within a click or key press, until `stop`. */
export class StreamPlayback implements Playback {
	/** What an element plays cannot be measured without taking it back from the system. */
	readonly level = undefined;
	/** That ends it, with a word of its own. */
	readonly isBlocked = false;
	readonly #options: StreamPlaybackOptions;
	readonly #audio: HTMLAudioElement;
	readonly #stopping = new AbortController();
	readonly #absence = new Absence();
	#attempts = 0;
	#reconnects = 0;
	#why: WaitingReason = 'away';

	constructor(options: StreamPlaybackOptions) {
		const { signal } = this.#stopping;
		this.#options = options;
		this.#audio = options.audio ?? new Audio();
		this.#audio.loop = false;
		this.#audio.volume = options.volume;
		this.#audio.addEventListener('playing', () => this.#onPlaying(), { signal });
		this.#audio.addEventListener('ended', () => this.#onEnded(), { signal });
		this.#audio.addEventListener('error', () => void this.#reconnect(), { signal });
		options.onState({ kind: 'connecting' });
		this.#load();
	}

	get facts(): PlaybackFacts {
		const { buffered, currentTime } = this.#audio;
		const endS = buffered.length === 0 ? currentTime : buffered.end(buffered.length - 1);
		return {
			decoder: 'mp3',
			bufferedMs: this.#options.source?.delayMs ?? (endS - currentTime) * 1000,
			outputMs: 0,
			frames: undefined,
			reconnects: this.#reconnects,
		};
	}

	set volume(volume: number) {
		this.#audio.volume = volume;
	}

	checkConnection(): void {
		// A stream has silence where nobody speaks: the element itself notices when nothing comes.
	}

	silence(): void {
		if (this.#options.source) {
			this.#options.source.silence();
			return;
		}
		// What an element holds is forgotten with its address; the stream begins anew, with silence.
		this.#load();
	}

	stop(): void {
		this.#stopping.abort();
		this.#options.source?.close();
		this.#audio.pause();
		this.#audio.removeAttribute('src');
		this.#audio.load();
	}

	#load(): void {
		const { source, streamUrl } = this.#options;
		if (!source) {
			this.#audio.src = streamUrl.href;
			this.#play();
			return;
		}
		source.load(this.#audio, {
			onReady: () => this.#play(),
			onFailed: () => void this.#reconnect(),
		});
	}

	#play(): void {
		// What goes wrong here is an error event as well, but for a browser that wants another click.
		this.#audio.play().catch((error: unknown) => {
			if (error instanceof DOMException && error.name === 'NotAllowedError') {
				this.#setState({ kind: 'failed', reason: 'press again' });
				this.stop();
			}
		});
	}

	#onEnded(): void {
		if (this.#options.source) {
			// It was told that nothing more comes.
			this.#setState({ kind: 'over', reason: 'ended' });
		} else {
			void this.#reconnect();
		}
	}

	#onPlaying(): void {
		this.#attempts = 0;
		this.#why = 'lost';
		this.#absence.end();
		this.#setState({ kind: 'listening' });
	}

	async #reconnect(): Promise<void> {
		const { signal } = this.#stopping;
		this.#reconnects += this.#attempts === 0 && this.#why !== 'away' ? 1 : 0;
		for (;;) {
			this.#setState({ kind: 'reconnecting', attempts: this.#attempts, why: this.#why });
			if (!(await pause(backoffMs(this.#attempts++), signal))) {
				return;
			}
			// An element does not tell a stream that is over from one that broke off.
			const { kind } = await lookUp(this.#options.podcastUrl);
			if (signal.aborted) {
				return;
			}
			if (kind === 'podcast') {
				this.#absence.end();
				this.#load();
				return;
			}
			if (kind === 'none') {
				this.#why = 'interrupted';
				if (this.#absence.isFinal(performance.now())) {
					this.#setState({ kind: 'over', reason: 'ended' });
					return;
				}
			} else {
				this.#absence.end();
			}
		}
	}

	#setState(state: PlaybackState): void {
		if (!this.#stopping.signal.aborted) {
			this.#options.onState(state);
		}
	}
}
