// What `/podcast link` answers.
import type { Visibility } from '../../protocol/podcast-details.js';
import { describeServerFailure } from './failures/server-advice.js';
import { openLink, showLink } from './shown-link.js';

/** What is said where there is no link to renew. */
export const NO_LINK = {
	unsupported:
		'This podcast server has no links: programs listen with credentials, at the address that `/podcast status` shows.',
	private: '🔒 This podcast is private, and has no link: only clients with credentials can listen.',
	privatePlace:
		'🔒 This server’s show is private, and has no link: only clients with credentials can open its address. `/podcast show visibility:unlisted` changes that.',
	away: 'The podcast server is away at the moment, and its link with it: try again when the panel says **On air**.',
} as const;

/** What is public has no link that could be taken away. */
export function describePublicLink(link: URL | undefined, when: 'on air' | 'off air'): string {
	const words =
		when === 'on air'
			? 'This podcast is public, so everybody can listen, with or without a key.'
			: 'This server’s show is public: everybody can open its address, which has no key that could be renewed.';
	return [`🔊 ${words}`, ...(link ? linesOf(link, 'public') : [])].join('\n');
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
): string {
	return [
		visibility === 'public'
			? '🔗 Done. The old link to this server’s show no longer works; the show that is on air is public, so whoever knows where it is goes on listening. The new link:'
			: '🔗 Done. The old link no longer works, also for those who listened by it. The new one:',
		...linesOf(link, visibility),
		...(place?.feed && openLink(place.feed, 'unlisted') ? describeFeed(place.feed) : []),
		...(place?.isKept === false ? [NOT_SAVED] : []),
	].join('\n');
}

function describeFeed(feed: URL): string[] {
	return [
		'The feed has a new address as well. Whoever subscribed in a podcast app has to subscribe anew:',
		feed.href,
	];
}

const NOT_SAVED =
	'⚠️ It could not be saved, so the old link works again when I am restarted: tell whoever runs this bot.';

/** @param isOnServer - whether the podcast server still has the podcast */
export function describeNoNewLink(error: Error, isOnServer: boolean): string {
	const stays = isOnServer ? ' The old link still works.' : '';
	return `No new link could be made. ${describeServerFailure(error)}.${stays}`;
}

function linesOf(link: URL, visibility: Visibility): string[] {
	const { text, advice } = showLink(link, visibility);
	return advice ? [text, advice] : [text];
}
