// The page with what is on air for everybody, what is planned, and what can be heard again.
import type { PodcastView } from '../podcast/podcast-view.js';
import type { ServedShow } from '../shows/served-shows.js';
import { headingOf, originOf } from './browser/podcast-words.js';
import type { PageWords } from './browser/words/en.js';
import { cover } from './covers.js';
import { type Html, html } from './html.js';
import { ICONS } from './icons.js';
import { layOut, type PageFrame, PLAIN_FRAME } from './layout.js';
import { signBadge } from './live-player.js';
import {
	coverAddressOf,
	episodeAddress,
	episodeRows,
	showAddress,
	showTitle,
	time,
} from './show-page/show-parts.js';
import { wordsOf } from './words.js';

/** How much of each list is shown. */
const MAX_PLANNED = 5;
const MAX_EPISODES = 8;

const ROOT = './';

/** What home is made of beside the podcasts. */
export interface HomePageOptions {
	/** Shows that everybody may see. */
	shows?: readonly ServedShow[];
	frame?: PageFrame;
}

/** The page; it asks for itself again and again, and takes over what has changed in `#list`. */
export function homePage(
	podcasts: readonly PodcastView[],
	nowMs: number,
	{ shows = [], frame = PLAIN_FRAME }: HomePageOptions = {},
): string {
	const words = wordsOf(frame.language);
	const { name } = frame.site;
	const live = podcasts.filter(({ isLive }) => isLive).length;
	return layOut({
		title: live === 0 ? name : `(${live}) ${name}`,
		root: ROOT,
		script: 'home.js',
		frame,
		isWide: true,
		head: html`<meta name="description" content="${words.siteDescription}">`,
		main: html`<p class="notice" id="connection" role="status"></p>
<div class="block"><h1>${words.onAirNow}</h1>
<p class="count" id="count" role="status">${live === 0 ? words.nothingLive : words.liveCount(live)}</p>
<div id="list" data-now="${nowMs}">${podcasts.length === 0 ? quiet(words) : list(podcasts, shows, words)}</div></div>
${side(shows, words)}`,
	});
}

function quiet(words: PageWords): Html {
	return html`<div class="card empty">
<p class="empty-heading">${words.quiet}</p>
<p class="hint">${words.quietHint}</p>
</div>`;
}

function list(
	podcasts: readonly PodcastView[],
	shows: readonly ServedShow[],
	words: PageWords,
): Html {
	return html`<ul class="shows">${podcasts.map((podcast) => {
		const show = shows.find(({ live }) => live?.podcastId === podcast.id);
		return item(podcast, show, words);
	})}</ul>`;
}

function item(podcast: PodcastView, show: ServedShow | undefined, words: PageWords): Html {
	const heading = headingOf(podcast, words);
	const origin = originOf(podcast, words);
	const address = show ? showAddress(show, undefined, ROOT) : `./p/${podcast.id}`;
	const picture = show && coverAddressOf(show, undefined, ROOT);
	const { isLive, listeners } = podcast;
	const speakers = isLive ? podcast.speakers.slice(0, 3) : [];
	const facts = [
		speakers.length === 0
			? undefined
			: html`<bdi>${speakers.map((name, index) => html`${index > 0 ? ', ' : ''}${name}`)}</bdi>`,
		listeners === 0 ? undefined : html`<span>${listeners} ${words.listening(listeners)}</span>`,
	].filter((fact) => fact !== undefined);
	return html`<li class="card show">
${cover(podcast.serverName || heading, picture)}
<div class="about-it">${signBadge(isLive ? 'live' : 'interrupted', words)}
<h2><a href="${address}" dir="auto">${heading}</a></h2>
${origin === '' ? undefined : html`<p class="origin" dir="auto">${origin}</p>`}
${facts.length === 0 ? undefined : html`<p class="meta">${facts.map((fact, index) => html`${index > 0 ? ' · ' : ''}${fact}`)}</p>`}
</div>
${isLive ? html`<a class="round" href="${address}#play" aria-label="${words.listenTo(heading)}">${ICONS.play}</a>` : html`<span></span>`}
</li>`;
}

/** What is planned and what was; nothing at all where there is neither. */
function side(shows: readonly ServedShow[], words: PageWords): Html {
	const planned = shows
		.flatMap((show) =>
			show.planned
				.filter(({ visibility }) => visibility === 'public')
				.map((plan) => ({ show, plan })),
		)
		.sort((one, other) => one.plan.startsAtEpochMs - other.plan.startsAtEpochMs)
		.slice(0, MAX_PLANNED);
	const episodes = shows
		.flatMap((show) =>
			show.episodes
				.filter(({ visibility }) => visibility === 'public')
				.map((episode) => ({ show, episode })),
		)
		.sort((one, other) => other.episode.startedAtEpochMs - one.episode.startedAtEpochMs)
		.slice(0, MAX_EPISODES)
		.map(({ show, episode }) => ({
			episode,
			address: episodeAddress(episode, undefined, ROOT),
			show: { title: showTitle(show, words), cover: coverAddressOf(show, undefined, ROOT) },
		}));
	const isEmpty = planned.length === 0 && episodes.length === 0;
	return html`<div class="block${isEmpty ? '' : ' side'}" id="side">${
		planned.length === 0
			? undefined
			: html`<section class="card block" aria-labelledby="next-heading"><h2 id="next-heading">${words.nextShows}</h2>
<ul class="rows">${planned.map(
					({ show, plan }) =>
						html`<li class="row">${cover(showTitle(show, words), coverAddressOf(show, undefined, ROOT))}<div><strong dir="auto"><a href="${showAddress(show, undefined, ROOT)}">${plan.title.trim() === '' ? showTitle(show, words) : plan.title}</a></strong><p class="meta">${time(plan.startsAtEpochMs, words, 'time')}</p></div></li>`,
				)}</ul></section>`
	}${
		episodes.length === 0
			? undefined
			: html`<section class="card block" aria-labelledby="episodes-heading"><h2 id="episodes-heading">${words.latestEpisodes}</h2>
${episodeRows(episodes, words)}</section>`
	}</div>`;
}
