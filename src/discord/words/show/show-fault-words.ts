// Why `/podcast show` refuses what a member gave: the option, what it takes, and what came.
import type { Language, Sentence } from '../../../languages.js';
import {
	type CoverFault,
	MAX_COVER_BYTES,
	MAX_COVER_PIXELS,
	MIN_COVER_PIXELS,
} from '../../../media/cover/cover-check.js';
import { MAX_SLUG_CHARACTERS } from '../../../store/show-slug.js';
import type { PlaceTexts } from '../languages/en/place.js';
import { textsIn } from '../languages/texts.js';
import { cutText, inCode } from '../markdown.js';

/** Apple's, for a show. */
export const MAX_DESCRIPTION_BYTES = 4000;

/** What cannot be set, and with what. */
export type ShowFault =
	| { option: 'title' | 'author'; came: string }
	| { option: 'description'; bytes: number }
	| { option: 'category' | 'language' | 'email' | 'website' | 'invite'; came: string }
	/** `like`: an address that would do. */
	| { option: 'address'; came: string; like: string }
	/** Another server's show has it, or had it. */
	| { option: 'address'; taken: string };

const MAX_CAME = 60;

/** What is wrong, a line for each option, and that nothing else has happened. */
export function describeShowFaults(
	faults: readonly ShowFault[],
	language: Language = 'en',
): string {
	const { place } = textsIn(language);
	return [
		...faults.map((fault) => describeFault(fault, place, language)),
		place.nothingChanged,
	].join('\n');
}

function describeFault(fault: ShowFault, texts: PlaceTexts, language: Language): string {
	const name = `**${fault.option}**`;
	if ('taken' in fault) {
		return texts.taken({ name, address: inCode(fault.taken) });
	}
	if ('bytes' in fault) {
		const [most, bytes] = [MAX_DESCRIPTION_BYTES, fault.bytes].map((count) =>
			count.toLocaleString(language),
		) as [string, string];
		return texts.tooManyBytes({ name, most, bytes });
	}
	const came = fault.came.trim() === '' ? texts.nothing : inCode(cutText(fault.came, MAX_CAME));
	return 'like' in fault
		? texts.noAddress({ name, most: MAX_SLUG_CHARACTERS, came, like: inCode(fault.like) })
		: texts.unfit({ name, expected: texts.expected[fault.option], came });
}

const MAX_MEGABYTES = Math.floor(MAX_COVER_BYTES / 2 ** 20);

/** Why a file does not become the cover. */
export function describeCoverFault(fault: CoverFault): Sentence {
	return (language) => {
		const { cover } = textsIn(language).place;
		return cover.refused(explainCoverFault(fault, cover, language));
	};
}

function explainCoverFault(
	fault: CoverFault,
	texts: PlaceTexts['cover'],
	language: Language,
): string {
	const square = texts.square({
		min: MIN_COVER_PIXELS.toLocaleString(language),
		max: MAX_COVER_PIXELS.toLocaleString(language),
	});
	switch (fault.kind) {
		case 'too large': {
			const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
			const came = (fault.bytes / 2 ** 20).toLocaleString(language, digits);
			return texts.tooLarge({ most: MAX_MEGABYTES, came });
		}
		case 'no picture': {
			const found = fault.found ? texts.others[fault.found] : texts.neither;
			return texts.noPicture({ square, found });
		}
		case 'broken': {
			const kind = fault.type === 'png' ? 'PNG' : 'JPEG';
			return texts.broken({ square, kind, why: texts.flaws[fault.why] });
		}
		case 'not square':
			return texts.notSquare({ square, width: fault.width, height: fault.height });
		case 'wrong size': {
			const { pixels } = fault;
			return pixels < MIN_COVER_PIXELS
				? texts.tooFewPixels({ square, pixels })
				: texts.tooManyPixels({ square, pixels });
		}
		case 'wrong colours':
			return texts.colours[fault.colours];
	}
}

/** An answer on the cover that needs no facts. */
export function answerOnCover(name: 'notFetched' | 'notKept'): Sentence {
	return (language) => textsIn(language).place.cover[name];
}
