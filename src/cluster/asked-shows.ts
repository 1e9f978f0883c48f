// Shows of this machine that others have asked for: those are told when something has changed.
import type { Clock, Timer } from '../clock.js';
import type { Bus } from './bus.js';
import { encodeWords } from './podcast-words.js';
import type { Subjects } from './subjects.js';

/** So long after the last question nobody wants to know any more: whoever does asks more often. */
const ASKED_MS = 60_000;

/** What is needed for that. */
export interface AskedShowsOptions {
	bus: Bus;
	clock: Clock;
	subjects: Subjects;
	/** Calls back when something of a show may have changed, until the returned function is called. */
	watch: (slug: string, watcher: () => void) => () => void;
}

/** Remembers them by the part of the address that was asked for. */
export class AskedShows {
	readonly #options: AskedShowsOptions;
	readonly #asked = new Map<string, { unwatch: () => void; forget: Timer }>();

	constructor(options: AskedShowsOptions) {
		this.#options = options;
	}

	/** Whether a show was here when somebody asked for it last. */
	has(slug: string): boolean {
		return this.#asked.has(slug);
	}

	/** Somebody has asked, and was told something. */
	note(slug: string): void {
		const { bus, clock, subjects, watch } = this.#options;
		const known = this.#asked.get(slug);
		known?.forget.cancel();
		const unwatch =
			known?.unwatch ??
			// What it is now, and for whom, is in the answer to whoever asks again.
			watch(slug, () => bus.publish(subjects.showEvent(slug), encodeWords({})));
		const forget = clock.at(clock.nowMs() + ASKED_MS, () => {
			this.#asked.delete(slug);
			unwatch();
		});
		this.#asked.set(slug, { unwatch, forget });
	}

	/** Forgets all of them. */
	close(): void {
		for (const { forget, unwatch } of this.#asked.values()) {
			forget.cancel();
			unwatch();
		}
		this.#asked.clear();
	}
}
