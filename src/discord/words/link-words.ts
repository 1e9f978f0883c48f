// What `/podcast link` answers.
import type { Language, Sentence } from '../../languages.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import { describeServerFailure } from './failures/server-advice.js';
import { textsIn } from './languages/texts.js';
import { openLink, showLink } from './shown-link.js';

/** What is said where there is no link, in whatever language it is asked for. */
export function answerOnLink(
	why: 'unsupported' | 'private' | 'privatePlace' | 'away' | 'noVisibility',
): Sentence {
	return (language) => textsIn(language).link[why];
}

/** What is public has no link that could be taken away. */
export function describePublicLink(
	link: URL | undefined,
	when: 'on air' | 'off air',
	language: Language = 'en',
): string {
	const { publicPlace, publicShow } = textsIn(language).link;
	const words = when === 'on air' ? publicShow : publicPlace;
	return [words, ...(link ? linesOf(link, 'public', language) : [])].join('\n');
}

/** A server's address, after its keys have been renewed. */
export interface RenewedPlace {
	page: URL;
	feed: URL | undefined;
	/** Whether the keys are in the file. */
	isKept: boolean;
}

/**
 * The link that is valid from now on.
 *
 * @param options.visibility - of what is on air, or, off air, of the address
 * @param options.place - undefined where the server's address has no key
 */
export function describeNewLink(
	link: URL,
	{ place, visibility }: { place?: RenewedPlace | undefined; visibility: Visibility },
	language: Language = 'en',
): string {
	const texts = textsIn(language).link;
	const feed = place?.feed && openLink(place.feed, 'unlisted');
	return [
		visibility === 'public' ? texts.renewedPlace : texts.renewed,
		...linesOf(link, visibility, language),
		...(feed ? [texts.newFeed, feed.href] : []),
		...(place?.isKept === false ? [texts.notSaved] : []),
	].join('\n');
}

/** @param isOnServer - whether the podcast server still has the podcast */
export function describeNoNewLink(error: Error, isOnServer: boolean): Sentence {
	return (language) => {
		const { notRenewed, stillWorks } = textsIn(language).link;
		return `${notRenewed(describeServerFailure(error, language))}${isOnServer ? stillWorks : ''}`;
	};
}

function linesOf(link: URL, visibility: Visibility, language: Language): string[] {
	const { text, advice } = showLink(link, visibility, language);
	return advice ? [text, advice] : [text];
}
