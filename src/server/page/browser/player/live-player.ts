// The player of what is live: its parts put together.
import { AudioOutput } from '../audio-output.js';
import type { DecoderChoice } from '../choose-decoder.js';
import { element } from '../elements.js';
import { Addresses } from '../live/addresses.js';
import { isFull, lookUp, type Podcast } from '../live/podcast-lookup.js';
import { PodcastWatch } from '../live/podcast-watch.js';
import { keepPreference } from '../preferences.js';
import { ServerClock } from '../server-clock.js';
import { HlsSource } from '../sound/hls-source.js';
import { LevelMeter } from '../sound/level-meter.js';
import { LivePlayback } from '../sound/live-playback.js';
import type { Playback, PlaybackState, WatchState } from '../sound/playback.js';
import { type PartOptions, PocketPlayback } from '../sound/pocket-playback.js';
import { StreamPlayback } from '../sound/stream-playback.js';
import { Beginning } from './beginning.js';
import { pageAgeMs, restoreChoices } from './choices.js';
import { connectCopying, connectSharing } from './copy.js';
import { connectMediaKeys, showOnMediaKeys } from './media-keys.js';
import { isActive, PlayerView } from './player-view.js';
import { connectShortcuts } from './shortcuts.js';

/** How often what changes by itself is shown anew. */
const TICK_MS = 500;

/** How often the way to the server is measured while playing. */
const LOOK_UP_INTERVAL_MS = 20_000;

/** A browser that wants a press first has said so by then. */
const BLOCKED_AFTER_MS = 1_000;

/** What whoever holds a player is told. */
export interface LivePlayerListener {
	/** Called once: there is nothing more to hear. */
	onOver?: (() => void) | undefined;
	/** Whether the markup came just now, and not with the page. */
	isFresh?: boolean;
}

/** One player, from the page's markup until it is closed. */
export class LivePlayer {
	readonly #view = new PlayerView();
	readonly #addresses = new Addresses(this.#view.podcastId, this.#view.listenKey);
	readonly #clock = new ServerClock();
	readonly #closing = new AbortController();
	readonly #listener: LivePlayerListener;
	readonly #meter: LevelMeter;
	readonly #beginning: Beginning | undefined;
	readonly #watch: PodcastWatch;
	readonly #ticks: ReturnType<typeof setInterval>;
	#state: PlaybackState = { kind: 'stopped' };
	#podcast: Podcast | undefined;
	/** What the page came with is true until something else is known. */
	#watchState: WatchState = 'connected';
	#playback: Playback | undefined;
	/** Set once the server has said that the podcast is over, maybe before its last words are heard. */
	#over: PlaybackState | undefined;
	#networkMs: number | undefined;
	#isMuted = false;
	/** Whether something between us and the server lets no websocket through: streams it does. */
	#isWebSocketBlocked = false;
	/** Whether what is played takes no connection of its own, as where the server has none left. */
	#isPassive = new URLSearchParams(location.search).get('passive') === '1';
	#lookUps: ReturnType<typeof setInterval> | undefined;

