// A show's own page: the player while it is on air, and else what comes and what there was.
import type { Language } from '../../../languages.js';
import { languageOfLocale } from '../../../languages.js';
import { previewText } from '../../../protocol/member-text.js';
import type { PodcastView } from '../../podcast/podcast-view.js';
import type { LiveShow, ServedShow } from '../../shows/served-shows.js';
import { isLongHeading } from '../browser/podcast-words.js';
import type { PageWords } from '../browser/words/en.js';
import { cover } from '../covers.js';
import { type Html, html } from '../html.js';
import { ICONS } from '../icons.js';
import { layOut } from '../layout.js';
import { preview } from '../link-preview.js';
import { address, livePlayer, signBadge } from '../live-player.js';
import { DEFAULT_SITE, type Site } from '../site.js';
import { wordsOf } from '../words.js';
import { shareCard } from './share-card.js';
import {
	coverAddressOf,
	episodeAddress,
	episodeRows,
	plannedRows,
	showFileAddress,
	showTitle,
	time,
} from './show-parts.js';

/** What a show's page is made of. */
export interface ShowPageOptions {
	/**
	 * Already filtered: `live` is undefined where whoever asks may not hear it, and episodes are only
	 * those that they may see.
	 */
	show: ServedShow;
	/** Of the live show, from the registry. */
	podcast: PodcastView | undefined;
	/** The podcast's, where its visibility is unlisted. */
	listenKey: string | undefined;
	/** The key the page was opened with, which its links carry on. */
	showKey: string | undefined;
	/** Absolute, with the feed key where needed; undefined: no feed for whoever asks. */
	feedUrl: string | undefined;
	/** Whether what is on air can be heard from its beginning on; default no. */
	hasBeginning?: boolean;
	publicUrl: URL;
	nowMs: number;
	/** As {@link Language}; another one is read as English. */
	language: string;
	site?: Site | undefined;
	/** Whether the server tells of changes by events; default yes. Else the page looks for itself. */
	hasEvents?: boolean;
}

/** How much of each list is shown. */
const MAX_PLANNED = 5;
const MAX_EPISODES = 10;

/** The page, for whoever may see the show's address. */
export function showPage(options: ShowPageOptions): string {
	const { hasEvents = true, podcast, publicUrl, show, showKey, site = DEFAULT_SITE } = options;
	const language = languageOfLocale(options.language);
	const words = wordsOf(language);
	const title = showTitle(show, words);
	const onAirTitle = previewText((podcast ?? show.live)?.title ?? '');
	const sign = signOf(options, words);
	const { serverName } = show.profile;
	return layOut({
		title: sign === undefined ? title : `${onAirTitle || title} · ${sign.toLowerCase()}`,
		root: '../',
		script: 'show.js',
		style: 'player.css',
		frame: { site, language },
		isWide: true,
		head: html`${preview({
			title: previewText(title),
			description: sign
				? words.previewLive(previewText(serverName))
				: previewText(show.profile.description ?? '') || words.previewOffAir,
			visibility: show.visibility,
			cover: coverAddressOf(show, showKey, ''),
			site,
			publicUrl,
		})}${feedLink(options, title)}`,
		main: html`<div class="block" id="stage"${hasEvents ? html` data-slug="${show.profile.slug}"` : undefined}>${stage(options, language)}</div>
<div class="block side" id="show-more">${more(options, words)}</div>`,
	});
}

function feedLink({ feedUrl }: ShowPageOptions, title: string): Html | undefined {
	return feedUrl === undefined
		? undefined
		: html`
<link rel="alternate" type="application/rss+xml" title="${title}" href="${feedUrl}">`;
}

function signOf({ podcast, show }: ShowPageOptions, words: PageWords): string | undefined {
	if (podcast) {
		return podcast.isLive ? words.live : words.interruptedSign;
	}
	return show.live && words.live;
}

function stage(options: ShowPageOptions, language: Language): Html {
	const { podcast, show } = options;
	const words = wordsOf(language);
	if (podcast) {
		return onAir(options, podcast, language);
	}
	return show.live ? elsewhere(options, show.live, words) : offAir(options, words);
}

function onAir(options: ShowPageOptions, podcast: PodcastView, language: Language): Html {
	const { hasBeginning = false, listenKey, nowMs, show, showKey } = options;
	return livePlayer({
		hasBeginning,
		podcast,
		listenKey,
		nowMs,
		language,
		coverName: showTitle(show, wordsOf(language)),
		coverAddress: coverAddressOf(show, showKey),
		after: undefined,
	});
}

