// The page of an episode: what it is, its player, its chapters, and all that was said.

import type { OutputName } from '../../../store/episode-manifest.js';
import { pageAssets } from '../assets.js';
import { fill } from '../browser/episode/fill.js';
import { clockOf } from '../browser/episode/times.js';
import { type Html, html } from '../html.js';
import { layOut } from '../layout.js';
import { episodeControls } from './episode-controls.js';
import { episodeDialogs } from './episode-dialogs.js';
import {
	coverAddress,
	coverOf,
	dateOf,
	type EpisodePageOptions,
	lengthOf,
	outputPath,
	showAddress,
	showTitleOf,
	sizeOf,
	titleOf,
} from './episode-facts.js';
import { ICONS } from './episode-icons.js';
import { episodePreview } from './episode-preview.js';
import { episodeWords } from './episode-words.js';

const ROOT = '../';

/** Modules of the script, so that the browser asks for all of them at once. */
const MODULES = [
	'chapter-list',
	'fill',
	'keyboard',
	'kept',
	'locale',
	'episode-away',
	'episode-sound',
	'media-session',
	'settings',
	'share',
	'times',
	'transcript',
	'transcript-search',
	'web-vtt',
]
	.map((name) => `episode/${name}.js`)
	.concat('elements.js');

/** Those that are files of their own: where scripts are built in one piece there is none. */
function modules(): string[] {
	const { files } = pageAssets();
	return MODULES.filter((name) => files.has(name));
}

/** The page, for whoever has been admitted. */
export function episodePage(options: EpisodePageOptions): string {
	const { language, manifest, site } = options;
	const { script } = episodeWords(language);
	const title = titleOf(manifest, language);
	const showTitle = showTitleOf(options);
	const assets = `${ROOT}assets/${pageAssets().version}`;
	const transcript = addressOf(options, 'transcript.vtt');
	return layOut({
		title: showTitle === '' ? title : `${title} · ${showTitle}`,
		root: ROOT,
		frame: { site, language },
		script: 'episode/episode.js',
		style: ['episode-player.css', 'episode.css', 'transcript.css', 'episode-dialogs.css'],
		head: html`${episodePreview(options)}
${modules().map((name) => html`<link rel="modulepreload" href="${assets}/${name}">`)}`,
		main: html`<article class="episode" id="episode" data-id="${manifest.id}" data-revision="${manifest.revision}" data-title="${title}" data-show="${showTitle}" data-cover="${coverAddress(options.show, ROOT)}" data-length="${manifest.playedMs / 1000}" data-state="paused" data-words="${JSON.stringify(script)}">
<div class="episode-main">
<section class="card listen">
${about(options, title, showTitle)}
${episodeControls(options, addressOf(options, 'episode.mp3') ?? '')}
${actions(options)}
</section>
${chapters(options)}
${people(options)}
${downloads(options)}
</div>
${transcript === undefined ? undefined : transcriptCard(options, transcript)}
${episodeDialogs(options)}
</article>`,
	});
}

/** Address of a file from the page on; undefined where the episode has none of that name. */
function addressOf({ manifest, queryOf }: EpisodePageOptions, wanted: OutputName) {
	const path = outputPath(manifest, wanted);
	return manifest.outputs.some(({ name }) => name === wanted)
		? `.${path.slice('/e'.length)}${queryOf(path)}`
		: undefined;
}

function about(options: EpisodePageOptions, title: string, showTitle: string): Html {
	const { language, manifest, show } = options;
	const { page } = episodeWords(language);
	const facts = [
		html`<time id="date" datetime="${new Date(manifest.startedAtEpochMs).toISOString()}">${dateOf(manifest, language)}</time>`,
		html`<span>${lengthOf(manifest, language)}</span>`,
		...(manifest.hostName === ''
			? []
			: [html`<span dir="auto">${fill(page.hostedBy, { host: manifest.hostName })}</span>`]),
	];
	return html`<header class="about">
${coverOf(show, showTitle || title, ROOT)}
<div>
<p class="of-show" dir="auto">${show === undefined ? showTitle : html`<a href="${showAddress(show, ROOT)}">${showTitle}</a>`}</p>
<h1 dir="auto"${[...title].length > 60 ? html` class="long"` : undefined}>${title}</h1>
<p class="facts">${facts.map((fact, place) => (place === 0 ? fact : html` <span aria-hidden="true">·</span> ${fact}`))}</p>
</div>
</header>
${manifest.isPublished ? undefined : html`<p class="note">${page.unpublished}</p>`}`;
}

