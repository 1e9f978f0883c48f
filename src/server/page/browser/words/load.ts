// Brings the words of the page's language into the browser, and no others.
import type { PageWords } from './en.js';

/** The words; the page names their file, which the browser fetches together with the script. */
export const words: PageWords = await load();

async function load(): Promise<PageWords> {
	const link = document.querySelector<HTMLLinkElement>('link[data-words]');
	if (link === null) {
		throw new TypeError('Expected a page that names its words');
	}
	const module = (await import(link.href)) as { words: PageWords };
	return module.words;
}
