// The player as elements: shows what it is told, and tells what is pressed.
import { element, setText } from '../elements.js';
import type { Podcast } from '../live/podcast-lookup.js';
import { durationAsClock, headingOf, isLongHeading, originOf } from '../podcast-words.js';
import type { DecoderName, PlaybackFacts, PlaybackState, WatchState } from '../sound/playback.js';
import {
	type Delay,
	delayInWords,
	delayPartsInWords,
	signInWords,
	signOf,
	statusInWords,
} from '../status-words.js';
import { words } from '../words/load.js';
import { moveRings, showFaces } from './faces.js';

/** What the page shows, all at once. */
export interface Shown {
	state: PlaybackState;
	/** Undefined until the server has told it; until then the page has what it came with. */
	podcast: Podcast | undefined;
	/** Whether that is how it is now. */
	watch: WatchState;
	isOnline: boolean;
}

/** What changes by itself while something is heard. */
export interface Playing {
	facts: PlaybackFacts;
	delay: Delay;
}

/** All elements of the player that ever change. */
export class PlayerView {
	readonly play = element('play', HTMLButtonElement);
	readonly mute = element('mute', HTMLButtonElement);
	readonly volume = element('volume', HTMLInputElement);
	readonly background = element('background', HTMLInputElement);
	readonly decoder = element('decoder', HTMLSelectElement);
	readonly level = element('level', HTMLCanvasElement);
	readonly player = element('player', HTMLElement);
	readonly podcastId: string;
	/** What the podcast's sockets and calls want, where they want one. */
	readonly listenKey: string | null;
	readonly #speakers = element('speakers', HTMLUListElement);
	readonly #since = element('since', HTMLTimeElement);
	/** What the page came with. */
	readonly #wasLive: boolean;
	/** For how long it has been on air, as far as is known. */
	#onAirMs: number | undefined;

	constructor() {
		this.podcastId = this.player.dataset.podcastId ?? '';
		this.listenKey = this.player.dataset.listenKey ?? null;
		this.#wasLive = this.player.dataset.live !== 'false';
	}

	/** What the server's clock showed when it made the page. */
	get madeAtMs(): number {
		return Number(this.player.dataset.now);
	}

	/** The show's picture, where there is one. */
	get coverUrl(): string | undefined {
		return this.player.querySelector<HTMLImageElement>('img[data-cover]')?.src;
	}

