// A show's feed: RSS 2.0 as Apple, Spotify and PSP-1 take it, with the tags of Podcasting 2.0.
import { createHash } from 'node:crypto';
import { parseUrl } from '../../../host-name.js';
import type { ServedShow } from '../served-shows.js';
import { titleOf } from '../show-title.js';
import { type FeedAudience, feedAddresses } from './feed-addresses.js';
import { episodeItem, publishedEpochMs } from './feed-items.js';
import { liveItems } from './feed-live.js';
import { describe, firstLine, rfc2822 } from './feed-texts.js';
import { element, textElement, type Xml } from './xml.js';

/** Namespaces, by the prefixes that directories expect. */
const NAMESPACES = {
	'xmlns:itunes': 'http://www.itunes.com/dtds/podcast-1.0.dtd',
	'xmlns:podcast': 'https://podcastindex.org/namespace/1.0',
	'xmlns:atom': 'http://www.w3.org/2005/Atom',
} as const;

/** Required by Apple; what fits whatever people talk about. */
const DEFAULT_CATEGORY = 'Society & Culture';

const DEFAULT_LANGUAGE = 'en';

/** What a feed is made of. */
export interface FeedOptions {
	show: ServedShow;
	audience: FeedAudience;
	publicUrl: URL;
	/** `podcast:guid`. */
	guid: string;
	/** Most episodes. */
	maxItems: number;
	/** A WebSub hub that is told of changes; for everybody's feed. */
	hubUrl?: URL | undefined;
	/** Whether podpings are sent; for everybody's feed. */
	usesPodping?: boolean | undefined;
	/** Whether a member's name may stand in it; without it hosts are named alone. */
	mayBeNamed?: ((userId: string) => boolean) | undefined;
	nowEpochMs: number;
}

/** A feed, but for when it was built. */
export interface FeedContent {
	/** Another one where anything but the date is. */
	digest: string;
	/** When the newest thing in it that has a date happened; undefined where there is none. */
	newestEpochMs: number | undefined;
	/** Until when it stays as it is if nothing happens. */
	untilEpochMs: number;
	isLive: boolean;
	/** The whole document. */
	write(builtEpochMs: number): Buffer;
}

/** Makes the feed of a show. */
export function makeFeed(options: FeedOptions): FeedContent {
	const { audience, maxItems, mayBeNamed, nowEpochMs, publicUrl, show } = options;
	const addresses = feedAddresses(show, { audience, publicUrl });
	const episodes = show.episodes
		.filter(({ visibility }) =>
			audience === 'everybody' ? visibility === 'public' : visibility !== 'private',
		)
		.slice(0, maxItems);
	const live = liveItems(show, { addresses, audience, nowEpochMs });
	const newestEpisodeEpochMs = newestOf(episodes.map(publishedEpochMs));
	const { isExplicit } = show.profile;
	const itemOptions = { showTitle: titleOf(show), isExplicit, addresses, mayBeNamed };
	const head = channelHead(options);
	const rest = [
		textElement('pubDate', newestEpisodeEpochMs && rfc2822(newestEpisodeEpochMs)),
		...live.items,
		...episodes.map((episode) => episodeItem(episode, itemOptions)),
	];
	return {
		digest: createHash('sha256')
			.update([...head, ...rest].join('\n'))
			.digest('base64url'),
		newestEpochMs: newestOf([
			...episodes.map(publishedEpochMs),
			...(live.newestEpochMs === undefined ? [] : [live.newestEpochMs]),
		]),
		untilEpochMs: live.untilEpochMs,
		isLive: live.isLive,
		write(builtEpochMs) {
			const channel = [...head, textElement('lastBuildDate', rfc2822(builtEpochMs)), ...rest];
			const rss = element('rss', { version: '2.0', ...NAMESPACES }, [
				element('channel', {}, channel),
			]);
			return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${rss}\n`);
		},
	};
}

function channelHead(options: FeedOptions): (Xml | undefined)[] {
	const { audience, guid, hubUrl, publicUrl, show, usesPodping } = options;
	const { profile } = show;
	const addresses = feedAddresses(show, { audience, publicUrl });
	const title = titleOf(show);
	const author = firstLine(profile.author, profile.serverName, title);
	const isOpen = audience === 'everybody';
	return [
		textElement('title', title),
		textElement('description', describe(profile.description ?? '') || title),
		textElement('link', parseUrl(profile.website ?? '')?.href ?? addresses.page),
		element('atom:link', { rel: 'self', type: 'application/rss+xml', href: addresses.feed }),
		isOpen && hubUrl ? element('atom:link', { rel: 'hub', href: hubUrl.href }) : undefined,
		textElement('language', profile.language ?? DEFAULT_LANGUAGE),
		textElement('generator', 'Discord Podcasts'),
		categoryElement(profile.category ?? DEFAULT_CATEGORY),
		textElement('itunes:explicit', String(profile.isExplicit)),
		element('itunes:image', { href: addresses.cover }),
		textElement('itunes:author', author),
		textElement('itunes:type', 'episodic'),
		profile.email === undefined
			? undefined
			: element('itunes:owner', {}, [
					textElement('itunes:name', author),
					textElement('itunes:email', profile.email),
				]),
		textElement('podcast:guid', guid),
		element('podcast:locked', { owner: profile.email }, 'yes'),
		textElement('podcast:medium', 'podcast'),
		isOpen && usesPodping ? element('podcast:podping', { usesPodping: 'true' }) : undefined,
		...(isOpen ? [] : [textElement('itunes:block', 'Yes'), textElement('podcast:block', 'yes')]),
	];
}

/** @param category - `Category` or `Category: Subcategory` */
function categoryElement(category: string): Xml {
	const [, main = category, sub] = /^(.*?): (.*)$/s.exec(category) ?? [];
	return element(
		'itunes:category',
		{ text: main },
		sub === undefined ? [] : [element('itunes:category', { text: sub })],
	);
}

function newestOf(times: readonly number[]): number | undefined {
	return times.length === 0 ? undefined : Math.max(...times);
}
