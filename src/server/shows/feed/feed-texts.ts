// Texts of a feed: members' words in the forms and lengths that directories and apps take.
import { cutToFit, isBlank, plainText, withoutHarm } from '../../../protocol/member-text.js';

/** Longest description (Apple, "A podcaster's guide to RSS"). */
const MAX_DESCRIPTION_BYTES = 4000;

/** Longest name of a person (podcast namespace, `person`). */
const MAX_NAME_CHARACTERS = 128;

/**
 * A description of several lines, in at most 4,000 bytes. Readers take it for HTML or for plain
 * text, so nothing in it is a tag to those, and what would be one is readable to these.
 */
export function describe(text: string): string {
	const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => withoutHarm(line).trimEnd());
	const plain = lines.join('\n').replace(/<(?=[a-z/!?])/gi, '‹');
	return cutToFit(plain.trim(), MAX_DESCRIPTION_BYTES, Buffer.byteLength).trim();
}

/** Words that are as they should be: most are, and a feed has thousands. */
const PLAIN_LINE = /^[!-~]{1,60}(?: [!-~]{1,60}){0,3}$/;

/** The first of these of which anything is seen, in one line. */
export function firstLine(...texts: readonly (string | undefined)[]): string {
	for (const text of texts) {
		const line = toLine(text ?? '');
		if (line !== '') {
			return line;
		}
	}
	return '';
}

function toLine(text: string): string {
	return PLAIN_LINE.test(text) ? text : plainText(text);
}

/** A show and whose it is, without words of any language. */
export function describeHost(showTitle: string, hostName: string): string {
	return [showTitle, firstLine(hostName)].filter(Boolean).join(' · ');
}

/** The name of a person; undefined where nothing of it is seen. */
export function personName(name: string): string | undefined {
	const cut = cutToFit(toLine(name), MAX_NAME_CHARACTERS, (text) => text.length);
	return cut === '' || isBlank(cut) ? undefined : cut;
}

/** As in RFC 2822, 3.3, which RSS wants of dates. */
export function rfc2822(epochMs: number): string {
	return new Date(epochMs).toUTCString().replace('GMT', '+0000');
}

/** As a player shows it, such as 1:02:03 or 4:05. */
export function playerTime(ms: number): string {
	const seconds = Math.floor(ms / 1000);
	const [hours, minutes, rest] = [
		Math.floor(seconds / 3600),
		Math.floor(seconds / 60) % 60,
		seconds % 60,
	];
	const two = (number: number) => String(number).padStart(2, '0');
	return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
