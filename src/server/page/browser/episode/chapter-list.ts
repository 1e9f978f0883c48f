// The list of chapters: marks the one that is heard, and goes to another one.

/** One of them. */
interface Chapter {
	start: number;
	title: string;
	link: HTMLAnchorElement;
}

/** Chapters as the page shows them; there may be none. */
export class ChapterList {
	readonly #chapters: readonly Chapter[];
	#current: Chapter | undefined;

	/** @param onChosen - called with the seconds at which one begins */
	constructor(list: Element | null, onChosen: (start: number) => void) {
		const links = [...(list?.querySelectorAll<HTMLAnchorElement>('a[data-start]') ?? [])];
		this.#chapters = links.map((link) => ({
			start: Number(link.dataset.start),
			title: link.lastElementChild?.textContent ?? '',
			link,
		}));
		for (const { link, start } of this.#chapters) {
			link.addEventListener('click', (event) => {
				// The address stays for whoever copies it or opens it elsewhere.
				if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
					event.preventDefault();
					onChosen(start);
				}
			});
		}
	}

	get isEmpty(): boolean {
		return this.#chapters.length === 0;
	}

	/** Where the chapter of this name begins. */
	startOf(title: string): number | undefined {
		return this.#chapters.find((chapter) => chapter.title === title)?.start;
	}

	/** The one that is heard at a time. */
	at(time: number): { start: number; title: string } | undefined {
		// Players stop some milliseconds before or behind where they were sent.
		return this.#chapters.findLast(({ start }) => start <= time + 0.05);
	}

	/** Where the next one begins, or this one; and soon after its beginning the one before. */
	neighbour(time: number, direction: 'next' | 'previous'): number | undefined {
		return direction === 'next'
			? this.#chapters.find(({ start }) => start > time + 0.05)?.start
			: this.#chapters.findLast(({ start }) => start < time - 3)?.start;
	}

	/** Marks the one that is heard. */
	show(time: number): void {
		const current = this.#chapters.findLast(({ start }) => start <= time + 0.05);
		if (current !== this.#current) {
			this.#current?.link.removeAttribute('aria-current');
			current?.link.setAttribute('aria-current', 'true');
			this.#current = current;
		}
	}
}
