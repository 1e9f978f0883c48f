// Where all that a feed names is, with the keys that whoever reads it needs.
import { createHash } from 'node:crypto';
import { asBase } from '../../host-name.js';
import type { EpisodeManifest, OutputName } from '../../store/episode-manifest.js';
import type { ShowProfile } from '../../store/show-profiles.js';

/**
 * Whom a feed is for: everybody, or those who have its key and hear of what is unlisted, too. The
 * addresses in theirs have the show's keys.
 */
export type FeedAudience = 'everybody' | 'key holders';

/** Absolute addresses. */
export interface FeedAddresses {
	feed: string;
	page: string;
	cover: string;
	stream(ending: 'mp3' | 'ogg'): string;
	/** An episode's page. */
	episode(manifest: EpisodeManifest): string;
	output(manifest: EpisodeManifest, name: OutputName): string;
}

/** What a show is called. */
export function titleOf({ serverName, title }: ShowProfile): string {
	return title ?? serverName;
}

/** The addresses of a show for an audience. */
export function feedAddresses(
	profile: ShowProfile,
	{ audience, publicUrl }: { audience: FeedAudience; publicUrl: URL },
): FeedAddresses {
	const base = asBase(publicUrl);
	const place = `s/${profile.slug}`;
	const at = (path: string, key?: string, version?: string): string => {
		const url = new URL(path, base);
		if (version !== undefined) {
			url.searchParams.set('v', version);
		}
		if (key !== undefined && audience === 'key holders') {
			url.searchParams.set('key', key);
		}
		return url.href;
	};
	return {
		feed: at(`${place}/feed.xml`, profile.feedKey),
		page: at(place, profile.key),
		cover: at(`${place}/cover.${profile.cover?.type ?? 'png'}`, profile.key, coverVersion(profile)),
		stream: (ending) => at(`${place}/live.${ending}`, profile.key),
		episode: ({ id }) => at(`e/${id}`),
		output: ({ id, revision }, name) => at(`e/${id}/r${revision}/${name}`),
	};
}

/** Directories look at a picture again where its address is another one. */
function coverVersion(profile: ShowProfile): string {
	// One that is made shows the title.
	const sha256 =
		profile.cover?.sha256 ?? createHash('sha256').update(titleOf(profile)).digest('hex');
	return sha256.slice(0, 16);
}
