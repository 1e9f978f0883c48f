// What members write (titles, names): which characters may do harm, and how texts are cut.
//
// Joiners, variation selectors and tags stay: Persian and Indian scripts, families, professions
// and flags are made of them. So do U+200E, U+200F and U+061C, which order the characters next to
// them and no others. What goes ends a line, turns what follows round, or is no character at all.

/** Control characters, line and paragraph separators, and halves of surrogate pairs. */
export const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

/**
 * The same, with what turns the direction round until something ends it (embeddings, overrides,
 * isolates), deprecated format characters (The Unicode Standard, 23.3), the byte order mark,
 * interlinear annotations, and code points that never become characters.
 */
const HARMFUL =
	/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\u{e0001}]/u;

const ALL_HARMFUL = new RegExp(HARMFUL, 'gu');

/**
 * What is seen: anything but spaces, and characters that show nothing by themselves. Some of these
 * are letters or symbols to Unicode: the empty Braille cell, the object that is not there, the null
 * notehead, the filler of Khitan, blanks and joiners of hieroglyphs.
 */
const VISIBLE =
	/[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}\u2800\ufffc\u{1d159}\u{16fe4}\u{13430}-\u{1343f}\u{13441}\u{13442}]/u;

/** What turns a direction, or orders the characters next to it (Unicode's Bidi_Control). */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text with a space for each character that may do harm; else as it is. */
export function withoutHarm(text: string): string {
	return text.replace(ALL_HARMFUL, ' ');
}

/** The text in one line, without what may do harm, and without spaces around it. */
export function oneLine(text: string): string {
	return withoutHarm(text).trim();
}

/** Whether nothing of the text is seen. */
export function isBlank(text: string): boolean {
	return !VISIBLE.test(withoutHarm(text));
}

/** The text without what may do harm; empty where nothing of it is seen. */
export function visibleText(text: string): string {
	return isBlank(text) ? '' : withoutHarm(text);
}

/**
 * The text as the preview of a link has it, between words of ours that it must not turn round: no
 * control of the direction stays.
 */
export function previewText(text: string): string {
	return visibleText(text.replace(DIRECTIONS, '')).trim();
}

/** How much room a text takes. */
export type Measure = (text: string) => number;

/** As JavaScript and Discord count: an emoji of one code point takes two. */
export const inUtf16Units: Measure = (text) => text.length;

/** As the extended REST counts. */
export const inCodePoints: Measure = (text) => {
	let count = 0;
	for (const _codePoint of text) {
		count++;
	}
	return count;
};

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What people take for one character each: an emoji with all that belongs to it is one. */
export function* graphemesOf(text: string): Generator<string> {
	for (const { segment } of segmenter.segment(text)) {
		yield segment;
	}
}

/**
 * As much of the text's beginning as there is room for, cut between what people take for
 * characters. Where already the first of them is too long, it is cut between code points.
 */
export function cutToFit(text: string, limit: number, measure: Measure): string {
	// No unit is smaller than half a code point, so nothing of the text beyond this has room.
	const head = beginningOf(text, 2 * limit + 1);
	if (head === text && measure(text) <= limit) {
		return text;
	}
	return take(graphemesOf(head), limit, measure) || take(head, limit, measure);
}

/**
 * That many UTF-16 units, and one more where that would halve a code point.
 *
 * NOTE: each step of `Intl.Segmenter` takes as long as the text that it was given is long.
 */
function beginningOf(text: string, length: number): string {
	const isHalved = /[\ud800-\udbff]/.test(text.charAt(length - 1));
	return text.slice(0, isHalved ? length + 1 : length);
}

/** Longest text that goes into metadata, a header or a playlist, in code points. */
const MAX_PLAIN_CHARACTERS = 300;

/**
 * The text as metadata has it: one line of at most 300 code points, without what may do harm;
 * empty where nothing of it is seen.
 */
export function plainText(text: string): string {
	const line = oneLine(text).replace(/ {2,}/g, ' ');
	const cut = cutToFit(line, MAX_PLAIN_CHARACTERS, inCodePoints).trimEnd();
	return isBlank(cut) ? '' : cut;
}

function take(parts: Iterable<string>, limit: number, measure: Measure): string {
	let room = limit;
	let taken = '';
	for (const part of parts) {
		room -= measure(part);
		if (room < 0) {
			break;
		}
		taken += part;
	}
	return taken;
}
