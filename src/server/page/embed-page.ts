// Small players for other sites' frames: a show, live or with its last episode, or one episode.
import type { Language } from '../../languages.js';
import { previewText } from '../../protocol/member-text.js';
import type { EpisodeManifest } from '../../store/episode-manifest.js';
import type { LiveShow, PlannedShow } from '../shows/served-shows.js';
import { pageAssets } from './assets.js';
import { fill } from './browser/episode/fill.js';
import { clockOf } from './browser/episode/times.js';
import {
	coverOf,
	dateOf,
	type EpisodeShow,
	lengthOf,
	outputPath,
	showAddress,
	titleOf,
} from './episode/episode-facts.js';
import { ICONS } from './episode/episode-icons.js';
import { episodeWords } from './episode/episode-words.js';
import { type Html, html } from './html.js';

/** From `embed/s/{slug}` and `embed/e/{id}` to the server's base. */
const ROOT = '../../';

/** What a small player of a show is made of. */
export interface EmbeddedShow {
	show: EpisodeShow;
	/** What whoever asks may hear now. */
	live: LiveShow | undefined;
	next: PlannedShow | undefined;
	/** The last episode that whoever asks may hear. */
	episode: EpisodeManifest | undefined;
}

/** What stands in one line of a small player. */
interface Card {
	language: Language;
	title: string;
	/** Of the page that says more. */
	address: string;
	cover: Html;
	above: Html;
	below?: Html | undefined;
	player?: Html | undefined;
}

/** A show: what is on air, or the next show and the last episode. */
export function showEmbed({ episode, live, next, show }: EmbeddedShow, language: Language): string {
	const { embed } = episodeWords(language);
	const cover = coverOf(show, show.title, ROOT);
	const address = showAddress(show, ROOT);
	if (live) {
		const host = previewText(live.hostName);
		return card({
			language,
			title: previewText(live.title) || show.title,
			address,
			cover,
			above: html`<span class="live-pill">${embed.live}</span> <span dir="auto">${show.title}</span>`,
			below:
				host === '' ? undefined : html`<span dir="auto">${fill(embed.hostedBy, { host })}</span>`,
			// What another server plays is no sound of this page's origin: the title leads there.
			player:
				live.link === undefined
					? livePlayer(showAddress(show, ROOT, '/live.mp3'), language)
					: undefined,
		});
	}
	const planned = next && nextShow(next, language);
	const pill = html`<span class="off-pill">${embed.offAir}</span>`;
	const above = html`${pill} ${planned ?? (episode && html`<span dir="auto">${show.title}</span>`)}`;
	if (!episode) {
		const below = planned ? undefined : html`${embed.nothing}`;
		return card({ language, title: show.title, address, cover, above, below });
	}
	return card({
		language,
		title: titleOf(episode, language),
		address: `${ROOT}e/${episode.id}${show.key === undefined ? '' : `?key=${encodeURIComponent(show.key)}`}`,
		cover,
		above,
		below: html`${embed.lastEpisode} · ${dateOf(episode, language)} · ${lengthOf(episode, language)}`,
		player: episodePlayer(episode, language),
	});
}

/** One episode. */
export function episodeEmbed(
	manifest: EpisodeManifest,
	show: EpisodeShow | undefined,
	language: Language,
): string {
	const showTitle = previewText(show?.title ?? manifest.serverName);
	const title = titleOf(manifest, language);
	return card({
		language,
		title,
		address: `${ROOT}e/${manifest.id}`,
		cover: coverOf(show, showTitle || title, ROOT),
		above: html`<span dir="auto">${showTitle}</span>`,
		below: html`${dateOf(manifest, language)} · ${lengthOf(manifest, language)}`,
		player: episodePlayer(manifest, language),
	});
}

/** What stands where there is nothing, or nothing at the moment. */
export function closedEmbed(why: 'none' | 'being changed', language: Language): string {
	const { embed } = episodeWords(language);
	const text = why === 'none' ? embed.notFound : embed.changing;
	return lay({
		language,
		title: text,
		main: html`<main class="embed closed" id="embed" data-closed="${why}"><h1>${text}</h1></main>`,
	});
}

function nextShow({ startsAtEpochMs, title }: PlannedShow, language: Language): Html {
	const { embed } = episodeWords(language);
	const when = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
		dateStyle: 'medium',
		timeStyle: 'short',
		timeZone: 'UTC',
	}).format(startsAtEpochMs);
	const [before = '', after = ''] = fill(embed.nextShow, { title: previewText(title) }).split(
		'{when}',
	);
	return html`<span dir="auto">${before}<time datetime="${new Date(startsAtEpochMs).toISOString()}" data-when>${when} UTC</time>${after}</span>`;
}

function livePlayer(address: string, language: Language): Html {
	const { embed } = episodeWords(language);
	return html`<div class="embed-player" id="player" data-kind="live" data-src="${address}">
<button class="play" id="play" type="button" aria-label="${embed.listen}">${ICONS.play}</button>
<p class="status" id="status" role="status"></p><span class="call" aria-hidden="true">${embed.listen}</span>
</div>
<noscript><audio class="plain-player" controls preload="none" src="${address}"></audio></noscript>`;
}

function episodePlayer(manifest: EpisodeManifest, language: Language): Html {
	const { embed, page } = episodeWords(language);
	const length = manifest.playedMs / 1000;
	const address = `${ROOT}${outputPath(manifest, 'episode.mp3').slice(1)}`;
	return html`<div class="embed-player" id="player" data-kind="episode" data-src="${address}" data-length="${length}">
<button class="play" id="play" type="button" aria-label="${embed.play}">${ICONS.play}</button>
<div class="embed-time"><input class="range" id="position" type="range" min="0" max="${Math.max(1, Math.floor(length))}" step="1" value="0" aria-label="${page.position}" aria-valuetext="0:00"><p class="times"><span id="elapsed">0:00</span><span class="status" id="status" role="status"></span><span id="remaining">−${clockOf(length)}</span></p></div>
</div>
<noscript><audio class="plain-player" controls preload="none" src="${address}"></audio></noscript>`;
}

function card({ above, address, below, cover, language, player, title }: Card): string {
	return lay({
		language,
		title,
		main: html`<main class="embed" id="embed">
${cover}
<div class="embed-about" id="about">
<p class="above">${above}</p>
<h1 dir="auto"><a href="${address}" target="_blank" rel="noopener">${title}</a></h1>
${below === undefined ? undefined : html`<p class="below">${below}</p>`}
</div>
${player}
</main>`,
	});
}

function lay(given: { language: Language; title: string; main: Html }): string {
	const { language, main, title } = given;
	const assets = `${ROOT}assets/${pageAssets().version}`;
	const { embed, script } = episodeWords(language);
	const words = { ...embed, positionOf: script.positionOf };
	return html`<!doctype html>
<html lang="${language}" class="embedded" data-words="${JSON.stringify(words)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="${assets}/page.css">
<link rel="stylesheet" href="${assets}/episode-player.css">
<link rel="stylesheet" href="${assets}/embed.css">
<script type="module" src="${assets}/embed/embed.js"></script>
</head>
<body>
${main}
</body>
</html>
`.toString();
}
