// Categories and languages, as Discord suggests them while a member types, and as they are read.
import { SHOW_CATEGORIES } from '../../store/show-categories.js';

/** API documentation, "Application Commands", Autocomplete. */
const MAX_SUGGESTIONS = 25;

/** What podcasts are made in most; any other code is taken as well. */
const LANGUAGES =
	'en en-US en-GB en-AU en-CA en-IN de de-AT de-CH es es-ES es-MX es-AR fr fr-CA fr-CH pt pt-BR pt-PT it nl nl-BE pl sv da nb nn fi is cs sk hu ro bg el tr ru uk be sr hr sl mk sq lt lv et ga cy eu ca gl mt lb he ar fa ur hi bn pa gu mr ta te kn ml si ne th lo km my vi id ms fil zh-CN zh-TW zh-HK ja ko mn kk uz az ka hy sw am so zu xh af eo la yi';

const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** A language with a script and a region, where it needs them (RFC 5646, 2.1). */
const TAG = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/;

const languages = LANGUAGES.split(' ').map((value) => ({
	name: `${languageNames.of(value) ?? value} (${value})`,
	value,
}));

const categories = SHOW_CATEGORIES.map((name) => ({ name, value: name }));

/** What fits to what is typed into an option, what begins with it first. */
export function suggestForShow(option: string, typed: string): { name: string; value: string }[] {
	const wanted = typed.trim().toLowerCase();
	const placeIn = ({ name, value }: { name: string; value: string }) =>
		`${name} ${value}`.toLowerCase().indexOf(wanted);
	const all = option === 'category' ? categories : option === 'language' ? languages : [];
	return all
		.filter((each) => placeIn(each) !== -1)
		.sort((a, b) => Math.sign(placeIn(a)) - Math.sign(placeIn(b)))
		.slice(0, MAX_SUGGESTIONS);
}

/** A category as feeds spell it; a subcategory may stand alone. @returns undefined for no category */
export function readCategory(text: string): string | undefined {
	const wanted = text
		.trim()
		.replace(/\s*[:>/]\s*/, ': ')
		.toLowerCase();
	return (
		SHOW_CATEGORIES.find((category) => category.toLowerCase() === wanted) ??
		SHOW_CATEGORIES.find((category) => category.toLowerCase().endsWith(`: ${wanted}`))
	);
}

/** The code of a language that was given by its code or its English name. */
export function readLanguage(text: string): string | undefined {
	const wanted = text.trim().toLowerCase();
	const named = languages.find(({ name, value }) =>
		[value.toLowerCase(), name.toLowerCase(), nameOf(value)?.toLowerCase()].includes(wanted),
	);
	return named?.value ?? readTag(text.trim());
}

function readTag(text: string): string | undefined {
	try {
		const [tag = ''] = Intl.getCanonicalLocales(text);
		return TAG.test(tag) && nameOf(tag) !== undefined ? tag : undefined;
	} catch {
		// It has not the form of a code.
		return undefined;
	}
}

function nameOf(tag: string): string | undefined {
	return languageNames.of(tag);
}
