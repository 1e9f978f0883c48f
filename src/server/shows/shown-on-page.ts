// What a page of an episode may tell of its show to whoever opens it.
import type { EpisodeShow } from '../page/episode/episode-facts.js';
import type { ServedShows } from './served-shows.js';
import { grantOfKey, isOpenTo } from './show-access.js';

/** A server's show, with the key alone that whoever asks has given themselves. */
export async function showOf(
	shows: ServedShows,
	guildId: string,
	key: unknown,
): Promise<EpisodeShow | undefined> {
	const show = shows.of(guildId);
	if (!show || !isOpenTo(show, grantOfKey(show, key))) {
		return undefined;
	}
	const { profile, visibility } = show;
	const cover = await shows.cover(guildId);
	return {
		slug: profile.slug,
		title: profile.title ?? profile.serverName,
		key: visibility === 'public' ? undefined : profile.key,
		cover: cover && { type: cover.type, version: cover.version },
		invite: profile.invite,
		isPublic: visibility === 'public',
	};
}