function actions({ language, show }: EpisodePageOptions): Html {
	const { page } = episodeWords(language);
	return html`<p class="actions">
<button class="button quiet scripted" id="share-open" type="button">${ICONS.share}${page.share}</button>
${show?.isPublic ? html`<a class="button quiet" href="${ROOT}s/${show.slug}/feed.xml" type="application/rss+xml">${ICONS.feed}${page.follow}</a>` : undefined}
${show?.invite === undefined ? undefined : html`<a class="button quiet" href="${show.invite}" rel="noopener noreferrer">${ICONS.people}${page.join}</a>`}
<button class="button quiet scripted keys-open" id="keys-open" type="button" aria-keyshortcuts="?">${ICONS.keys}${page.keys}</button>
</p>`;
}

function chapters({ language, texts }: EpisodePageOptions): Html | undefined {
	if (texts.chapters.length === 0) {
		return undefined;
	}
	return html`<section class="card chapters" aria-labelledby="chapters-title">
<h2 id="chapters-title">${episodeWords(language).page.chapters}</h2>
<ol id="chapters">${texts.chapters.map(({ start, title }) => html`<li><a href="#t=${clockOf(start)}" data-start="${start}"><span class="at">${clockOf(start)}</span><span dir="auto">${title}</span></a></li>`)}</ol>
</section>`;
}

function people({ language, manifest, texts }: EpisodePageOptions): Html | undefined {
	const { page } = episodeWords(language);
	const others = texts.voices.filter((name) => name !== manifest.hostName);
	if (others.length === 0) {
		return undefined;
	}
	const host = manifest.hostName;
	return html`<section class="card people" aria-labelledby="people-title">
<h2 id="people-title">${page.people}</h2>
<ul>${host === '' ? undefined : html`<li><span dir="auto">${host}</span> <small>${page.host}</small></li>`}${others.map((name) => html`<li dir="auto">${name}</li>`)}</ul>
</section>`;
}

function downloads(options: EpisodePageOptions): Html {
	const { language, manifest } = options;
	const { page } = episodeWords(language);
	const rows = (
		[
			['episode.mp3', 'MP3', page.mp3],
			['episode.opus', 'Opus', page.opus],
			['transcript.vtt', 'VTT', page.subtitles],
		] as const
	).map(([name, label, hint]) => {
		const output = manifest.outputs.find((each) => each.name === name);
		const address = addressOf(options, name);
		return output === undefined || address === undefined
			? undefined
			: html`<li><a href="${address}" download="${fileName(titleOf(manifest, language), name)}"><b>${label}</b> <span>${hint}</span> <small>${sizeOf(output.bytes, language)}</small></a></li>`;
	});
	return html`<section class="card downloads" aria-labelledby="downloads-title">
<h2 id="downloads-title">${page.downloads}</h2>
<ul>${rows.filter((row) => row !== undefined)}</ul>
</section>`;
}

/** What file systems do not take is left out. */
function fileName(title: string, output: OutputName): string {
	const name = title.replace(/[\\/:*?"<>|]+/g, ' ').trim();
	return `${[...name].slice(0, 80).join('')}.${output.split('.')[1]}`;
}

function transcriptCard({ language }: EpisodePageOptions, address: string): Html {
	const { page } = episodeWords(language);
	return html`<section class="card transcript" aria-labelledby="transcript-title">
<div class="transcript-head">
<h2 id="transcript-title">${page.transcript}</h2>
<search class="search scripted"><input id="search" type="search" placeholder="${page.search}" aria-label="${page.search}" autocomplete="off" spellcheck="false"><span id="found" role="status"></span><button class="skip-button" id="found-previous" type="button" aria-label="${page.previous}" title="${page.previous}" disabled>${ICONS.up}</button><button class="skip-button" id="found-next" type="button" aria-label="${page.next}" title="${page.next}" disabled>${ICONS.down}</button></search>
</div>
<div class="said" id="transcript" data-src="${address}" tabindex="0" role="group" aria-labelledby="transcript-title"><p class="scripted">${page.transcriptLoading}</p><noscript><p><a href="${address}">${page.transcript} (WebVTT)</a></p></noscript></div>
<p class="follow scripted"><button class="button" id="follow" type="button" hidden>${page.follows}</button></p>
</section>`;
}
