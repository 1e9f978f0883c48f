// How dates are written for whoever reads the page.

/** How dates are written in a language: as the browser is set, where that is its language. */
export function localeOf(language: string): string {
	return navigator.languages.find((locale) => locale.split('-', 1)[0] === language) ?? language;
}
