// The podcast's page as elements: shows what it is told, and tells what is pressed.
import { element, setText } from './elements.js';
import type { PlaybackFacts, PlaybackState } from './playback.js';
import type { Podcast } from './podcast-lookup.js';
import { durationAsClock, headingOf, originOf } from './podcast-words.js';
import { type Delay, delayInWords, delayPartsInWords, statusInWords } from './status-words.js';

/** What the page shows, all at once. */
export interface Shown {
	state: PlaybackState;
	/** Undefined until the server has told it; until then the page has what it came with. */
	podcast: Podcast | undefined;
	isOnline: boolean;
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

	constructor() {
		this.podcastId = this.#player.dataset.podcastId ?? '';
	}

	/** Shows where playing stands, and the podcast. */
	show({ state, podcast, isOnline }: Shown): void {
		const isLive = podcast?.isLive ?? true;
		const isOver = state.kind === 'over';
		const isPlaying = isActive(state);
		this.#player.dataset.state = isOver ? 'over' : isPlaying ? 'playing' : 'stopped';
		this.#player.dataset.live = String(isLive && !isOver);
		setText(element('play-label', Element), isPlaying ? 'Pause' : 'Play');
		// Not `disabled`, which would take the focus away from whoever has it there.
		this.play.setAttribute('aria-disabled', String(isOver));
		element('over', HTMLElement).hidden = !isOver;
		setText(element('badge-text', Element), isOver ? 'Off air' : isLive ? 'On air' : 'Interrupted');
		setText(element('status', Element), statusInWords(state, { isLive, isOnline }));
		if (podcast) {
			this.#showPodcast(podcast);
		}
		document.title = titleOf(element('title', Element).textContent, state);
	}

	/** Shows what changes by itself: for how long, how late, and the technical details. */
	showTime(nowMs: number, playing: { facts: PlaybackFacts; delay: Delay } | undefined): void {
		const { dateTime } = this.#since;
		if (dateTime !== '' && this.#player.dataset.state !== 'over') {
			setText(this.#since, durationAsClock(nowMs - Date.parse(dateTime)));
			setText(element('since-clock', Element), `since ${timeOfDay(new Date(dateTime))}`);
		}
		setText(element('delay', Element), playing ? delayInWords(playing.delay) : '–');
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
		const speakers = element('speakers', HTMLUListElement);
		const shown = Array.from(speakers.children, ({ textContent }) => textContent);
		if (shown.join('\n') !== podcast.speakers.join('\n')) {
			speakers.replaceChildren(...podcast.speakers.map(speakerItem));
		}
		element('nobody', HTMLElement).hidden = podcast.speakers.length > 0;
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

function titleOf(heading: string | null, state: PlaybackState): string {
	if (state.kind === 'over') {
		return `${heading} · ended`;
	}
	return isActive(state) ? `▶ ${heading}` : `${heading} · on air`;
}
