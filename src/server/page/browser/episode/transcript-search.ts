// Finds words in what was said, whatever their case and accents, over the ends of cues as well.

/** A part of one cue's text. */
export interface FoundPart {
	cue: number;
	/** In UTF-16 units; `end` is behind the last one. */
	start: number;
	end: number;
}

/** One place, in one cue or in several that follow each other. */
export type Found = readonly FoundPart[];

/** All texts as they are searched, with the place of each unit. */
export class TranscriptIndex {
	readonly #folded: string;
	/** By the units of the folded text: which cue, and where in its text. */
	readonly #cues: number[] = [];
	readonly #places: number[] = [];

	/** @param texts - of the cues, in order */
	constructor(texts: readonly string[]) {
		let folded = '';
		for (const [cue, text] of texts.entries()) {
			let place = 0;
			for (const character of `${text} `) {
				for (const unit of fold(character).split('')) {
					folded += unit;
					this.#cues.push(cue);
					this.#places.push(place);
				}
				place += character.length;
			}
		}
		this.#folded = folded;
	}

	/** @returns in order; none for a text of spaces */
	find(text: string): Found[] {
		const wanted = fold(text.trim().replace(/\s+/g, ' '));
		const found: Found[] = [];
		if (wanted === '') {
			return found;
		}
		let from = this.#folded.indexOf(wanted);
		while (from >= 0) {
			found.push(this.#partsOf(from, from + wanted.length));
			from = this.#folded.indexOf(wanted, from + wanted.length);
		}
		return found;
	}

	#partsOf(from: number, to: number): FoundPart[] {
		const parts: { cue: number; start: number; end: number }[] = [];
		for (let unit = from; unit < to; unit++) {
			const cue = this.#cues[unit] as number;
			const place = this.#places[unit] as number;
			const last = parts.at(-1);
			if (last?.cue === cue) {
				last.end = place + 1;
			} else {
				parts.push({ cue, start: place, end: place + 1 });
			}
		}
		return parts;
	}
}

function fold(text: string): string {
	return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
