// What was said, on the page: follows the sound, can be searched, and leads to each moment.
import { element, setText } from '../elements.js';
import type { ScriptWords } from '../words/episode/en.js';
import { fill } from './fill.js';
import { clockOf } from './times.js';
import { type Found, TranscriptIndex } from './transcript-search.js';
import { type Cue, readWebVtt } from './web-vtt.js';

/** A pause that begins a new paragraph of the same voice. */
const PARAGRAPH_PAUSE_S = 4;

/** Shown before somebody has scrolled there. */
const LOAD_MARGIN = '400px';

/** How somebody scrolls by themselves. */
const SCROLL_EVENTS = ['wheel', 'touchmove', 'pointerdown'] as const;
const SCROLL_KEYS = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' ']);

/** The card with the transcript. */
export class Transcript {
	readonly #box = element('transcript', HTMLElement);
	readonly #search = element('search', HTMLInputElement);
	readonly #next = element('found-next', HTMLButtonElement);
	readonly #previous = element('found-previous', HTMLButtonElement);
	readonly #follow = element('follow', HTMLButtonElement);
	readonly #words: ScriptWords;
	readonly #onChosen: (start: number) => void;
	#cues: readonly Cue[] = [];
	#spans: HTMLElement[] = [];
	#index = new TranscriptIndex([]);
	#found: Found[] = [];
	#place = 0;
	#time = 0;
	#current: HTMLElement | undefined;
	#isFollowing = true;

