// A podcast's link as people in Discord are shown it: never one that only this machine can open.
import { isOnlyHere, openableHere } from '../../host-name.js';

/** What is said where nobody else can open a podcast's link. */
export const ONLY_HERE =
	'⚠️ Only the computer that I run on can open this show: whoever runs me sets `PUBLIC_URL`.';

/** How a link is shown. */
export interface ShownLink {
	/** The link, or its address as inline code, which nobody can press. */
	text: string;
	/** A sentence for a line of its own, where there is something to say of it. */
	advice: string | undefined;
}

/** @param link - as the podcast's server tells it */
export function showLink(link: URL): ShownLink {
	return isOnlyHere(link)
		? { text: `\`${openableHere(link).href}\``, advice: ONLY_HERE }
		: { text: link.href, advice: undefined };
}
