// Plays live while somebody looks, and the MP3 stream while the screen is locked.
//
// Phones stop a page's audio graph when the screen goes, some at once, some after a while; a media
// element that plays goes on. MP3 from the start would do as well, and would make everybody with a
// phone hear the show a second later than everybody else, screen on or off. So what sounds is handed
// over: measured in Chromium, the stream begins 0.6 s after the page is hidden, while the live
// sound still plays, and the live sound 0.3 s after the page is back, silently at first. Of
// both, one is heard at a time, and the other stops in the same turn.
//
// An element may only be played without a press where a press has played it: it is started with the
// sound, with silence, which also makes the system show its controls on the lock screen.
import { SILENCE } from '../page-files.js';
import type { LivePlayback } from './live-playback.js';
import type { Playback, PlaybackFacts, PlaybackState } from './playback.js';
import type { StreamPlayback } from './stream-playback.js';

/** How often it is looked whether live sound is there. */
const LOOK_MS = 40;

/** Where nobody speaks there is nothing to wait for. */
const PATIENCE_MS = 1_500;

/** What is told of one of both ways. */
export interface PartOptions {
	volume: number;
	onState: (state: PlaybackState) => void;
}

/** What handing over is made of. */
export interface PocketPlaybackOptions extends PartOptions {
	live(options: PartOptions): LivePlayback;
	stream(options: PartOptions & { audio: HTMLAudioElement }): StreamPlayback;
}

/** Plays from its construction, within a click or key press, until `stop`. */
export class PocketPlayback implements Playback {
	readonly #options: PocketPlaybackOptions;
	readonly #audio = new Audio();
	readonly #stopping = new AbortController();
	#volume: number;
	/** What is heard. */
	#heard: Playback;
	/** What is to be heard as soon as it can be. */
	#next: Playback | undefined;
	#timer: ReturnType<typeof setInterval> | undefined;

	constructor(options: PocketPlaybackOptions) {
		this.#options = options;
		this.#volume = options.volume;
		this.#keepAwake();
		this.#heard = options.live({ volume: options.volume, onState: (state) => this.#tell(state) });
		document.addEventListener('visibilitychange', () => this.#follow(), {
			signal: this.#stopping.signal,
		});
	}

	get level(): number | undefined {
		return this.#heard.level;
	}

	get isBlocked(): boolean {
		return this.#heard.isBlocked;
	}

	get facts(): PlaybackFacts {
		return this.#heard.facts;
	}

	set volume(volume: number) {
		this.#volume = volume;
		this.#heard.volume = volume;
	}

	checkConnection(isSomebodySpeaking: boolean): void {
		this.#heard.checkConnection(isSomebodySpeaking);
	}

	silence(): void {
		this.#heard.silence();
	}

	stop(): void {
		this.#stopping.abort();
		this.#giveUpNext();
		this.#heard.stop();
		this.#audio.pause();
		this.#audio.removeAttribute('src');
		this.#audio.load();
	}

	#keepAwake(): void {
		this.#audio.src = SILENCE.href;
		this.#audio.loop = true;
		// Where the browser refuses, there is no lock screen to keep awake behind.
		this.#audio.play().catch(() => {});
	}

	#tell(state: PlaybackState): void {
		if (!this.#stopping.signal.aborted) {
			this.#options.onState(state);
		}
	}

	#follow(): void {
		this.#giveUpNext();
		const isStream = this.#heard.facts.decoder === 'mp3';
		if (document.hidden && !isStream) {
			this.#toStream();
		} else if (!document.hidden && isStream) {
			this.#toLive();
		} else if (!document.hidden) {
			this.#keepAwake();
		}
	}

	#toStream(): void {
		let stream: StreamPlayback | undefined;
		stream = this.#options.stream({
			volume: this.#volume,
			audio: this.#audio,
			onState: (state) => {
				// While it is made there is nothing to tell of it.
				if (stream === undefined) {
					return;
				}
				if (this.#heard === stream) {
					this.#tell(state);
				} else if (state.kind === 'listening' && this.#next === stream) {
					this.#handOver(state);
				}
			},
		});
		this.#next = stream;
	}

	#toLive(): void {
		let live: LivePlayback | undefined;
		live = this.#options.live({
			// Silent until it is what is heard: the stream is a second behind it.
			volume: 0,
			onState: (state) => {
				if (live === undefined) {
					return;
				}
				if (this.#heard === live) {
					this.#tell(state);
				} else if (state.kind === 'listening' && this.#next === live) {
					this.#handOverWhenSounding(live, state);
				} else if (state.kind === 'over' || state.kind === 'failed') {
					this.#giveUpNext();
				}
			},
		});
		this.#next = live;
	}

	#handOverWhenSounding(live: LivePlayback, state: PlaybackState): void {
		const sinceMs = performance.now();
		clearInterval(this.#timer);
		this.#timer = setInterval(() => {
			if (live.isSounding || performance.now() - sinceMs > PATIENCE_MS) {
				this.#handOver(state);
				this.#keepAwake();
			}
		}, LOOK_MS);
	}

	#handOver(state: PlaybackState): void {
		clearInterval(this.#timer);
		const before = this.#heard;
		this.#heard = this.#next as Playback;
		this.#next = undefined;
		before.stop();
		this.#heard.volume = this.#volume;
		this.#tell(state);
	}

	#giveUpNext(): void {
		clearInterval(this.#timer);
		this.#next?.stop();
		this.#next = undefined;
	}
}
