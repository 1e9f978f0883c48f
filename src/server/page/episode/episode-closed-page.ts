// What stands where an episode cannot be had: never there, in the works, or by a link that opens nothing.
import { pageAssets } from '../assets.js';
import { type Html, html } from '../html.js';
import { layOut, type PageFrame } from '../layout.js';
import { episodeWords } from './episode-words.js';

const ROOT = '../';

/** Why there is no page. */
export type EpisodeClosed = 'none' | 'being changed' | 'link wrong' | 'link over';

/** The page; the same for everything that is not there, so that nobody learns what is. */
export function episodeClosedPage(why: EpisodeClosed, frame: PageFrame): string {
	const { closed } = episodeWords(frame.language);
	const home = html`<p><a class="button" href="${ROOT}">${closed.home}</a></p>`;
	switch (why) {
		case 'none':
			return page({ frame, title: closed.notFound, text: closed.notFoundText, way: home });
		case 'link wrong':
			return page({ frame, title: closed.linkWrong, text: closed.linkWrongText, way: home });
		case 'link over':
			return page({ frame, title: closed.linkOver, text: closed.linkOverText, way: home });
		case 'being changed':
			return page({
				frame,
				title: closed.changing,
				text: closed.changingText,
				way: html`<p><a class="button" href="">${closed.tryAgain}</a></p>`,
				script: 'episode/changing.js',
			});
	}
}

function page(given: {
	frame: PageFrame;
	title: string;
	text: string;
	way: Html;
	script?: string;
}): string {
	const { frame, script, text, title, way } = given;
	const assets = `${ROOT}assets/${pageAssets().version}`;
	return layOut({
		title,
		root: ROOT,
		frame,
		...(script !== undefined && { script }),
		head: html`<meta name="robots" content="noindex">
${script === undefined ? undefined : html`<link rel="modulepreload" href="${assets}/episode/episode-away.js">`}`,
		main: html`<div class="card empty">
<h1>${title}</h1>
<p>${text}</p>
${way}
</div>`,
	});
}
