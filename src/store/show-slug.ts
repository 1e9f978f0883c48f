// The part of a show's address that is its own: made of a name, and easy to type.

/** Longest one, in characters. */
export const MAX_SLUG_CHARACTERS = 40;

/** What a name becomes of which nothing can be typed everywhere. */
const NAMELESS = 'show';

/** Letters that are more than a plain one with a mark. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
	['ß', 'ss'],
	['æ', 'ae'],
	['œ', 'oe'],
	['ø', 'o'],
	['ł', 'l'],
	['đ', 'd'],
	['ð', 'd'],
	['þ', 'th'],
	['ı', 'i'],
]);

/** Whether a text may be one: small letters, digits, and single hyphens between them. */
export function isSlug(text: string): boolean {
	return text.length <= MAX_SLUG_CHARACTERS && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text);
}

/** Makes one of any text. */
export function toSlug(text: string): string {
	const plain = text
		.toLowerCase()
		.replace(/[^a-z0-9]/g, (letter) => SPELLINGS.get(letter) ?? letter)
		.normalize('NFKD')
		.replace(/\p{Mark}/gu, '')
		.replace(/['’]/g, '');
	const words = plain.toLowerCase().replace(/[^a-z0-9]+/g, '-');
	const slug = words.replace(/^-/, '').slice(0, MAX_SLUG_CHARACTERS).replace(/-$/, '');
	return slug === '' ? NAMELESS : slug;
}
