// What opens above an episode's page: how to share it, and what the keyboard does.

import { embedCode } from '../embed-code.js';
import { type Html, html } from '../html.js';
import { baseOf, type EpisodePageOptions, titleOf } from './episode-facts.js';
import { ICONS } from './episode-icons.js';
import { isListed } from './episode-preview.js';
import { episodeWords } from './episode-words.js';

/** Both dialogs, closed. */
export function episodeDialogs(options: EpisodePageOptions): Html {
	const { language, manifest, publicUrl } = options;
	const { dialogs, page } = episodeWords(language);
	const code = embedCode(`${baseOf(publicUrl)}embed/e/${manifest.id}`, titleOf(manifest, language));
	return html`<dialog id="share" aria-labelledby="share-title">
${head('share-title', page.share, dialogs.close)}
<p class="copied-field"><label for="share-link">${dialogs.link}</label><span><input id="share-link" type="text" readonly value="${baseOf(publicUrl)}e/${manifest.id}"><button class="button" id="share-copy" type="button">${dialogs.copy}</button></span></p>
<label class="tick"><input id="share-from" type="checkbox"><span>${dialogs.startAt} <span id="share-time">0:00</span></span></label>
<p hidden id="share-system"><button class="button quiet" id="share-with" type="button">${dialogs.shareWith}</button></p>
${isListed(options) ? html`<p class="copied-field"><label for="embed-code">${dialogs.embed}</label><span><input id="embed-code" type="text" readonly value="${code}"><button class="button quiet" id="embed-copy" type="button">${dialogs.copy}</button></span></p>` : undefined}
<p class="status" id="share-status" role="status"></p>
</dialog>
<dialog id="keys" aria-labelledby="keys-title">
${head('keys-title', dialogs.keysTitle, dialogs.close)}
<dl class="keys">
${keyRow([dialogs.space, 'K'], dialogs.keyPlay, dialogs.or)}
${keyRow(['J', 'L'], dialogs.keyTen)}
${keyRow(['←', '→'], dialogs.keyFive)}
${keyRow(['↑', '↓'], dialogs.keyVolume)}
${keyRow(['M'], dialogs.keyMute)}
${keyRow(['<', '>'], dialogs.keySpeed)}
${keyRow(['0', '9'], dialogs.keyJump, '…')}
${keyRow(['?'], dialogs.keyHelp)}
</dl>
</dialog>`;
}

function head(id: string, title: string, close: string): Html {
	return html`<div class="dialog-head"><h2 id="${id}">${title}</h2><form method="dialog"><button class="skip-button" aria-label="${close}">${ICONS.close}</button></form></div>`;
}

function keyRow(keys: readonly string[], meaning: string, between = ''): Html {
	const [first = '', ...others] = keys;
	return html`<div><dt><kbd>${first}</kbd>${others.map((key) => html` ${between} <kbd>${key}</kbd>`)}</dt><dd>${meaning}</dd></div>`;
}