	/** @param onChosen - called with the seconds at which something was said */
	constructor(words: ScriptWords, onChosen: (start: number) => void) {
		this.#words = words;
		this.#onChosen = onChosen;
		this.#watchScrolling();
		this.#watchSearch();
		this.#box.addEventListener('click', (event) => this.#choose(event));
		const observer = new IntersectionObserver(
			(entries) => {
				if (entries.some(({ isIntersecting }) => isIntersecting)) {
					observer.disconnect();
					void this.#load();
				}
			},
			{ rootMargin: LOAD_MARGIN },
		);
		observer.observe(this.#box);
	}

	/** Marks what is said at a time. */
	show(time: number): void {
		this.#time = time;
		const place = this.#cues.findLastIndex(({ start }) => start <= time + 0.05);
		const span = this.#spans[place];
		if (span !== this.#current) {
			this.#current?.classList.remove('current');
			span?.classList.add('current');
			this.#current = span;
			this.#scroll();
		}
	}

	async #load(): Promise<void> {
		try {
			const response = await fetch(this.#box.dataset.src ?? '');
			if (!response.ok) {
				throw new TypeError(`Expected a transcript, got ${response.status}`);
			}
			this.#fillIn(readWebVtt(await response.text()));
		} catch {
			// Whatever it was: there is nothing to show, and the page says so.
			setText(this.#box, this.#words.noTranscript);
		}
	}

	#fillIn(cues: readonly Cue[]): void {
		this.#cues = cues;
		this.#index = new TranscriptIndex(cues.map(({ text }) => text));
		const turns: HTMLElement[] = [];
		let text: HTMLElement | undefined;
		for (const [place, cue] of cues.entries()) {
			const before = cues[place - 1];
			const goesOn = before?.voice === cue.voice && cue.start - before.end < PARAGRAPH_PAUSE_S;
			if (!text || !goesOn) {
				const turn = turnOf(cue, before?.voice === cue.voice);
				turns.push(turn.element);
				text = turn.text;
			}
			const span = document.createElement('span');
			span.textContent = cue.text;
			span.dataset.cue = String(place);
			text.append(span, ' ');
			this.#spans.push(span);
		}
		this.#box.replaceChildren(...turns);
		this.show(this.#time);
		if (this.#search.value !== '') {
			this.#find();
		}
	}

	#choose(event: MouseEvent): void {
		const target = event.target as Element;
		const cue = this.#cues[Number(target.closest<HTMLElement>('[data-cue]')?.dataset.cue ?? -1)];
		const isSelected = getSelection()?.isCollapsed === false;
		if (cue && !isSelected && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
			event.preventDefault();
			this.#setFollowing(true);
			this.#onChosen(cue.start);
		}
	}

	#watchScrolling(): void {
		const leave = () => this.#setFollowing(false);
		for (const type of SCROLL_EVENTS) {
			this.#box.addEventListener(
				type,
				(event) => {
					// A press that is not on the text is on the bar beside it.
					if (type !== 'pointerdown' || event.target === this.#box) {
						leave();
					}
				},
				{ passive: true },
			);
		}
		this.#box.addEventListener('keydown', ({ key }) => {
			if (SCROLL_KEYS.has(key)) {
				leave();
			}
		});
		this.#follow.addEventListener('click', () => this.#setFollowing(true));
	}

	#setFollowing(isFollowing: boolean): void {
		const hasChanged = isFollowing !== this.#isFollowing;
		this.#isFollowing = isFollowing;
		this.#follow.hidden = isFollowing || this.#cues.length === 0;
		if (hasChanged && isFollowing) {
			this.#scroll();
		}
	}

	#scroll(): void {
		if (this.#isFollowing && this.#current) {
			this.#bring(this.#current);
		}
	}

	/** Scrolls the text alone: the page stays where it is. */
	#bring(target: HTMLElement): void {
		const box = this.#box.getBoundingClientRect();
		const { top } = target.getBoundingClientRect();
		const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
		this.#box.scrollTo({
			top: this.#box.scrollTop + top - box.top - box.height / 3,
			behavior: isStill ? 'instant' : 'smooth',
		});
	}

	#watchSearch(): void {
		this.#search.addEventListener('input', () => this.#find());
		this.#search.addEventListener('keydown', (event) => {
			if (event.key === 'Enter') {
				event.preventDefault();
				this.#go(event.shiftKey ? -1 : 1);
			} else if (event.key === 'Escape' && this.#search.value !== '') {
				event.preventDefault();
				this.#search.value = '';
				this.#find();
			}
		});
		this.#next.addEventListener('click', () => this.#go(1));
		this.#previous.addEventListener('click', () => this.#go(-1));
	}

	#find(): void {
		const cues = new Set(this.#found.flat().map(({ cue }) => cue));
		for (const cue of cues) {
			this.#spans[cue]?.replaceChildren(this.#cues[cue]?.text ?? '');
		}
		this.#found = this.#index.find(this.#search.value);
		this.#mark();
		this.#place = 0;
		if (this.#search.value.trim() === '') {
			this.#setFollowing(true);
		}
		this.#showFound();
	}

	/** Each cue is made anew once, with all that was found in it. */
	#mark(): void {
		const byCue = new Map<number, { start: number; end: number; place: number }[]>();
		for (const [place, parts] of this.#found.entries()) {
			for (const { cue, end, start } of parts) {
				byCue.set(cue, [...(byCue.get(cue) ?? []), { start, end, place }]);
			}
		}
		for (const [cue, parts] of byCue) {
			const text = this.#cues[cue]?.text ?? '';
			const pieces: (Node | string)[] = [];
			let from = 0;
			for (const { end, place, start } of parts) {
				const mark = document.createElement('mark');
				mark.textContent = text.slice(start, end);
				mark.dataset.found = String(place);
				pieces.push(text.slice(from, start), mark);
				from = end;
			}
			this.#spans[cue]?.replaceChildren(...pieces, text.slice(from));
		}
	}

	#go(by: 1 | -1): void {
		const { length } = this.#found;
		if (length > 0) {
			this.#place = (this.#place + by + length) % length;
			this.#showFound();
		}
	}

	#showFound(): void {
		const { length } = this.#found;
		const isSearched = this.#search.value.trim() !== '';
		const words = { place: this.#place + 1, count: length };
		const text = length === 0 ? this.#words.foundNone : fill(this.#words.foundOf, words);
		setText(element('found', Element), isSearched ? text : '');
		this.#next.disabled = length === 0;
		this.#previous.disabled = length === 0;
		for (const mark of this.#box.querySelectorAll('mark.shown')) {
			mark.classList.remove('shown');
		}
		const marks = this.#box.querySelectorAll<HTMLElement>(`mark[data-found="${this.#place}"]`);
		for (const mark of marks) {
			mark.classList.add('shown');
		}
		if (marks[0]) {
			this.#setFollowing(false);
			this.#bring(marks[0]);
		}
	}
}

/** A paragraph: when, who, and room for what was said. */
function turnOf({ start, voice }: Cue, isSameVoice: boolean) {
	const turn = document.createElement('div');
	turn.className = 'turn';
	const head = document.createElement('p');
	const time = document.createElement('a');
	time.className = 'at';
	time.href = `#t=${clockOf(start)}`;
	time.textContent = clockOf(start);
	head.append(time);
	if (!isSameVoice && voice !== '') {
		const name = document.createElement('b');
		name.dir = 'auto';
		name.textContent = voice;
		head.append(' ', name);
	}
	const text = document.createElement('p');
	text.dir = 'auto';
	turn.append(head, text);
	return { element: turn, text };
}
