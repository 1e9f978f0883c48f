// A podcast's link as people in Discord are shown it: never one that only this machine can open.
import { isOnlyHere, isOnlyNear, openableHere } from '../../host-name.js';
import type { Language } from '../../languages.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import { textsIn } from './languages/texts.js';

/** What is said where nobody else can open a podcast's link, in English. */
export const ONLY_HERE = textsIn('en').link.onlyHere;

/** How a link is shown. */
export interface ShownLink {
	/** The link, or its address as inline code, which nobody can press. */
	text: string;
	/** A sentence for a line of its own, where there is something to say of it. */
	advice: string | undefined;
}

/** @param link - as the podcast's server tells it */
export function showLink(link: URL, visibility: Visibility, language: Language = 'en'): ShownLink {
	const reach = findReach(link, visibility);
	return reach === undefined
		? { text: link.href, advice: undefined }
		: { text: `\`${openableHere(link).href}\``, advice: textsIn(language).link[reach] };
}

/** @returns the link, where whoever may listen can open it */
export function openLink(link: URL, visibility: Visibility): URL | undefined {
	return findReach(link, visibility) === undefined ? link : undefined;
}

/** Others in the house may have been given a link; everybody is not in the house. */
function findReach(link: URL, visibility: Visibility): 'onlyHere' | 'onlyNear' | undefined {
	if (isOnlyHere(link)) {
		return 'onlyHere';
	}
	return visibility === 'public' && isOnlyNear(link) ? 'onlyNear' : undefined;
}
