// What all pages share: the head, the bar above, the line below.
import { pageAssets } from './assets.js';
import { type Html, html } from './html.js';

/** One page. */
export interface PageContent {
	/** Of the tab. */
	title: string;
	main: Html;
	/** From the page's address to the server's base: `./` or `../`, so that a path before it stays. */
	root: string;
	/** Name of the page's script; none for a page that stands still. */
	script?: string;
	/** Name of a style sheet beside the one of all pages. */
	style?: string;
	/** Further elements of the head. */
	head?: Html;
}

/** A whole HTML document. */
export function layOut({ title, main, root, script, style, head }: PageContent): string {
	const assets = `${root}assets/${pageAssets().version}`;
	const scriptElement =
		script === undefined
			? undefined
			: html`<script type="module" src="${assets}/${script}"></script>`;
	return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#f6f5f2" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#121317" media="(prefers-color-scheme: dark)">
<title>${title}</title>
${head}
<link rel="icon" type="image/svg+xml" href="${assets}/icon.svg">
<link rel="stylesheet" href="${assets}/page.css">
${style === undefined ? undefined : html`<link rel="stylesheet" href="${assets}/${style}">`}
${scriptElement}
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="bar">
<a class="brand" href="${root}"><img src="${assets}/icon.svg" alt="" width="28" height="28"><span>Podcasts on air</span></a>
</header>
<main id="main" tabindex="-1">
${main}
</main>
<footer class="foot"><p>Voice channels from Discord, live and as they are spoken. Nothing to install.</p></footer>
</body>
</html>
`.toString();
}
