// What a link to an episode looks like where it is posted, and what search engines may keep.
import { pageAssets } from '../assets.js';
import { fill } from '../browser/episode/fill.js';
import { type Html, html } from '../html.js';
import {
	baseOf,
	coverAddress,
	dateOf,
	type EpisodePageOptions,
	lengthOf,
	outputPath,
	showTitleOf,
	titleOf,
} from './episode-facts.js';
import { episodeWords } from './episode-words.js';

/** Whether search engines and other sites may have it. */
export function isListed({ manifest: { isPublished, visibility } }: EpisodePageOptions): boolean {
	return isPublished && visibility === 'public';
}

/** Open Graph (https://ogp.me/) and Twitter's card; only for who has been admitted. */
export function episodePreview(options: EpisodePageOptions): Html {
	const { language, manifest, publicUrl, show } = options;
	const base = baseOf(publicUrl);
	const title = titleOf(manifest, language);
	const showTitle = showTitleOf(options);
	const description = [
		showTitle && fill(episodeWords(language).page.episodeOf, { show: showTitle }),
		dateOf(manifest, language),
		lengthOf(manifest, language),
	]
		.filter(Boolean)
		.join(' · ');
	// What was given a key must not be told where the link is posted.
	const cover = show?.isPublic ? coverAddress(show, base) : undefined;
	const picture = cover ?? `${base}assets/${pageAssets().version}/preview.png`;
	const isOpen = manifest.isPublished;
	const audio = `${base}${outputPath(manifest, 'episode.mp3').slice(1)}`;
	return html`<meta name="description" content="${description}">
${isListed(options) ? html`<link rel="canonical" href="${base}e/${manifest.id}">` : html`<meta name="robots" content="noindex, nofollow">`}
<meta property="og:type" content="website">
<meta property="og:site_name" content="${showTitle}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:image" content="${picture}">
${isOpen ? html`<meta property="og:audio" content="${audio}">\n<meta property="og:audio:type" content="audio/mpeg">` : undefined}
<meta name="twitter:card" content="${cover === undefined ? 'summary_large_image' : 'summary'}">
<meta name="twitter:title" content="${title}">
<meta name="twitter:description" content="${description}">
<meta name="twitter:image" content="${picture}">
${show?.isPublic ? html`<link rel="alternate" type="application/rss+xml" title="${show.title}" href="../s/${show.slug}/feed.xml">` : undefined}`;
}
