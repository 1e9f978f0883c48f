// What the extended REST tells of a podcast: to listeners, and to its owner.
import type { PodcastDetails, Visibility } from '../../protocol/podcast-details.js';
import type { HeardPodcast } from './heard-podcast.js';
import type { LivePodcast } from './live-podcast.js';
import type { PodcastState } from './podcast-state.js';

/** A podcast as whoever may hear it sees it. */
export interface PodcastView {
	id: string;
	/** All texts are as a member wrote them, never markup; empty where there is none. */
	title: string;
	serverName: string;
	hostName: string;
	visibility: Visibility;
	/** Milliseconds since the epoch, or null while no sender has connected. */
	activeSince: number | null;
	/** Whether its sender is connected. */
	isLive: boolean;
	/** How many hear it now, whichever way. */
	listeners: number;
	/** Names of those who speak now. */
	speakers: readonly string[];
}

/** What servers tell each other of a podcast, as far as it is shown. */
interface ToldDetails {
	details: Readonly<PodcastDetails>;
	activeSinceMs: number | null;
	standing: PodcastState['status'];
	listeners: number;
}

/** A podcast as the client that created it sees it. */
export interface OwnedPodcastView extends PodcastView {
	listenKey: string;
	/** Link for listeners; null for a private podcast, which has none. */
	url: string | null;
}

/** What whoever may hear the podcast is told. */
export function viewPodcast(podcast: HeardPodcast): PodcastView {
	const { activeSinceMs, id, listenerCount, listing, status } = podcast;
	return viewTold(id, {
		details: listing.details,
		activeSinceMs,
		standing: status,
		listeners: listenerCount,
	});
}

/** The same of a podcast of which no more is known than what its server tells. */
export function viewTold(
	id: string,
	{ activeSinceMs, details, listeners, standing }: ToldDetails,
): PodcastView {
	const { title, serverName, hostName, visibility, speakers } = details;
	return {
		id,
		title,
		serverName,
		hostName,
		visibility,
		activeSince: activeSinceMs,
		isLive: standing === 'live',
		listeners,
		speakers,
	};
}

/** What the podcast's owner is told. */
export function viewOwnPodcast(podcast: LivePodcast, publicUrl: URL): OwnedPodcastView {
	return {
		...viewPodcast(podcast),
		listenKey: podcast.listing.listenKey,
		url: linkOf(podcast, publicUrl)?.href ?? null,
	};
}

/** The link to the podcast's page, which carries what opens it; undefined where it is private. */
function linkOf({ id, listing }: LivePodcast, publicUrl: URL): URL | undefined {
	const { visibility } = listing.details;
	if (visibility === 'private') {
		return undefined;
	}
	const base = publicUrl.href.endsWith('/') ? publicUrl : `${publicUrl.href}/`;
	const url = new URL(`p/${encodeURIComponent(id)}`, base);
	if (visibility === 'unlisted') {
		url.searchParams.set('key', listing.listenKey);
	}
	return url;
}
