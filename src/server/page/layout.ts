// What all pages share: the head, the bar above, the line below.
import type { Language } from '../../languages.js';
import { readManifest } from '../../manifest.js';
import { pageAssets } from './assets.js';
import { type Html, html } from './html.js';
import { inlineStyle } from './inline-style.js';
import { accentStyle, DEFAULT_SITE, type Site } from './site.js';
import { wordsOf } from './words.js';

/** For whom a page is made, and where. */
export interface PageFrame {
	site: Site;
	language: Language;
}

/** A page for nobody in particular. */
export const PLAIN_FRAME: PageFrame = { site: DEFAULT_SITE, language: 'en' };

/** One page. */
export interface PageContent {
	/** Of the tab. */
	title: string;
	main: Html;
	/** From the page's address to the server's base: `./` or `../`, so that a path before it stays. */
	root: string;
	/** Name of the page's script; none for a page that stands still. */
	script?: string;
	/** Names of style sheets beside the one of all pages. */
	style?: string | readonly string[];
	/** Further elements of the head. */
	head?: Html;
	frame?: PageFrame;
	/** Whether there is room for a second column. */
	isWide?: boolean;
}

const { homepage, version } = readManifest();

/** A whole HTML document. */
export function layOut(content: PageContent): string {
	const { title, main, root, head, isWide = false, frame = PLAIN_FRAME } = content;
	const { site, language } = frame;
	const words = wordsOf(language);
	return html`<!doctype html>
<html lang="${language}"${isWide ? html` class="wide"` : undefined}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#f6f5f2" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#121317" media="(prefers-color-scheme: dark)">
<title>${title}</title>
${styles(content, site)}
${scripts(content, language)}
${head}
${icons(root, site)}
</head>
<body>
<a class="skip" href="#main">${words.skip}</a>
<header class="bar">
<a class="brand" href="${root}"><img src="${logoOf(root, site)}" alt="" width="28" height="28"><span dir="auto">${site.name}</span></a>
</header>
<main id="main" tabindex="-1">
${main}
</main>
<footer class="foot"><p><span dir="auto">${site.name}</span> · ${words.runs(version)}${homepage === undefined ? undefined : html` · <a href="${homepage}" rel="noreferrer">${words.source}</a>`}</p></footer>
</body>
</html>
`.toString();
}

function styles({ style }: PageContent, site: Site): Html {
	const { files } = pageAssets();
	const names = ['page.css', ...[style ?? []].flat()];
	const sheets = names.flatMap((name) => files.get(name)?.body.toString() ?? []);
	const own = site.accent === undefined ? [] : [accentStyle(site.accent)];
	return html`${[...sheets, ...own].map(inlineStyle)}`;
}

/** The words come with the script that needs them, not after it. */
function scripts({ root, script }: PageContent, language: Language): Html | undefined {
	const assets = assetsAt(root);
	return script === undefined
		? undefined
		: html`<link rel="modulepreload" href="${assets}/words/${language}.js" data-words>
<script type="module" src="${assets}/${script}"></script>`;
}

function icons(root: string, site: Site): Html {
	const assets = assetsAt(root);
	return html`<link rel="icon" href="${logoOf(root, site)}">
<link rel="apple-touch-icon" href="${site.logo ? logoOf(root, site) : `${assets}/icon-180.png`}">
<link rel="manifest" href="${root}manifest.webmanifest">`;
}

/** The address of the site's picture, from a page on. */
function logoOf(root: string, { logo }: Site): string {
	return logo ? `${root}site-logo?v=${logo.version}` : `${assetsAt(root)}/icon.svg`;
}

function assetsAt(root: string): string {
	return `${root}assets/${pageAssets().version}`;
}
