// Which languages people are spoken to in, and which of them somebody wants.

/** Languages of all that people read; the first stands for every other. */
export const LANGUAGES = ['en', 'de', 'es', 'fr', 'pt'] as const;

/** One of them. */
export type Language = (typeof LANGUAGES)[number];

/** Something to say, in whatever language it is asked for. */
export type Sentence = (language: Language) => string;

const DEFAULT_LANGUAGE: Language = LANGUAGES[0];

/** A browser sends some ten; what is behind these is not read. */
const MAX_HEADER_LENGTH = 512;

/** RFC 9110, section 12.4.2: a weight from 0 to 1 with at most three decimals. */
const WEIGHT = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

/**
 * The language that a browser wants most, of those that there are; `*` wants none.
 *
 * @param acceptLanguage - the header of that name, of any length; faulty parts of it are left out
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4}
 */
export function pickLanguage(acceptLanguage: string | undefined): Language {
	let best: Language = DEFAULT_LANGUAGE;
	let bestWeight = 0;
	for (const part of (acceptLanguage ?? '').slice(0, MAX_HEADER_LENGTH).split(',')) {
		const [range = '', ...parameters] = part.split(';').map((text) => text.trim());
		const language = findLanguage(range);
		const weight = readWeight(parameters);
		// Of equal ones the first counts, as browsers write them.
		if (language !== undefined && weight > bestWeight) {
			best = language;
			bestWeight = weight;
		}
	}
	return best;
}

function readWeight([parameter]: readonly string[]): number {
	return parameter === undefined ? 1 : Number(WEIGHT.exec(parameter)?.[1] ?? 0);
}

/**
 * The language of a locale, such as `pt-BR` or `es-419`.
 *
 * @param locale - as Discord and `Intl` write them
 */
export function languageOfLocale(locale: string): Language {
	return findLanguage(locale) ?? DEFAULT_LANGUAGE;
}

function findLanguage(tag: string): Language | undefined {
	const primary = tag.split('-', 1)[0]?.toLowerCase();
	return LANGUAGES.find((language) => language === primary);
}
