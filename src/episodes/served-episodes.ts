// What a server needs of the library: what may leave, and how it is held back.
import type { EpisodeFolder } from '../store/episode-folder.js';
import type { EpisodeManifest } from '../store/episode-manifest.js';
import type { DownloadLinks } from './download-links.js';

/** An episode and its place. */
export interface ServedEpisode {
	folder: EpisodeFolder;
	manifest: EpisodeManifest;
	/** A voice is being taken out, or there is nothing rendered yet: for a while nothing is served. */
	isBeingChanged: boolean;
}

/** Episodes as a server sees them. */
export interface ServedEpisodes {
	/** @returns undefined where there is none, or none that is over */
	served(id: string): ServedEpisode | undefined;
	/**
	 * Says that bytes of an episode are about to leave; in the same turn as `served`.
	 *
	 * @param cut - called when they may not any more; nothing may leave from then on
	 * @returns says that they have left
	 */
	whileServed(id: string, cut: () => void): () => void;
	/** A file that the manifest names is not there: it is rendered again. */
	missing(id: string): void;
	/** Addresses that open what is not published. */
	readonly links: DownloadLinks;
}
