// The page with the public podcasts that are on air.
import type { PodcastView } from '../podcast/podcast-view.js';
import { headingOf, listenersInWords, onAirInWords, originOf } from './browser/podcast-words.js';
import { type Html, html } from './html.js';
import { layOut } from './layout.js';

/** The page; it asks for itself again and again, and takes over what has changed in `#list`. */
export function homePage(podcasts: readonly PodcastView[], nowMs: number): string {
	return layOut({
		title: podcasts.length === 0 ? 'Podcasts on air' : `(${podcasts.length}) Podcasts on air`,
		root: './',
		script: 'home.js',
		head: html`<meta name="description" content="Live podcasts from Discord voice channels, to hear in the browser.">`,
		main: html`<h1>On air now</h1>
<p class="count" id="count" role="status">${countInWords(podcasts.length)}</p>
<div id="list">${podcasts.length === 0 ? EMPTY : list(podcasts, nowMs)}</div>
<p class="notice" id="connection" role="status"></p>`,
	});
}

const EMPTY = html`<div class="card empty">
<p class="empty-heading">It is quiet at the moment.</p>
<p>When somebody puts a Discord voice channel on air for everybody, it appears here by itself. Podcasts that are not listed need their own link.</p>
</div>`;

function countInWords(count: number): string {
	if (count === 0) {
		return 'No public podcast is on air.';
	}
	return count === 1 ? 'One podcast, live.' : `${count} podcasts, live.`;
}

function list(podcasts: readonly PodcastView[], nowMs: number): Html {
	return html`<ul class="podcasts">${podcasts.map((podcast) => item(podcast, nowMs))}</ul>`;
}

function item(podcast: PodcastView, nowMs: number): Html {
	const origin = originOf(podcast);
	const onAir = podcast.activeSince === null ? '' : onAirInWords(nowMs - podcast.activeSince);
	return html`<li class="card podcast">
<h2><a href="./p/${podcast.id}" dir="auto">${headingOf(podcast)}</a></h2>
${origin === '' ? undefined : html`<p class="origin" dir="auto">${origin}</p>`}
<p class="facts"><span class="live-dot" aria-hidden="true"></span><span class="fact">${onAir}</span> · <span class="fact">${listenersInWords(podcast.listeners)}</span></p>
</li>`;
}
