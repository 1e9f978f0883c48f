// What programs are told of a show: its address, what is on air of it, planned, and kept.
import { asBase } from '../../host-name.js';
import { type EpisodeManifest, type OutputName, withPart } from '../../store/episode-manifest.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import type { LiveShow, PlannedShow, ServedShow } from './served-shows.js';
import { showUrl } from './show-address.js';
import { titleOf } from './show-title.js';

/** All are in the feed; each change of a show is told to all who watch it, and these with it. */
const NEWEST_EPISODES = 50;

/** A show as whoever asks may see it; times are milliseconds since the epoch. */
export interface ShowView {
	slug: string;
	/** Of its page. Addresses carry the key that the show was asked for with. */
	url: string;
	title: string;
	/** Empty where there is none. */
	description: string;
	/** As in RFC 5646, or null. */
	language: string | null;
	website: string | null;
	/** What is on air that whoever asks may hear, or null. */
	live: LiveView | null;
	/** Soonest first. */
	planned: PlannedView[];
	/** The newest 50, newest first. */
	episodes: EpisodeView[];
	/** They go on from show to show. */
	streams: { mp3: string; ogg: string };
	calendar: string;
}

/** What is on air. */
export interface LiveView {
	/** Of its podcast; null where that is on another server. */
	podcastId: string | null;
	title: string;
	hostName: string;
	since: number;
	/** How many hear it now, whichever way; null where that is told by another server. */
	listeners: number | null;
	/** Of the page where it is heard, where that is on another server, or null. */
	url: string | null;
}

/** What is to begin. */
export interface PlannedView {
	title: string;
	hostName: string;
	startsAt: number;
}

/** What is kept. */
export interface EpisodeView {
	id: string;
	title: string;
	hostName: string;
	publishedAt: number | null;
	durationMs: number;
	media: { name: OutputName; url: string; bytes: number }[];
}

/** What a view is made with. */
export interface ShowViewOptions {
	/** With what whoever asks may see, and nothing else. */
	show: ServedShow;
	/** The key that it was asked for with. */
	key: string | undefined;
	publicUrl: URL;
	/** Where podcasts are; undefined where they are on another server. */
	registry: PodcastRegistry | undefined;
}

/** What whoever may see the show is told. */
export function viewShow({ show, key, publicUrl, registry }: ShowViewOptions): ShowView {
	const { description = '', language = null, slug, website = null } = show.profile;
	const address = { publicUrl, slug, key };
	return {
		slug,
		url: showUrl(address).href,
		title: titleOf(show),
		description,
		language,
		website,
		live: show.live ? viewLive(show.live, registry) : null,
		planned: show.planned.map(viewPlanned),
		episodes: show.episodes
			.slice(0, NEWEST_EPISODES)
			.map((episode) => viewEpisode(episode, publicUrl)),
		streams: {
			mp3: showUrl({ ...address, file: 'live.mp3' }).href,
			ogg: showUrl({ ...address, file: 'live.ogg' }).href,
		},
		calendar: showUrl({ ...address, file: 'calendar.ics' }).href,
	};
}

function viewLive(
	{ hostName, link = null, podcastId, sinceEpochMs, title }: LiveShow,
	registry: PodcastRegistry | undefined,
): LiveView {
	const podcast = podcastId === undefined ? undefined : registry?.get(podcastId);
	return {
		podcastId: podcast?.id ?? null,
		title,
		hostName,
		since: sinceEpochMs,
		listeners: podcast?.listenerCount ?? null,
		url: link,
	};
}

function viewPlanned({ hostName, startsAtEpochMs, title }: PlannedShow): PlannedView {
	return { title, hostName, startsAt: startsAtEpochMs };
}

function viewEpisode(episode: EpisodeManifest, publicUrl: URL): EpisodeView {
	const { hostName, id, outputs, playedMs, publishedAtEpochMs = null, revision } = episode;
	return {
		id,
		title: withPart(episode.title, episode.part),
		hostName,
		publishedAt: publishedAtEpochMs,
		durationMs: playedMs,
		media: outputs.map(({ bytes, name }) => ({
			name,
			url: new URL(`e/${id}/r${revision}/${name}`, asBase(publicUrl)).href,
			bytes,
		})),
	};
}
