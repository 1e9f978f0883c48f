// What a page of an episode may tell of its show to whoever opens it.
import { isSameSecret } from '../access/constant-time.js';
import type { EpisodeShow } from '../page/episode/episode-facts.js';
import type { ServedShow, ServedShows } from './served-shows.js';

/** Whether somebody has given the key of a show's pages. */
export function hasKey({ profile }: ServedShow, key: unknown): boolean {
	return typeof key === 'string' && isSameSecret(key, profile.key);
}

/**
 * Whether somebody who comes without credentials may see a show's address.
 *
 * @param key - as it is in the address that they have opened
 */
function isOpenWith(show: ServedShow, key: unknown): boolean {
	switch (show.visibility) {
		case 'public':
			return true;
		case 'unlisted':
			return hasKey(show, key);
		case 'private':
			return false;
	}
}

/** A server's show, with the key alone that whoever asks has given themselves. */
export async function showOf(
	shows: ServedShows,
	guildId: string,
	key: unknown,
): Promise<EpisodeShow | undefined> {
	const show = shows.of(guildId);
	if (!show || !isOpenWith(show, key)) {
		return undefined;
	}
	const { profile, visibility } = show;
	const cover = await shows.cover(guildId);
	return {
		slug: profile.slug,
		title: profile.title ?? profile.serverName,
		key: visibility === 'public' ? undefined : profile.key,
		cover: cover && { type: cover.type, version: cover.version },
		isPublic: visibility === 'public',
	};
}
