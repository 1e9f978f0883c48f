// What `/podcast link` answers.
import type { Visibility } from '../../protocol/podcast-details.js';
import { describeServerFailure } from './failures/server-advice.js';
import { showLink } from './shown-link.js';

/** What is said where there is no link to renew. */
export const NO_LINK = {
	unsupported:
		'This podcast server has no links: programs listen with credentials, at the address that `/podcast status` shows.',
	private: '🔒 This podcast is private, and has no link: only clients with credentials can listen.',
	away: 'The podcast server is away at the moment, and its link with it: try again when the panel says **On air**.',
} as const;

/** A public podcast has no link that could be taken away. */
export function describePublicLink(link: URL | undefined): string {
	const words = 'This podcast is public, so everybody can listen, with or without a key.';
	return [`🔊 ${words}`, ...(link ? linesOf(link, 'public') : [])].join('\n');
}

/** The link that is valid from now on. */
export function describeNewLink(link: URL): string {
	return [
		'🔗 Done. The old link no longer works, also for those who listened by it. The new one:',
		...linesOf(link, 'unlisted'),
	].join('\n');
}

/** @param isOnServer - whether the podcast server still has the podcast */
export function describeNoNewLink(error: Error, isOnServer: boolean): string {
	const stays = isOnServer ? ' The old link still works.' : '';
	return `No new link could be made. ${describeServerFailure(error)}.${stays}`;
}

function linesOf(link: URL, visibility: Visibility): string[] {
	const { text, advice } = showLink(link, visibility);
	return advice ? [text, advice] : [text];
}
