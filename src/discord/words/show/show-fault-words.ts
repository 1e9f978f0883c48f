// Why `/podcast show` refuses what a member gave: the option, what it takes, and what came.
import {
	type CoverFault,
	MAX_COVER_BYTES,
	MAX_COVER_PIXELS,
	MIN_COVER_PIXELS,
} from '../../../media/cover/cover-check.js';
import { MAX_SLUG_CHARACTERS } from '../../../store/show-slug.js';
import { cutText, inCode } from '../markdown.js';

/** Apple's, for a show. */
export const MAX_DESCRIPTION_BYTES = 4000;

/** What cannot be set, and with what. */
export type ShowFault =
	| { option: 'title' | 'author'; came: string }
	| { option: 'description'; bytes: number }
	| { option: 'category' | 'language' | 'email' | 'website'; came: string }
	/** `like`: an address that would do. */
	| { option: 'address'; came: string; like: string }
	/** Another server's show has it, or had it. */
	| { option: 'address'; taken: string };

const EXPECTED = {
	title: 'a name with at least one character that can be seen',
	author: 'a name with at least one character that can be seen',
	category: 'one of the list that I suggest while you type, such as `Comedy: Improv`',
	language: 'a language that I suggest while you type, or its code, such as `en` or `pt-BR`',
	email: 'an address such as `host@example.org`',
	website: 'an address that begins with `https://` or `http://`, of at most 200 characters',
} as const;

const MAX_CAME = 60;

/** What is wrong, a line for each option, and that nothing else has happened. */
export function describeShowFaults(faults: readonly ShowFault[]): string {
	return [...faults.map(describeFault), 'Nothing has changed.'].join('\n');
}

function describeFault(fault: ShowFault): string {
	const name = `**${fault.option}**`;
	if ('taken' in fault) {
		return `${name}: another server’s show has ${inCode(fault.taken)}; pick another one.`;
	}
	if ('bytes' in fault) {
		const most = MAX_DESCRIPTION_BYTES.toLocaleString('en');
		return `${name}: expected at most ${most} bytes, got ${fault.bytes.toLocaleString('en')}; letters beyond a to z have two or more.`;
	}
	const came = fault.came.trim() === '' ? 'nothing' : inCode(cutText(fault.came, MAX_CAME));
	return 'like' in fault
		? `${name}: expected small letters, digits, and single hyphens between them, at most ${MAX_SLUG_CHARACTERS} in all; got ${came}. ${inCode(fault.like)} would do.`
		: `${name}: expected ${EXPECTED[fault.option]}; got ${came}.`;
}

const SQUARE = `a square JPEG or PNG of ${MIN_COVER_PIXELS.toLocaleString('en')} to ${MAX_COVER_PIXELS.toLocaleString('en')} pixels`;
const MAX_MEGABYTES = Math.floor(MAX_COVER_BYTES / 2 ** 20);

/** Why a file does not become the cover. */
export function describeCoverFault(fault: CoverFault): string {
	return `**cover**: ${explainCoverFault(fault)}. Nothing has changed.`;
}

function explainCoverFault(fault: CoverFault): string {
	switch (fault.kind) {
		case 'too large':
			return `expected at most ${MAX_MEGABYTES} MB, got ${(fault.bytes / 2 ** 20).toFixed(1)} MB: save it as JPEG`;
		case 'no picture':
			return `expected ${SQUARE}, got ${fault.found ?? 'a file that is neither'}, whatever its name says`;
		case 'broken':
			return `expected ${SQUARE}, got a ${fault.type === 'png' ? 'PNG' : 'JPEG'} that cannot be used, because ${fault.why}: save it anew`;
		case 'not square':
			return `expected ${SQUARE}, got ${fault.width} × ${fault.height}: cut it to a square`;
		case 'wrong size':
			return `expected ${SQUARE}, got ${fault.pixels} × ${fault.pixels}: make it ${fault.pixels < MIN_COVER_PIXELS ? 'larger' : 'smaller'}`;
		case 'wrong colours':
			return `expected colours as screens have them (RGB), got ${fault.colours === 'CMYK' ? 'those of print (CMYK)' : 'shades of grey alone'}: save it as RGB`;
	}
}

/** Answers that need no facts. */
export const SHOW_ANSWERS = {
	coverNotFetched:
		'**cover**: I could not get that file from Discord: try again in a minute. Nothing has changed.',
	coverNotKept:
		'**cover**: I could not write that down: whoever runs me finds the reason in the log. The cover is as it was.',
} as const;
