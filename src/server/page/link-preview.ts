// What a link to a podcast looks like where it is posted, and what search engines may keep.

import { previewText } from '../../protocol/member-text.js';
import type { PodcastView } from '../podcast/podcast-view.js';
import { pageAssets } from './assets.js';
import { headingOf, originOf, type PodcastNames } from './browser/podcast-words.js';
import { type Html, html } from './html.js';

/** What a podcast's page is made of. */
export interface PodcastPageOptions {
	podcast: PodcastView;
	/** The key that the page was opened with, which its links carry on. */
	listenKey: string | undefined;
	/** Base of absolute addresses. */
	publicUrl: URL;
	/** What the clock shows, in milliseconds since the epoch: a listener's own may be wrong. */
	nowMs: number;
}

/** Size of the picture, in pixels; what Open Graph's readers crop least. */
const PREVIEW_WIDTH = 1200;
const PREVIEW_HEIGHT = 630;

/** Open Graph (https://ogp.me/) and Twitter's card; only for who has been admitted. */
export function linkPreview({ podcast, publicUrl }: PodcastPageOptions): Html {
	const names = previewNames(podcast);
	const title = headingOf(names);
	const where = names.serverName;
	const description =
		where === ''
			? 'On air now. Press play to listen.'
			: `On air now in ${where}. Press play to listen.`;
	const base = publicUrl.href.replace(/\/*$/, '');
	const picture = `${base}/assets/${pageAssets().version}/preview.png`;
	return html`<meta name="description" content="${[originOf(names), description].filter(Boolean).join('. ')}">
${podcast.visibility === 'public' ? undefined : html`<meta name="robots" content="noindex, nofollow">`}
<meta property="og:type" content="website">
<meta property="og:site_name" content="Podcasts on air">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:image" content="${picture}">
<meta property="og:image:width" content="${PREVIEW_WIDTH}">
<meta property="og:image:height" content="${PREVIEW_HEIGHT}">
<meta property="og:image:alt" content="Sound waves beside the words On air">
<meta name="twitter:card" content="summary_large_image">
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
