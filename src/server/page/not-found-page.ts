// What stands where a podcast is over, has another link now, or never was; nobody learns which.
import { html } from './html.js';
import { layOut } from './layout.js';

/** The page, the same for every reason. */
export function notFoundPage(): string {
	return layOut({
		title: 'No such podcast',
		root: '../',
		head: html`<meta name="robots" content="noindex">`,
		main: html`<div class="card empty">
<h1>There is no podcast here</h1>
<p>The show may be over, or the link may have been replaced by a new one. Ask whoever sent it to you, or see what else is on.</p>
<p><a class="button" href="../">What is on air now</a></p>
</div>`,
	});
}
