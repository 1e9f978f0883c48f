// The page with all shows: kept up to date while somebody looks at it.
import { element, setText } from './elements.js';
import { showLocalTimes } from './live/local-times.js';
import { loadPage } from './live/page-part.js';
import { connectCovers } from './player/cover-pictures.js';
import { words } from './words/load.js';

const INTERVAL_MS = 5_000;

/** What is kept up to date, by its ids. */
const PARTS = ['list', 'side'] as const;

const shown = new Map<string, string>();
let newsAt = new Date();

/** Takes over what is new from a page that is as new as can be. */
async function refresh(): Promise<void> {
	if (document.hidden) {
		return;
	}
	const page = await loadPage(location.href);
	if (!page) {
		const time = newsAt.toLocaleTimeString(document.documentElement.lang, { timeStyle: 'short' });
		setText(element('connection', Element), words.serverAway(time));
		return;
	}
	newsAt = new Date();
	setText(element('connection', Element), '');
	for (const id of PARTS) {
		replacePart(id, page);
	}
	setText(element('count', Element), page.getElementById('count')?.textContent ?? '');
	document.title = page.title;
}

function replacePart(id: string, page: Document): void {
	const part = element(id, HTMLElement);
	const news = page.getElementById(id);
	if (!news || news.innerHTML === shown.get(id)) {
		return;
	}
	shown.set(id, news.innerHTML);
	const focused = document.activeElement?.getAttribute('href');
	const hadFocus = part.contains(document.activeElement);
	part.className = news.className;
	part.replaceChildren(...news.childNodes);
	if (focused && hadFocus) {
		part.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus();
	}
	complete();
}

function complete(): void {
	connectCovers();
	showLocalTimes();
}

/** The next look comes after the last one is over, however long it took. */
async function keepRefreshing(): Promise<never> {
	for (;;) {
		await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
		await refresh();
	}
}

for (const id of PARTS) {
	shown.set(id, element(id, HTMLElement).innerHTML);
}
complete();
document.addEventListener('visibilitychange', () => void refresh());
void keepRefreshing();
