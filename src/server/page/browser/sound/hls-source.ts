// Sound in pieces (HLS), played by the browser itself where that is Safari, else by hls.js.
import { loadHlsPlayer } from '../hls-library.js';
import type { HlsPlayer } from '../hls-player.js';
import type { SoundSource } from './stream-playback.js';

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';

/** WebKit's own: when the first sample of what an element plays was said. */
interface DatedElement {
	getStartDate?(): Date;
}

/** What an element can hold of before, at most: without a date, that is waited for. */
const LONGEST_BUFFER_MS = 45_000;

/** From what is said to where it stands in the stream, and what clocks are apart. */
const MARGIN_MS = 500;

/** One podcast's playlist. */
export class HlsSource implements SoundSource {
	readonly #url: URL;
	readonly #nowEpochMs: () => number | undefined;
	readonly #closing = new AbortController();
	#audio: HTMLAudioElement | undefined;
	#player: HlsPlayer | undefined;
	/** Each load is another one; what an earlier one still tells does not count. */
	#load = 0;
	/** What was said before that is not heard; on both clocks, as either may be all there is. */
	#silentUntil: { epochMs: number; timeMs: number } | undefined;

	/** Whether this browser can, in either way. */
	static get isSupported(): boolean {
		return isNative(new Audio()) || hasMediaSource();
	}

	/** @param nowEpochMs - what the server's clock shows */
	constructor(url: URL, nowEpochMs: () => number | undefined) {
		this.#url = url;
		this.#nowEpochMs = nowEpochMs;
	}

	get delayMs(): number | undefined {
		const playing = this.#playingEpochMs;
		const now = this.#nowEpochMs();
		return playing === undefined || now === undefined ? undefined : Math.max(0, now - playing);
	}

	load(audio: HTMLAudioElement, listener: { onReady(): void; onFailed(): void }): void {
		if (this.#audio !== audio) {
			this.#audio = audio;
			const { signal } = this.#closing;
			audio.addEventListener('timeupdate', () => this.#unmuteInTime(), { signal });
		}
		this.#load++;
		if (isNative(audio)) {
			audio.src = this.#url.href;
			listener.onReady();
		} else {
			void this.#loadWithLibrary(audio, listener);
		}
	}

	silence(): void {
		const now = this.#nowEpochMs() ?? Date.now();
		this.#muteUntil(now + MARGIN_MS);
	}

	close(): void {
		this.#closing.abort();
		this.#load++;
		this.#player?.close();
		this.#player = undefined;
		if (this.#audio) {
			this.#audio.muted = false;
		}
	}

	get #playingEpochMs(): number | undefined {
		if (this.#player) {
			return this.#player.playingEpochMs;
		}
		const startMs = (this.#audio as DatedElement | undefined)?.getStartDate?.().getTime();
		return this.#audio && startMs !== undefined && Number.isFinite(startMs)
			? startMs + this.#audio.currentTime * 1000
			: undefined;
	}

	async #loadWithLibrary(
		audio: HTMLAudioElement,
		listener: { onReady(): void; onFailed(): void },
	): Promise<void> {
		const load = this.#load;
		const isCurrent = () => this.#load === load;
		this.#player?.close();
		this.#player = undefined;
		try {
			const { HlsPlayer } = await loadHlsPlayer();
			if (isCurrent()) {
				this.#player = new HlsPlayer(audio, this.#url, {
					onReady: () => isCurrent() && listener.onReady(),
					onFailed: () => isCurrent() && listener.onFailed(),
					onTakenBack: (untilEpochMs) => this.#muteUntil(untilEpochMs),
				});
			}
		} catch {
			// The server is away, and its script with it.
			if (isCurrent()) {
				listener.onFailed();
			}
		}
	}

	/** What the element holds cannot be told apart, but nothing of it is heard. */
	#muteUntil(epochMs: number): void {
		if (this.#audio) {
			this.#audio.muted = true;
			this.#silentUntil = { epochMs, timeMs: performance.now() + LONGEST_BUFFER_MS };
		}
	}

	#unmuteInTime(): void {
		const until = this.#silentUntil;
		if (!until || !this.#audio) {
			return;
		}
		const playing = this.#playingEpochMs;
		const isPast =
			playing === undefined ? performance.now() >= until.timeMs : playing >= until.epochMs;
		if (isPast) {
			this.#silentUntil = undefined;
			this.#audio.muted = false;
		}
	}
}

/** Whether the element plays it by itself. Other browsers say that they can, too, and take no MP3 in it; WebKit alone tells dates. */
export function isNative(audio: HTMLAudioElement): boolean {
	const isOffered = audio.canPlayType(PLAYLIST_TYPE) !== '';
	return isOffered && ('getStartDate' in audio || !hasMediaSource());
}

function hasMediaSource(): boolean {
	return (
		'MediaSource' in window &&
		['audio/mpeg', 'audio/mp4; codecs="mp3"'].some((type) => MediaSource.isTypeSupported(type))
	);
}