/** Its podcast is on another server, of which this one knows the link alone. */
function elsewhere(options: ShowPageOptions, live: LiveShow, words: PageWords): Html {
	const { hostName, link, sinceEpochMs, title } = live;
	const heading = title.trim() === '' ? showTitle(options.show, words) : title;
	const { serverName } = options.show.profile;
	return html`<article class="card player elsewhere" id="elsewhere">
<div class="head">
${cover(showTitle(options.show, words), coverAddressOf(options.show, options.showKey))}
<div class="headings">
${signBadge('live', words)}
<h1 dir="auto"${isLongHeading(heading) ? html` data-long` : undefined}>${heading}</h1>
<p class="origin" dir="auto">${words.origin({ hostName, serverName })}</p>
<p class="meta">${words.onAirSince} ${time(sinceEpochMs, words, 'time')}</p>
</div>
</div>
${
	link
		? html`<p><a class="button" href="${link}" rel="noopener noreferrer">${ICONS.play}${words.listenElsewhere}</a></p>
<p class="hint">${words.elsewhereHint(new URL(link).host)}</p>`
		: html`<p class="status" role="status">${words.nowhereHint}</p>`
}
</article>`;
}

function offAir(options: ShowPageOptions, words: PageWords): Html {
	const { show, showKey } = options;
	const { planned, profile } = show;
	const title = showTitle(show, words);
	const author = profile.author ?? (profile.serverName === title ? '' : profile.serverName);
	return html`<article class="card player off-air" id="off-air">
<div class="head">
${cover(title, coverAddressOf(show, showKey))}
<div class="headings">
${signBadge('off', words)}
<h1 dir="auto"${isLongHeading(title) ? html` data-long` : undefined}>${title}</h1>
<p class="origin" dir="auto">${author}</p>
</div>
</div>
<div><p class="status" role="status">${words.offAir}</p>
<p class="hint">${words.offAirHint}</p></div>
</article>
<section class="card block" aria-labelledby="next-heading"><h2 id="next-heading">${words.nextShows}</h2>
${
	planned.length === 0
		? html`<p class="hint">${words.noPlans}</p>`
		: html`${plannedRows(planned.slice(0, MAX_PLANNED), words)}
<p><a class="button quiet" href="${showFileAddress(show, 'calendar.ics', showKey)}">${ICONS.calendar}${words.addToCalendar}</a></p>`
}
</section>`;
}

function more(options: ShowPageOptions, words: PageWords): Html {
	const { show, showKey } = options;
	const episodes = show.episodes
		.slice(0, MAX_EPISODES)
		.map((episode) => ({ episode, address: episodeAddress(episode, showKey) }));
	return html`<section class="card block" aria-labelledby="episodes-heading"><h2 id="episodes-heading">${words.episodes}</h2>
${episodes.length === 0 ? html`<p class="hint">${words.noEpisodes}</p>` : episodeRows(episodes, words)}
</section>
${subscribe(options, words)}
${shareCard(options, words)}
${about(options, words)}`;
}

function subscribe({ feedUrl }: ShowPageOptions, words: PageWords): Html | undefined {
	return feedUrl === undefined
		? undefined
		: html`<section class="card block" aria-labelledby="subscribe-heading"><h2 id="subscribe-heading">${words.subscribe}</h2>
<p class="hint">${words.subscribeHint}</p>
<label class="field-label" for="feed-address">${words.feedAddress}</label>
${address({ id: 'feed-address', value: feedUrl }, words)}
<p><a href="${feedUrl}">${words.openFeed}</a></p>
</section>`;
}

function about({ show }: ShowPageOptions, words: PageWords): Html | undefined {
	const { description = '', invite, website } = show.profile;
	if (description.trim() === '' && website === undefined && invite === undefined) {
		return undefined;
	}
	const link =
		website === undefined || !/^https?:\/\//.test(website)
			? undefined
			: html`<p><a href="${website}" rel="noopener noreferrer nofollow">${words.website}</a></p>`;
	const join = invite && joinLink(invite, words);
	const paragraphs = description.split(/\n{2,}/).filter((text) => text.trim() !== '');
	return html`<section class="card block" aria-labelledby="about-heading"><h2 id="about-heading">${words.about}</h2>
${paragraphs.map((text) => html`<p dir="auto">${text}</p>`)}${link}${join}
</section>`;
}

function joinLink(invite: string, words: PageWords): Html {
	return html`<p><a class="button quiet" href="${invite}" rel="noopener noreferrer">${ICONS.people}${words.joinServer}</a></p>`;
}
