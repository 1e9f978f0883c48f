// The page of a podcast that is over, for whoever could hear it: what it was, and where to go on.
import { previewText } from '../../protocol/member-text.js';
import type { EndedPodcast } from '../podcast/ended-podcasts.js';
import type { ServedShow } from '../shows/served-shows.js';
import { headingOf, isLongHeading, originOf } from './browser/podcast-words.js';
import type { PageWords } from './browser/words/en.js';
import { cover } from './covers.js';
import { type Html, html } from './html.js';
import { layOut, type PageFrame } from './layout.js';
import { previewNames } from './link-preview.js';
import {
	coverAddressOf,
	episodeAddress,
	episodeRows,
	showAddress,
	showTitle,
} from './show-page/show-parts.js';
import { wordsOf } from './words.js';

/** As many as are new to somebody who has missed the show. */
const MAX_EPISODES = 3;

/** What the page is made of. */
export interface EndedPageOptions {
	podcast: EndedPodcast;
	/** The show that it was on air for, where everybody may see its address. */
	show: ServedShow | undefined;
	frame: PageFrame;
}

/** The page. */
export function endedPage({ frame, podcast, show }: EndedPageOptions): string {
	const { details, durationMs } = podcast;
	const words = wordsOf(frame.language);
	const heading = headingOf(details, words);
	return layOut({
		title: `${headingOf(previewNames(details), words)} · ${words.endedTitle}`,
		root: '../',
		style: 'player.css',
		script: 'still.js',
		frame,
		head: html`<meta name="robots" content="noindex">`,
		main: html`<article class="card player off-air" id="ended">
<div class="head">
${cover(show ? showTitle(show, words) : previewText(details.serverName) || heading, show && coverAddressOf(show, undefined))}
<div class="headings">
<p class="sign" data-sign="off"><span class="live-dot" aria-hidden="true"></span><span>${words.endedTitle}</span></p>
<h1 dir="auto"${isLongHeading(heading) ? html` data-long` : undefined}>${heading}</h1>
<p class="origin" dir="auto">${originOf(details, words)}</p>
</div>
</div>
<div><p class="status">${words.showEnded}</p>
<p class="hint">${words.wasOnAir(durationMs)}</p></div>
<p>${
			show
				? html`<a class="button" href="${showAddress(show, undefined)}"><span dir="auto">${words.toShow(showTitle(show, words))}</span></a>`
				: html`<a class="button" href="../">${words.whatElse}</a>`
		}</p>
</article>
${show && episodes(show, words)}`,
	});
}

function episodes(show: ServedShow, words: PageWords): Html | undefined {
	const listed = show.episodes
		.filter(({ visibility }) => visibility === 'public')
		.slice(0, MAX_EPISODES)
		.map((episode) => ({ episode, address: episodeAddress(episode, undefined) }));
	return listed.length === 0
		? undefined
		: html`<section class="card block" aria-labelledby="episodes-heading"><h2 id="episodes-heading">${words.latestEpisodes}</h2>
${episodeRows(listed, words)}</section>`;
}
