// The podcast's page as elements: shows what it is told, and tells what is pressed.
import { element, setText } from './elements.js';
import type { PlaybackFacts, PlaybackState, WatchState } from './playback.js';
import type { Podcast } from './podcast-lookup.js';
import { durationAsClock, headingOf, originOf } from './podcast-words.js';
import {
	badgeInWords,
	type Delay,
	delayInWords,
	delayPartsInWords,
	statusInWords,
} from './status-words.js';

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

/** All elements of the page that ever change. */
export class PlayerView {
	readonly play = element('play', HTMLButtonElement);
	readonly volume = element('volume', HTMLInputElement);
	readonly background = element('background', HTMLInputElement);
	readonly decoder = element('decoder', HTMLSelectElement);
	readonly level = element('level', HTMLCanvasElement);
	readonly podcastId: string;
	readonly #player = element('player', HTMLElement);
	readonly #since = element('since', HTMLTimeElement);
	/** What the page came with. */
	readonly #wasLive: boolean;

	constructor() {
		this.podcastId = this.#player.dataset.podcastId ?? '';
		this.#wasLive = this.#player.dataset.live !== 'false';
	}

	/** What the server's clock showed when it made the page. */
	get madeAtMs(): number {
		return Number(this.#player.dataset.now);
	}

	/** Shows where playing stands, and the podcast. */
	show({ state, podcast, watch, isOnline }: Shown): void {
		const isLive = podcast?.isLive ?? this.#wasLive;
		const situation = { isLive, isOnline, watch };
		const isOver = state.kind === 'over';
		const isPlaying = isActive(state);
		const isOnAir = isLive && watch === 'connected' && !isOver;
		this.#player.dataset.state = isOver ? 'over' : isPlaying ? 'playing' : 'stopped';
		this.#player.dataset.live = String(isOnAir);
		setText(element('play-label', Element), isPlaying ? 'Pause' : 'Play');
		// Not `disabled`, which would take the focus away from whoever has it there.
		this.play.setAttribute('aria-disabled', String(isOver));
		element('over', HTMLElement).hidden = !isOver;
		const badge = badgeInWords(state, situation);
		setText(element('badge-text', Element), badge);
		setText(element('status', Element), statusInWords(state, situation));
		if (podcast) {
			this.#showPodcast(podcast);
		}
		if (podcast || !isOnAir) {
			this.#showSpeakers(isOnAir && podcast ? podcast.speakers : []);
			const isKnown = watch !== 'disconnected' || isOver;
			setText(element('nobody', Element), isKnown ? NOBODY : NOT_KNOWN);
		}
		if (watch !== 'connected' && !isOver) {
			setText(element('listeners', Element), '–');
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
		const isOnAir = this.#player.dataset.live === 'true';
		if (dateTime !== '' && isOnAir && nowMs !== undefined) {
			setText(this.#since, durationAsClock(nowMs - Date.parse(dateTime)));
			setText(element('since-clock', Element), `since ${timeOfDay(new Date(dateTime))}`);
		}
		setText(element('delay', Element), playing && isOnAir ? delayInWords(playing.delay) : '–');
		if (playing) {
			this.#showFacts(playing.facts);
			setText(element('delay-parts', Element), delayPartsInWords(playing.delay));
		}
	}

	#showPodcast(podcast: Podcast): void {
		setText(element('title', Element), headingOf(podcast));
		setText(element('origin', Element), originOf(podcast));
		setText(element('listeners', Element), String(podcast.listeners));
		this.#since.dateTime =
			podcast.activeSince === null ? '' : new Date(podcast.activeSince).toISOString();
	}

	#showSpeakers(names: readonly string[]): void {
		const speakers = element('speakers', HTMLUListElement);
		const shown = Array.from(speakers.children, ({ textContent }) => textContent);
		if (shown.join('\n') !== names.join('\n')) {
			speakers.replaceChildren(...names.map(speakerItem));
		}
		element('nobody', HTMLElement).hidden = names.length > 0;
	}

	#showFacts(facts: PlaybackFacts): void {
		setText(element('decoder-name', Element), facts.decoder);
		setText(element('reconnects', Element), String(facts.reconnects));
		const { frames } = facts;
		setText(element('frames', Element), String(frames?.received ?? '–'));
		setText(element('unreadable', Element), String(frames?.unreadable ?? '–'));
		setText(element('underruns', Element), String(frames?.underruns ?? '–'));
		setText(element('skipped', Element), frames ? `${Math.round(frames.skippedMs)} ms` : '–');
	}
}

const NOBODY = 'Nobody at the moment.';
const NOT_KNOWN = 'Not known at the moment.';

/** As the listener's own clock shows it. */
function timeOfDay(date: Date): string {
	return date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

/** Whether pressing the button would pause. */
export function isActive({ kind }: PlaybackState): boolean {
	return kind === 'connecting' || kind === 'listening' || kind === 'reconnecting';
}

function speakerItem(name: string): HTMLLIElement {
	const item = document.createElement('li');
	item.dir = 'auto';
	item.textContent = name;
	return item;
}

function titleOf(heading: string | null, state: PlaybackState, badge: string): string {
	if (state.kind === 'over') {
		return `${heading} · ended`;
	}
	return isActive(state) ? `▶ ${heading}` : `${heading} · ${badge.toLowerCase()}`;
}
