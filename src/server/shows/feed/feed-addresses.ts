// Where all that a feed names is, with the keys that whoever reads it needs.
import { createHash } from 'node:crypto';
import { asBase } from '../../../host-name.js';
import type { EpisodeManifest, OutputName } from '../../../store/episode-manifest.js';
import type { ServedShow } from '../served-shows.js';
import { showUrl } from '../show-address.js';
import { titleOf } from '../show-title.js';

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

/** The addresses of a show for an audience. */
export function feedAddresses(
	show: ServedShow,
	{ audience, publicUrl }: { audience: FeedAudience; publicUrl: URL },
): FeedAddresses {
	const { cover, feedKey, key, slug } = show.profile;
	// Ids are of letters that stand for themselves: hundreds of URLs need not be read anew.
	const base = asBase(publicUrl).href;
	const of = (opening: string, file?: string): URL =>
		showUrl({
			publicUrl,
			slug,
			...(file !== undefined && { file }),
			key: audience === 'key holders' ? opening : undefined,
		});
	const picture = of(feedKey, `cover.${cover?.type ?? 'png'}`);
	// Directories look at a picture again where its address is another one; a made one has the title.
	picture.searchParams.set('v', cover?.sha256 ?? versionOf(titleOf(show)));
	return {
		feed: of(feedKey, 'feed.xml').href,
		page: of(key).href,
		cover: picture.href,
		stream: (ending) => of(key, `live.${ending}`).href,
		episode: ({ id }) => `${base}e/${id}`,
		output: ({ id, revision }, name) => `${base}e/${id}/r${revision}/${name}`,
	};
}

function versionOf(text: string): string {
	return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