	constructor(listener: LivePlayerListener = {}) {
		this.#listener = listener;
		this.#meter = new LevelMeter(this.#view.level, () => this.#level);
		restoreChoices(this.#view);
		this.#clock.tell(this.#view.madeAtMs + (listener.isFresh ? 0 : pageAgeMs()));
		this.#watch = this.#startWatching();
		this.#beginning = Beginning.connect({
			url: this.#addresses.beginning,
			onBegun: () => this.#pause(),
			onLive: () => this.play(),
			signal: this.#closing.signal,
		});
		this.#connectControls();
		this.#prepare();
		this.#meter.stop();
		this.#ticks = setInterval(() => this.#tick(), TICK_MS);
		this.#show();
	}

	get podcastId(): string {
		return this.#view.podcastId;
	}

	/** Whether somebody listens, or waits to. */
	get isActive(): boolean {
		return isActive(this.#state) || this.isBehind;
	}

	/** Whether they hear it from its beginning on. */
	get isBehind(): boolean {
		return this.#beginning?.isOn === true;
	}

	/** Plays, as when the button is pressed; harmless while it plays. */
	play(): void {
		if (this.#state.kind === 'over') {
			return;
		}
		this.#stop();
		this.#beginning?.close();
		try {
			this.#playback = this.#createPlayback();
		} catch (error) {
			this.#setState({ kind: 'failed', reason: 'no sound', detail: String(error) });
			return;
		}
		this.#meter.start();
		void this.#checkConnection();
		this.#lookUps = setInterval(() => void this.#checkConnection(), LOOK_UP_INTERVAL_MS);
	}

	/** Plays without a press; where the browser wants one, the page says so. */
	playByItself(): void {
		this.play();
		const playback = this.#playback;
		setTimeout(() => {
			if (this.#playback === playback && playback?.isBlocked) {
				this.#setState({ kind: 'failed', reason: 'press again' });
			}
		}, BLOCKED_AFTER_MS);
	}

	/** Ends all of it; the markup may go. */
	close(): void {
		this.#closing.abort();
		clearInterval(this.#ticks);
		this.#watch.close();
		this.#stop();
		this.#beginning?.close();
	}

	/** An element's sound cannot be measured: then it moves while somebody speaks, so that life shows. */
	get #level(): number {
		const level = this.#playback?.level ?? this.#pretendedLevel;
		this.#view.showLevel(this.#state.kind === 'listening' ? level : 0);
		return level;
	}

	get #pretendedLevel(): number {
		const isSpeaking = this.#state.kind === 'listening' && this.#podcast?.speakers.length;
		return isSpeaking ? 0.02 + 0.12 * Math.random() ** 2 : 0;
	}

	#startWatching(): PodcastWatch {
		return new PodcastWatch(this.#addresses, this.#clock, {
			onPodcast: (news) => {
				this.#podcast = news;
				this.#show();
			},
			onState: (next) => {
				const isBack = next === 'connected' && this.#watchState !== 'connected';
				this.#watchState = next;
				this.#show();
				if (isBack && this.#playback) {
					void this.#checkConnection();
				}
			},
			onSilence: () => {
				this.#playback?.silence();
				this.#beginning?.silence();
			},
			// The websocket says the same after the last words, which are still to be heard.
			onOver: (reason) => {
				this.#over = { kind: 'over', reason };
				clearInterval(this.#lookUps);
				if (this.#state.kind !== 'listening') {
					this.#setState(this.#over);
				}
			},
		});
	}

	#createPlayback(): Playback {
		const options = {
			volume: this.#volume,
			onState: (state: PlaybackState) => this.#setState(state),
		};
		const { background } = this.#view;
		if (this.#isPassive && HlsSource.isSupported) {
			return this.#pieces(options);
		}
		if (background.checked || this.#isWebSocketBlocked) {
			return this.#stream(options);
		}
		return matchMedia('(pointer: coarse)').matches
			? new PocketPlayback({
					...options,
					live: (part) => this.#live(part),
					stream: (part) => this.#stream(part),
				})
			: this.#live(options);
	}

	#live(options: PartOptions): LivePlayback {
		return new LivePlayback({
			...options,
			webSocketUrl: this.#addresses.webSocket,
			podcastUrl: this.#addresses.podcast,
			onBlocked: () => {
				this.#isWebSocketBlocked = true;
				this.play();
			},
			isFull: () => isFull(this.#addresses.mp3),
			onFull: () => {
				this.#isPassive = true;
				this.play();
			},
			decoder: this.#view.decoder.value as DecoderChoice,
		});
	}

	#pieces(options: PartOptions): StreamPlayback {
		const url = this.#addresses.hls;
		return new StreamPlayback({
			...options,
			streamUrl: url,
			source: new HlsSource(url, () => this.#clock.epochMs),
			podcastUrl: this.#addresses.podcast,
		});
	}

	#stream(options: PartOptions & { audio?: HTMLAudioElement }): StreamPlayback {
		return new StreamPlayback({
			...options,
			streamUrl: this.#addresses.mp3,
			podcastUrl: this.#addresses.podcast,
		});
	}

	#stop(): void {
		clearInterval(this.#lookUps);
		this.#playback?.stop();
		this.#playback = undefined;
		this.#meter.stop();
		this.#view.showLevel(0);
	}

	#pause(): void {
		this.#stop();
		this.#setState({ kind: 'stopped' });
	}

	#toggle(): void {
		if (this.isBehind) {
			this.#beginning?.toggle();
		} else if (isActive(this.#state)) {
			this.#pause();
		} else {
			this.play();
		}
	}

	#setState(next: PlaybackState): void {
		if (this.#closing.signal.aborted) {
			return;
		}
		const wasOver = this.#state.kind === 'over';
		// Coming back to what is known to be over would be in vain.
		this.#state = this.#over ?? next;
		if (this.#state.kind === 'over') {
			this.#over = this.#state;
			this.#watch.close();
		}
		if (this.#state.kind === 'over' || this.#state.kind === 'failed') {
			this.#stop();
		}
		this.#show();
		if (this.#state.kind === 'over' && !wasOver) {
			this.#listener.onOver?.();
		}
	}

	async #checkConnection(): Promise<void> {
		const found = await lookUp(this.#addresses.podcast);
		if (found.kind === 'podcast') {
			this.#networkMs = found.roundTripMs === undefined ? this.#networkMs : found.roundTripMs / 2;
			const { isLive, speakers } = found.podcast;
			this.#playback?.checkConnection(isLive && speakers.length > 0);
		}
	}

	get #volume(): number {
		// Ears hear loudness by powers: with the square, the middle of the slider sounds half as loud.
		return this.#isMuted ? 0 : (this.#view.volume.valueAsNumber / 100) ** 2;
	}

	#applyVolume(): void {
		for (const heard of [this.#playback, this.#beginning]) {
			if (heard) heard.volume = this.#volume;
		}
	}

	#toggleMute(): void {
		this.#isMuted = !this.#isMuted;
		this.#view.showMute(this.#isMuted);
		this.#applyVolume();
	}

	#onVolume(): void {
		keepPreference('volume', this.#view.volume.value);
		if (this.#isMuted) {
			this.#toggleMute();
		}
		this.#applyVolume();
	}

	#show(): void {
		const state = this.#state;
		const podcast = this.#podcast;
		this.#view.show({ state, podcast, watch: this.#watchState, isOnline: navigator.onLine });
		if (podcast) {
			const { coverUrl } = this.#view;
			showOnMediaKeys(podcast, { coverUrl, isPlaying: this.isActive });
		}
		this.#tick();
	}

	#tick(): void {
		const facts = this.#state.kind === 'listening' ? this.#playback?.facts : undefined;
		this.#view.showTime(
			this.#clock.epochMs,
			facts && {
				facts,
				delay: {
					bufferMs: facts.bufferedMs,
					outputMs: facts.outputMs,
					networkMs: this.#networkMs,
				},
			},
		);
	}

	/** Playing is to begin at once, and even while the server is away. */
	#prepare(): void {
		if (AudioOutput.isSupported) {
			// What cannot be had now is asked for again when somebody presses play.
			LivePlayback.hold(this.#view.decoder.value as DecoderChoice).catch(() => {});
		}
	}

	#connectControls(): void {
		const view = this.#view;
		const { signal } = this.#closing;
		const keys = element('keys', HTMLDialogElement);
		view.play.addEventListener('click', () => (this.isBehind ? this.play() : this.#toggle()));
		view.mute.addEventListener('click', () => this.#toggleMute());
		view.volume.addEventListener('input', () => this.#onVolume());
		view.background.addEventListener('change', () => {
			keepPreference('background', String(view.background.checked));
			this.#restart();
		});
		view.decoder.addEventListener('change', () => this.#restart());
		element('keys-open', HTMLElement).addEventListener('click', () => keys.showModal());
		connectSharing(element('share', HTMLElement), element('share-label', Element));
		connectCopying();
		connectShortcuts(
			{
				toggle: () => {
					if (this.#state.kind !== 'over') {
						this.#toggle();
					}
				},
				toggleMute: () => this.#toggleMute(),
				changeVolume: (by) => {
					view.volume.valueAsNumber += by;
					this.#onVolume();
				},
				showKeys: () => keys.showModal(),
			},
			signal,
		);
		window.addEventListener('online', () => this.#show(), { signal });
		window.addEventListener(
			'offline',
			() => {
				this.#show();
				this.#watch.distrust();
			},
			{ signal },
		);
		const either = (live: () => void) => () => (this.isBehind ? this.#toggle() : live());
		connectMediaKeys({ play: either(() => this.play()), pause: either(() => this.#pause()) });
	}

	/** Plays on in another way. */
	#restart(): void {
		if (isActive(this.#state)) {
			this.play();
		}
	}
}
