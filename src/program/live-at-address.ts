// What a show's address that somebody pastes leads to, for as long as the show is on air.
import type { LiveAtAddress } from '../listening/podcast-catalogue.js';
import { isSameSecret } from '../server/access/constant-time.js';
import type { ServedShows } from '../server/shows/served-shows.js';
import type { ShowRegistry } from '../show/show-registry.js';

/**
 * Finds the podcast that is on air at an address, for who has the address's key where it needs one.
 *
 * @returns undefined where there is none that they may hear
 */
export function findLiveAt(
	{ places, registry }: { places: Pick<ServedShows, 'find'>; registry: ShowRegistry },
	slug: string,
	key: string | undefined,
): LiveAtAddress | undefined {
	const found = places.find(slug);
	const id = found?.live?.podcastId;
	if (!found?.live || id === undefined) {
		return undefined;
	}
	const { live, profile, visibility } = found;
	const both = [visibility, live.visibility];
	const isOpen = !both.includes('unlisted') || isSameSecret(key ?? '', profile.key);
	const entry = registry.get(profile.guildId);
	if (both.includes('private') || !isOpen || entry?.kind !== 'on air') {
		return undefined;
	}
	const listenKey = entry.show.announcer.link?.searchParams.get('key') ?? undefined;
	return { id, listenKey };
}
