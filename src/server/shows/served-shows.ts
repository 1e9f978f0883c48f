// What a server needs to know of shows: where each is, what is on air of it, planned, and kept.
import type { Visibility } from '../../protocol/podcast-details.js';
import type { EpisodeManifest } from '../../store/episode-manifest.js';
import type { CoverType, ShowProfile } from '../../store/show-profiles.js';

/** A show that is on air, or about to be back. */
export interface LiveShow {
	/** Its podcast; undefined while there is none, as between two podcast servers' answers. */
	podcastId: string | undefined;
	title: string;
	hostName: string;
	sinceEpochMs: number;
	visibility: Visibility;
	/** Stays the same for as long as the show does, over restarts too. */
	guid: string;
	/**
	 * Where listeners hear it if its podcast is on another server; null where that server has no page
	 * for them. Undefined while the podcast is on the server that shows the address.
	 */
	link?: string | null | undefined;
}

/** A show that was on air last. */
export interface EndedLiveShow extends Omit<LiveShow, 'podcastId' | 'link'> {
	endedEpochMs: number;
	/** The most that listened at once; undefined where nobody knows. */
	peakListeners: number | undefined;
}

/** A show that is to begin. */
export interface PlannedShow {
	/** Of the plan; with the time it names one occurrence. */
	planId: string;
	title: string;
	hostName: string;
	startsAtEpochMs: number;
	visibility: Visibility;
	/** The one that it has on air and afterwards, too, so that apps take it for one stream. */
	guid?: string | undefined;
}

/** One Discord server's show, with all that its address tells. */
export interface ServedShow {
	profile: ShowProfile;
	/** Who may see the address. */
	visibility: Visibility;
	live: LiveShow | undefined;
	/** The last one, until the next begins; undefined after a restart. */
	ended: EndedLiveShow | undefined;
	/** The next occurrences, soonest first. */
	planned: readonly PlannedShow[];
	/** Those that are published and can be heard, newest first. */
	episodes: readonly EpisodeManifest[];
}

/** A picture, as it is served. */
export interface Cover {
	type: CoverType;
	bytes: Buffer;
	/** Another one where the picture is another one. */
	version: string;
}

/** Shows as a server sees them. */
export interface ServedShows {
	/** The show with this address, or with this address before it was given another. */
	find(slug: string): ServedShow | undefined;
	of(guildId: string): ServedShow | undefined;
	list(): ServedShow[];
	/** The picture of a show; one is made where nobody has uploaded any. */
	cover(guildId: string): Promise<Cover | undefined>;
	/** Keeps a show's `podcast:guid` for ever; called once, when it is known. */
	keepGuid?(guildId: string, guid: string): void;
	/** Whether a member's name may stand in what is published; without it hosts are named alone. */
	mayBeNamed?(userId: string): boolean;
	/** Calls back after each change of a show, until the returned function is called. */
	watch(watcher: (guildId: string) => void): () => void;
}
