// The player of what is live: the same on a podcast's page and on a show's.

import type { Language } from '../../languages.js';
import type { PodcastView } from '../podcast/podcast-view.js';
import { headingOf, isLongHeading, originOf } from './browser/podcast-words.js';
import { type Sign, signInWords, statusInWords } from './browser/status-words.js';
import type { PageWords } from './browser/words/en.js';
import { cover, tile } from './covers.js';
import { type Html, html } from './html.js';
import { ICONS } from './icons.js';
import { wordsOf } from './words.js';

/** What the player is made of. */
export interface LivePlayerOptions {
	podcast: PodcastView;
	/** The podcast's, where one is needed; what the player asks for carries it on. */
	listenKey: string | undefined;
	/** What the clock shows, in milliseconds since the epoch: a listener's own may be wrong. */
	nowMs: number;
	language: Language;
	/** What the picture stands for; default the server's name. */
	coverName?: string | undefined;
	/** The show's picture, from the page on; undefined where there is none. */
	coverAddress: string | undefined;
	/** Whether it can be heard from its beginning on. */
	hasBeginning: boolean;
	/** Where to go when the show is over, from the page on. */
	after: { address: string; title: string } | undefined;
}

/** The most faces that fit; the others are counted. */
const MAX_FACES = 5;

/** The player, and what belongs to it below. */
export function livePlayer(options: LivePlayerOptions): Html {
	const { listenKey, nowMs, podcast } = options;
	const words = wordsOf(options.language);
	const key = listenKey === undefined ? undefined : html` data-listen-key="${listenKey}"`;
	return html`<article class="card player" id="player" data-podcast-id="${podcast.id}"${key} data-state="stopped" data-live="${String(podcast.isLive)}" data-now="${nowMs}">
${head(options, words)}
${controls(options, words)}
${options.hasBeginning ? beginning(words) : undefined}
${speakers(podcast, words)}
<div class="actions">
<button class="button quiet" id="share" type="button">${ICONS.share}<span id="share-label">${words.share}</span></button>
<button class="button quiet keys-button" id="keys-open" type="button" aria-keyshortcuts="?">${ICONS.keyboard}${words.keyboard}</button>
</div>
${over(options, words)}
</article>
${otherWays(options, words)}
${soundProblems(words)}
${keyboard(words)}`;
}

/** A show's sign, as it looks before anything changes. */
export function signBadge(
	sign: Sign,
	words: PageWords,
	ids?: { badge: string; text: string },
): Html {
	const of = (id: string | undefined) => (id === undefined ? undefined : html` id="${id}"`);
	return html`<p class="sign"${of(ids?.badge)} data-sign="${sign}"><span class="live-dot" aria-hidden="true"></span><span${of(ids?.text)}>${signInWords(sign, words)}</span></p>`;
}

function head({ coverAddress, coverName, podcast }: LivePlayerOptions, words: PageWords): Html {
	const heading = headingOf(podcast, words);
	const sign = podcast.isLive ? 'live' : 'interrupted';
	const since = podcast.activeSince === null ? '' : new Date(podcast.activeSince).toISOString();
	const { listeners } = podcast;
	return html`<div class="head">
${cover(coverName ?? (podcast.serverName || heading), coverAddress)}
<div class="headings">
${signBadge(sign, words, { badge: 'badge', text: 'badge-text' })}
<h1 id="title" dir="auto"${isLongHeading(heading) ? html` data-long` : undefined}>${heading}</h1>
<p class="origin" id="origin" dir="auto">${originOf(podcast, words)}</p>
<p class="meta"><time id="since" datetime="${since}"></time><span id="listening"${listeners === 0 ? html` hidden` : undefined}><span class="dot" aria-hidden="true"> · </span><span id="listeners">${listeners}</span> <span id="listeners-word">${words.listening(listeners)}</span></span></p>
</div>
</div>`;
}

function controls(options: LivePlayerOptions, words: PageWords): Html {
	const status = statusInWords(
		{ kind: 'stopped' },
		{ isLive: options.podcast.isLive, isOnline: true, watch: 'connected' },
		words,
	);
	return html`<div class="controls">
<button class="play" id="play" type="button" aria-keyshortcuts="k">${ICONS.play}${ICONS.pause}<span class="visually-hidden" id="play-label">${words.play}</span></button>
<div class="sound">
<canvas class="level" id="level" aria-hidden="true"></canvas>
<p class="status" id="status" role="status">${status}</p>
</div>
<div class="volume"><button class="plain" id="mute" type="button" aria-pressed="false" aria-keyshortcuts="m">${ICONS.loudspeaker}<span class="visually-hidden" id="mute-label">${words.mute}</span></button><input id="volume" type="range" min="0" max="100" step="5" value="100" aria-label="${words.volume}"></div>
</div>
<noscript><p>${words.noScript}</p><audio class="plain-player" controls preload="none" src="${streamOf(options, 'live.mp3')}"></audio></noscript>`;
}

