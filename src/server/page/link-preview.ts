// What a link to a show looks like where it is posted, and what search engines may keep.

import { previewText } from '../../protocol/member-text.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import type { PodcastView } from '../podcast/podcast-view.js';
import type { ServedShow } from '../shows/served-shows.js';
import { pageAssets } from './assets.js';
import { headingOf, originOf, type PodcastNames } from './browser/podcast-words.js';
import { type Html, html } from './html.js';
import type { PageFrame } from './layout.js';
import { coverAddressOf } from './show-page/show-parts.js';
import type { Site } from './site.js';
import { wordsOf } from './words.js';

/** What a podcast's page is made of. */
export interface PodcastPageOptions {
	podcast: PodcastView;
	/** The key that the page was opened with, which its links carry on. */
	listenKey: string | undefined;
	/** Base of absolute addresses. */
	publicUrl: URL;
	/** What the clock shows, in milliseconds since the epoch: a listener's own may be wrong. */
	nowMs: number;
	/** Whether it can be heard from its beginning on. */
	hasBeginning: boolean;
	/** The show that the podcast is on air for, where everybody may see its address. */
	show?: ServedShow | undefined;
	frame: PageFrame;
}

/** What is told of a page. */
export interface Preview {
	title: string;
	/** Undefined for nothing more than the title says. */
	lead?: string | undefined;
	description: string;
	visibility: Visibility;
	/** A square picture, from the server's base on; undefined for the product's own wide one. */
	cover: string | undefined;
	site: Site;
	publicUrl: URL;
}

/** Size of the product's own picture, in pixels; what Open Graph's readers crop least. */
const WIDTH = 1200;
const HEIGHT = 630;

/** The preview of a podcast; only for who has been admitted. */
export function linkPreview({ frame, podcast, publicUrl, show }: PodcastPageOptions): Html {
	const words = wordsOf(frame.language);
	const names = previewNames(podcast);
	return preview({
		title: headingOf(names, words),
		lead: originOf(names, words),
		description: words.previewLive(names.serverName),
		visibility: podcast.visibility,
		cover: show && coverAddressOf(show, undefined, ''),
		site: frame.site,
		publicUrl,
	});
}

/** Open Graph (https://ogp.me/) and Twitter's card. */
export function preview(options: Preview): Html {
	const { cover, description, lead, publicUrl, site, title, visibility } = options;
	const base = publicUrl.href.replace(/\/*$/, '');
	const picture = cover ? `${base}/${cover}` : `${base}/assets/${pageAssets().version}/preview.png`;
	const size = cover
		? undefined
		: html`<meta property="og:image:width" content="${WIDTH}">
<meta property="og:image:height" content="${HEIGHT}">
`;
	return html`<meta name="description" content="${[lead, description].filter(Boolean).join('. ')}">
${visibility === 'public' ? undefined : html`<meta name="robots" content="noindex, nofollow">`}
<meta property="og:type" content="website">
<meta property="og:site_name" content="${site.name}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:image" content="${picture}">
${size}<meta name="twitter:card" content="${cover ? 'summary' : 'summary_large_image'}">
<meta name="twitter:title" content="${title}">
<meta name="twitter:description" content="${description}">
<meta name="twitter:image" content="${picture}">`;
}

/** What a podcast is called where its link is posted. */
export function previewNames({ title, serverName, hostName }: PodcastNames): PodcastNames {
	return {
		title: previewText(title),
		serverName: previewText(serverName),
		hostName: previewText(hostName),
	};
}
