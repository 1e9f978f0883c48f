// How a show is handed on from its page: its link, and the code that shows it on another site.
import { asBase } from '../../../host-name.js';
import type { ServedShow } from '../../shows/served-shows.js';
import { isLinkEnough } from '../../shows/show-access.js';
import { showUrl } from '../../shows/show-address.js';
import type { PageWords } from '../browser/words/en.js';
import { embedCode } from '../embed-code.js';
import { type Html, html } from '../html.js';
import { address } from '../live-player.js';
import { showFileAddress, showTitle } from './show-parts.js';

/** What is handed on. */
export interface ShareCardOptions {
	show: ServedShow;
	/** The key the page was opened with. */
	showKey: string | undefined;
	publicUrl: URL;
}

/** The card, closed; undefined where a link alone would open the show to nobody. */
export function shareCard(options: ShareCardOptions, words: PageWords): Html | undefined {
	const { publicUrl, show, showKey } = options;
	const { profile, visibility } = show;
	if (!isLinkEnough(show, showKey)) {
		return undefined;
	}
	const link = showUrl({ publicUrl, slug: profile.slug, key: showKey }).href;
	return html`<details class="card more" id="share-show">
<summary>${words.shareShow}</summary>
<div class="more-content">
<label class="field-label" for="show-link">${words.link}</label>
${address({ id: 'show-link', value: link }, words)}
<figure class="qr"><img src="${showFileAddress(show, 'qr.svg', showKey)}" alt="${words.qrCode}" width="200" height="200" loading="lazy"><figcaption class="hint">${words.qrHint}</figcaption></figure>
${visibility === 'public' ? embed(options, words) : undefined}
</div>
</details>`;
}

/** Of public shows alone: whoever reads the other site's page would have the key of others. */
function embed({ publicUrl, show }: ShareCardOptions, words: PageWords): Html {
	const player = new URL(`embed/s/${show.profile.slug}`, asBase(publicUrl));
	const value = embedCode(player.href, showTitle(show, words));
	return html`<label class="field-label" for="embed-code">${words.embedCode}</label>
${address({ id: 'embed-code', isCode: true, value }, words)}`;
}