/** Shown where the browser can play it; its controls are the browser's own. */
function beginning(words: PageWords): Html {
	return html`<div class="beginning">
<button class="button quiet" id="from-start" type="button" hidden>${ICONS.beginning}${words.fromStart}</button>
<section id="beginning" aria-labelledby="beginning-heading" hidden>
<h2 id="beginning-heading">${words.fromStart}</h2>
<audio id="beginning-sound" controls preload="none"></audio>
<p class="hint" id="beginning-status" role="status"></p>
<button class="button quiet" id="to-live" type="button"><span class="live-dot" aria-hidden="true"></span>${words.backToLive}</button>
</section>
</div>`;
}

function speakers({ speakers: last, isLive }: PodcastView, words: PageWords): Html {
	const names = isLive ? last : [];
	const hidden = names.length > MAX_FACES ? names.length - MAX_FACES : 0;
	return html`<section class="speaking" aria-labelledby="speaking-heading">
<h2 class="visually-hidden" id="speaking-heading">${words.speakingNow}</h2>
<ul class="speakers" id="speakers">${names.slice(0, MAX_FACES).map(speaker)}${hidden === 0 ? undefined : html`<li class="more-of-them">${words.moreSpeakers(hidden)}</li>`}</ul>
<p class="nobody" id="nobody"${names.length > 0 || !isLive ? html` hidden` : undefined}>${words.nobodySpeaks}</p>
</section>`;
}

function speaker(name: string): Html {
	return html`<li><span class="face">${tile(name)}</span><span class="name" dir="auto">${name}</span></li>`;
}

function over({ after, podcast }: LivePlayerOptions, words: PageWords): Html {
	const target =
		after === undefined
			? html`<a class="button" href="../">${words.whatElse}</a>`
			: html`<a class="button" id="after" href="${after.address}"><span dir="auto">${words.toShow(after.title)}</span></a>`;
	return html`<section class="over" id="over" data-podcast="${podcast.id}" hidden>
<p class="over-heading" id="over-heading">${words.thanks}</p>
<p class="hint" id="over-length"></p>
${target}
</section>`;
}

/** Address of one of the podcast's streams, from the page on. */
function streamOf({ podcast, listenKey }: LivePlayerOptions, name: string): string {
	const query = listenKey === undefined ? '' : `?key=${encodeURIComponent(listenKey)}`;
	return `../p/${podcast.id}/${name}${query}`;
}

function otherWays(options: LivePlayerOptions, words: PageWords): Html {
	const stream = (name: string) => streamOf(options, name);
	return html`<details class="card more">
<summary>${words.otherPlayer}</summary>
<div class="more-content">
<p class="hint">${words.mp3Hint}</p>
<a class="button" href="${stream('live.m3u')}">${words.openInPlayer}</a>
<label class="field-label" for="mp3-address">${words.mp3Address}</label>
${address({ id: 'mp3-address', value: stream('live.mp3') }, words)}
<details class="more"><summary>${words.moreFormats}</summary>
<ul class="streams">
<li><a href="${stream('live.mp3')}">MP3</a></li>
<li><a href="${stream('live.ogg')}">${words.formatOgg}</a></li>
<li><a href="${stream('live.pls')}">${words.formatPls}</a></li>
</ul>
</details>
</div>
</details>`;
}

/** An address to copy, which the script makes a whole one; or, as `isCode`, anything else. */
export function address(
	{ id, isCode = false, value }: { id: string; isCode?: boolean; value: string },
	words: PageWords,
): Html {
	return html`<div class="address"><input id="${id}" type="text" readonly spellcheck="false" value="${value}"${isCode ? undefined : html` data-address`}><button class="button quiet" type="button" data-copy="${id}"><span>${words.copy}</span></button></div>`;
}

function soundProblems(words: PageWords): Html {
	const fact = (id: string, name: string, value: string) =>
		html`<div><dt>${name}</dt><dd id="${id}">${value}</dd></div>`;
	return html`<details class="card more" id="details">
<summary>${words.soundProblems}</summary>
<div class="more-content">
<p class="hint">${words.soundHelp}</p>
<label class="switch" for="background"><input id="background" type="checkbox"><span>${words.playMp3}</span></label>
<dl class="technical">
${fact('since-clock', words.onAirSince, '–')}
${fact('delay', words.delay, '–')}
${fact('delay-parts', words.delayParts, '–')}
${fact('decoder-name', words.decoder, '–')}
${fact('frames', words.framesReceived, '0')}
${fact('unreadable', words.framesUnreadable, '0')}
${fact('underruns', words.underruns, '0')}
${fact('skipped', words.skipped, '0 ms')}
${fact('reconnects', words.reconnects, '0')}
</dl>
<label class="choice" for="decoder"><span>${words.decodeWith}</span><select id="decoder"><option value="auto">${words.automatic}</option><option value="wasm">WebAssembly</option></select></label>
</div>
</details>`;
}

function keyboard(words: PageWords): Html {
	const row = (does: string, ...keys: string[]) =>
		html`<div><dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${does}</dd></div>`;
	return html`<dialog class="keys" id="keys" aria-labelledby="keys-heading">
<h2 id="keys-heading">${words.keyboardTitle}</h2>
<dl>
${row(words.keyPlay, words.keySpace, 'K')}
${row(words.keyMute, 'M')}
${row(words.keyLouder, '↑')}
${row(words.keyQuieter, '↓')}
${row(words.keyHelp, '?')}
</dl>
<form method="dialog"><button class="button" id="keys-close">${words.close}</button></form>
</dialog>`;
}
