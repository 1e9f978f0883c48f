// A podcast's link as people in Discord are shown it: never one that only this machine can open.
import { isOnlyHere, isOnlyNear, openableHere } from '../../host-name.js';
import type { Visibility } from '../../protocol/podcast-details.js';

/** What is said where nobody else can open a podcast's link. */
export const ONLY_HERE =
	'⚠️ Only the computer that I run on can open this show: whoever runs me sets `PUBLIC_URL`.';

/** What is said where a public show's link can be opened in one network only. */
const ONLY_NEAR =
	'⚠️ Only whoever is in my own network can open this show: whoever runs me sets `PUBLIC_URL`.';

/** How a link is shown. */
export interface ShownLink {
	/** The link, or its address as inline code, which nobody can press. */
	text: string;
	/** A sentence for a line of its own, where there is something to say of it. */
	advice: string | undefined;
}

/** @param link - as the podcast's server tells it */
export function showLink(link: URL, visibility: Visibility): ShownLink {
	const advice = adviseOn(link, visibility);
	return advice
		? { text: `\`${openableHere(link).href}\``, advice }
		: { text: link.href, advice: undefined };
}

/** @returns the link, where whoever may listen can open it */
export function openLink(link: URL, visibility: Visibility): URL | undefined {
	return adviseOn(link, visibility) === undefined ? link : undefined;
}

/** Others in the house may have been given a link; everybody is not in the house. */
function adviseOn(link: URL, visibility: Visibility): string | undefined {
	if (isOnlyHere(link)) {
		return ONLY_HERE;
	}
	return visibility === 'public' && isOnlyNear(link) ? ONLY_NEAR : undefined;
}
