// The page of one podcast: what it is, the player, and other ways to listen.
import type { PodcastView } from '../podcast/podcast-view.js';
import { headingOf, originOf } from './browser/podcast-words.js';
import { statusInWords } from './browser/status-words.js';
import { type Html, html } from './html.js';
import { layOut } from './layout.js';
import { linkPreview, type PodcastPageOptions, previewNames } from './link-preview.js';

/** The page, for whoever has been admitted. */
export function podcastPage(options: PodcastPageOptions): string {
	const { podcast } = options;
	return layOut({
		title: `${headingOf(previewNames(podcast))} · ${podcast.isLive ? 'on air' : 'interrupted'}`,
		root: '../',
		script: 'podcast.js',
		style: 'player.css',
		head: linkPreview(options),
		main: html`<article class="card player" id="player" data-podcast-id="${podcast.id}" data-state="stopped" data-live="${String(podcast.isLive)}" data-now="${options.nowMs}">
${headings(podcast)}
${controls(options)}
${speakers(podcast)}
${facts(podcast)}
<p class="over" id="over" hidden><a class="button" href="../">See what else is on</a></p>
</article>
${otherWays(options)}
${technicalDetails()}`,
	});
}

function headings(podcast: PodcastView): Html {
	return html`<p class="badge" id="badge"><span class="live-dot" aria-hidden="true"></span><span id="badge-text">${podcast.isLive ? 'On air' : 'Interrupted'}</span></p>
<h1 id="title" dir="auto">${headingOf(podcast)}</h1>
<p class="origin" id="origin" dir="auto">${originOf(podcast)}</p>`;
}

function controls(options: PodcastPageOptions): Html {
	const mp3 = streamOf(options, 'live.mp3');
	const status = statusInWords(
		{ kind: 'stopped' },
		{ isLive: options.podcast.isLive, isOnline: true, watch: 'connected' },
	);
	return html`<div class="controls">
<button class="play" id="play" type="button"><svg class="icon-play" viewBox="0 0 24 24" aria-hidden="true"><path d="M8 5.1v13.8a1 1 0 0 0 1.5.9l11.2-6.9a1 1 0 0 0 0-1.8L9.5 4.2A1 1 0 0 0 8 5.1z"/></svg><svg class="icon-pause" viewBox="0 0 24 24" aria-hidden="true"><rect x="6" y="4.5" width="4.2" height="15" rx="1.2"/><rect x="13.8" y="4.5" width="4.2" height="15" rx="1.2"/></svg><span class="visually-hidden" id="play-label">Play</span></button>
<div class="sound">
<canvas class="level" id="level" aria-hidden="true"></canvas>
<p class="status" id="status" role="status">${status}</p>
</div>
</div>
<div class="settings">
<label class="volume" for="volume"><span>Volume</span><input id="volume" type="range" min="0" max="100" step="1" value="100"></label>
<label class="switch" for="background"><input id="background" type="checkbox"><span>Keep playing when the screen locks <small>MP3, a few seconds later</small></span></label>
</div>
<noscript><p>The player needs JavaScript; this one does not:</p><audio controls preload="none" src="${mp3}"></audio></noscript>`;
}

function speakers({ speakers: last, isLive }: PodcastView): Html {
	const names = isLive ? last : [];
	return html`<section class="speaking" aria-labelledby="speaking-heading">
<h2 id="speaking-heading">Speaking now</h2>
<ul class="speakers" id="speakers">${names.map((name) => html`<li dir="auto">${name}</li>`)}</ul>
<p class="nobody" id="nobody"${names.length > 0 ? html` hidden` : undefined}>Nobody at the moment.</p>
</section>`;
}

function facts({ activeSince, listeners }: PodcastView): Html {
	const since = activeSince === null ? '' : new Date(activeSince).toISOString();
	return html`<dl class="numbers">
<div><dt>On air</dt><dd><time id="since" datetime="${since}">–</time> <small id="since-clock"></small></dd></div>
<div><dt>Listening</dt><dd id="listeners">${listeners}</dd></div>
<div><dt>Delay</dt><dd id="delay">–</dd></div>
</dl>`;
}

/** Address of one of the podcast's streams, from the page on. */
function streamOf({ podcast, listenKey }: PodcastPageOptions, name: string): string {
	const query = listenKey === undefined ? '' : `?key=${encodeURIComponent(listenKey)}`;
	return `./${podcast.id}/${name}${query}`;
}

function otherWays(options: PodcastPageOptions): Html {
	const stream = (name: string) => streamOf(options, name);
	return html`<details class="card more">
<summary>Listen in another player</summary>
<p>VLC, mpv, a phone’s radio app, an internet radio: whatever plays a stream. Open the playlist, or copy an address into the player.</p>
<ul class="streams">
<li><a href="${stream('live.m3u')}">Playlist</a><span>M3U, opens in most players</span></li>
<li><a href="${stream('live.mp3')}">MP3</a><span>plays everywhere</span></li>
<li><a href="${stream('live.ogg')}">Ogg Opus</a><span>the sound as it is, for players that know Opus</span></li>
<li><a href="${stream('live.pls')}">PLS</a><span>for older radios</span></li>
</ul>
</details>`;
}

function technicalDetails(): Html {
	return html`<details class="card more" id="details">
<summary>Technical details</summary>
<dl class="technical">
<div><dt>Delay</dt><dd id="delay-parts">–</dd></div>
<div><dt>Decoder</dt><dd id="decoder-name">–</dd></div>
<div><dt>Frames received</dt><dd id="frames">0</dd></div>
<div><dt>Frames unreadable</dt><dd id="unreadable">0</dd></div>
<div><dt>Underruns</dt><dd id="underruns">0</dd></div>
<div><dt>Skipped to keep up</dt><dd id="skipped">0 ms</dd></div>
<div><dt>Reconnects</dt><dd id="reconnects">0</dd></div>
</dl>
<label class="choice" for="decoder"><span>Decode with</span><select id="decoder"><option value="auto">whatever suits best</option><option value="wasm">WebAssembly</option></select></label>
</details>`;
}