	/** Shows where playing stands, and the podcast. */
	show({ state, podcast, watch, isOnline }: Shown): void {
		const isLive = podcast?.isLive ?? this.#wasLive;
		const situation = { isLive, isOnline, watch };
		const isOver = state.kind === 'over';
		const isPlaying = isActive(state);
		const sign = signOf(state, situation);
		const isOnAir = sign === 'live';
		this.player.dataset.state = isOver ? 'over' : isPlaying ? 'playing' : 'stopped';
		this.player.dataset.live = String(isOnAir);
		setText(element('play-label', Element), isPlaying ? words.pause : words.play);
		const badge = signInWords(sign, words);
		element('badge', HTMLElement).dataset.sign = sign;
		setText(element('badge-text', Element), badge);
		setText(element('status', Element), statusInWords(state, situation, words));
		if (podcast) {
			this.#showPodcast(podcast);
		}
		if (podcast || !isOnAir) {
			const names = isOnAir && podcast ? podcast.speakers : [];
			showFaces(this.#speakers, names);
			// Whoever may speak elsewhere is not missed here.
			element('nobody', HTMLElement).hidden = names.length > 0 || sign !== 'live';
			const isKnown = watch !== 'disconnected' || isOver;
			setText(element('nobody', Element), isKnown ? words.nobodySpeaks : words.speakersUnknown);
		}
		if (watch !== 'connected' && !isOver) {
			setText(element('listeners', Element), '–');
			element('listening', HTMLElement).hidden = true;
		}
		if (isOver) {
			this.#showEnd(state);
		}
		if (state.kind === 'failed' && state.detail !== undefined) {
			setText(element('decoder-name', Element), state.detail);
		}
		document.title = titleOf(element('title', Element).textContent, state, badge);
	}

	/**
	 * Shows what changes by itself: for how long, how late, and the technical details. What is not on
	 * air has no delay, and its time stands still.
	 *
	 * @param nowMs - by the server's clock, as what it is compared to is
	 */
	showTime(nowMs: number | undefined, playing: Playing | undefined): void {
		const { dateTime } = this.#since;
		const isOnAir = this.player.dataset.live === 'true';
		if (dateTime !== '' && isOnAir && nowMs !== undefined) {
			this.#onAirMs = nowMs - Date.parse(dateTime);
			setText(this.#since, durationAsClock(this.#onAirMs));
			setText(element('since-clock', Element), timeOfDay(new Date(dateTime)));
		}
		setText(element('delay', Element), playing && isOnAir ? delayInWords(playing.delay) : '–');
		if (playing) {
			this.#showFacts(playing.facts);
			setText(element('delay-parts', Element), delayPartsInWords(playing.delay, words));
		}
	}

	/** Shows how loud those are who speak. */
	showLevel(level: number): void {
		moveRings(this.#speakers, level);
	}

	/** Shows whether the sound is off, though it plays. */
	showMute(isMuted: boolean): void {
		this.mute.setAttribute('aria-pressed', String(isMuted));
		setText(element('mute-label', Element), isMuted ? words.unmute : words.mute);
	}

	#showPodcast(podcast: Podcast): void {
		const heading = headingOf(podcast, words);
		const title = element('title', HTMLElement);
		setText(title, heading);
		title.toggleAttribute('data-long', isLongHeading(heading));
		setText(element('origin', Element), originOf(podcast, words));
		setText(element('listeners', Element), String(podcast.listeners));
		setText(element('listeners-word', Element), words.listening(podcast.listeners));
		element('listening', HTMLElement).hidden = podcast.listeners === 0;
		this.#since.dateTime =
			podcast.activeSince === null ? '' : new Date(podcast.activeSince).toISOString();
	}

	/** What ended leads on; a link that opens nothing any more has nothing to thank for. */
	#showEnd({ reason }: Extract<PlaybackState, { kind: 'over' }>): void {
		const over = element('over', HTMLElement);
		const hadFocus = this.play === document.activeElement;
		over.hidden = false;
		element('listening', HTMLElement).hidden = true;
		this.#since.hidden = true;
		setText(element('over-heading', Element), reason === 'ended' ? words.thanks : words.linkClosed);
		const isKnown = reason === 'ended' && this.#onAirMs !== undefined;
		setText(element('over-length', Element), isKnown ? words.wasOnAir(this.#onAirMs ?? 0) : '');
		if (hadFocus) {
			// The button is gone, and with it the place on the page.
			over.querySelector('a')?.focus();
		}
	}

	#showFacts(facts: PlaybackFacts): void {
		setText(element('decoder-name', Element), decoderInWords(facts.decoder));
		setText(element('reconnects', Element), String(facts.reconnects));
		const { frames } = facts;
		setText(element('frames', Element), String(frames?.received ?? '–'));
		setText(element('unreadable', Element), String(frames?.unreadable ?? '–'));
		setText(element('underruns', Element), String(frames?.underruns ?? '–'));
		setText(element('skipped', Element), frames ? `${Math.round(frames.skippedMs)} ms` : '–');
	}
}

function decoderInWords(decoder: DecoderName | undefined): string {
	switch (decoder) {
		case 'mp3':
			return words.decoderMp3;
		case 'webcodecs':
			return words.decoderOwn;
		case 'wasm':
			return 'WebAssembly';
		case undefined:
			return '–';
	}
}

/** As the listener's own clock shows it. */
function timeOfDay(date: Date): string {
	return date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

/** Whether pressing the button would pause. */
export function isActive({ kind }: PlaybackState): boolean {
	return kind === 'connecting' || kind === 'listening' || kind === 'reconnecting';
}

function titleOf(heading: string | null, state: PlaybackState, badge: string): string {
	if (state.kind === 'over') {
		return `${heading} · ${words.endedTitle}`;
	}
	return isActive(state) ? `▶ ${heading}` : `${heading} · ${badge.toLowerCase()}`;
}
