// What stands where a podcast is over, has another link now, or never was; nobody learns which.
import { html } from './html.js';
import { layOut, type PageFrame, PLAIN_FRAME } from './layout.js';
import { wordsOf } from './words.js';

/** The page, the same for every reason. */
export function notFoundPage(frame: PageFrame = PLAIN_FRAME): string {
	const words = wordsOf(frame.language);
	return layOut({
		title: words.notFoundTitle,
		root: '../',
		frame,
		head: html`<meta name="robots" content="noindex">`,
		main: html`<div class="card empty">
<h1>${words.notFound}</h1>
<p>${words.notFoundHint}</p>
<p><a class="button" href="../">${words.toHome}</a></p>
</div>`,
	});
}
