// The player of an episode, as its page has it before the script begins.
import { clockOf } from '../browser/episode/times.js';
import { type Html, html } from '../html.js';
import type { EpisodePageOptions } from './episode-facts.js';
import { ICONS } from './episode-icons.js';
import { episodeWords } from './episode-words.js';

/** How fast it may play; 1 is as it was said. */
const SPEEDS = [0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.5, 1.75, 2] as const;

/** Sound, place, and all buttons. */
export function episodeControls(
	{ language, manifest, texts }: EpisodePageOptions,
	media: string,
): Html {
	const { page } = episodeWords(language);
	const length = manifest.playedMs / 1000;
	return html`<audio id="audio" preload="metadata" src="${media}"></audio>
<div class="deck" role="group" aria-label="${page.player}">
<div class="timeline">
<input class="range" id="position" type="range" min="0" max="${Math.max(1, Math.floor(length))}" step="1" value="0" aria-label="${page.position}" aria-valuetext="0:00">
${marks(texts.chapters, length)}
</div>
<p class="times"><span id="elapsed" title="${page.elapsed}">0:00</span><span class="now" id="now" dir="auto">${texts.chapters[0]?.title}</span><span id="remaining" title="${page.remaining}">−${clockOf(length)}</span></p>
<div class="buttons">
<label class="speed"><span class="visually-hidden">${page.speed}</span><select id="speed">${SPEEDS.map((speed) => html`<option value="${speed}"${speed === 1 ? html` selected` : undefined}>${speed}×</option>`)}</select></label>
<button class="skip-button" id="back" type="button" title="${page.back}" aria-label="${page.back}">${ICONS.back}</button>
<button class="play" id="play" type="button" aria-label="${page.play}">${ICONS.play}</button>
<button class="skip-button" id="forward" type="button" title="${page.forward}" aria-label="${page.forward}">${ICONS.forward}</button>
<div class="loudness"><button class="skip-button" id="mute" type="button" title="${page.mute}" aria-label="${page.mute}" aria-pressed="false">${ICONS.sound}</button><input class="range" id="volume" type="range" min="0" max="100" step="5" value="100" aria-label="${page.volume}"></div>
</div>
</div>
<p class="status" id="status" role="status"></p>
<noscript><p>${page.withoutScript}</p><audio class="plain-player" controls preload="none" src="${media}"></audio></noscript>`;
}

/** Where chapters begin, on the line of time. */
function marks(
	chapters: EpisodePageOptions['texts']['chapters'],
	length: number,
): Html | undefined {
	if (chapters.length < 2 || length === 0) {
		return undefined;
	}
	const inPercent = (seconds: number) => `${Math.round((seconds / length) * 1e4) / 100}%`;
	return html`<svg class="marks" aria-hidden="true">${chapters.slice(1).map(({ start }) => html`<circle cx="${inPercent(start)}" cy="50%" r="2"/>`)}</svg>`;
}
