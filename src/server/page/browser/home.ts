// The page with all podcasts: kept up to date while somebody looks at it.
import { element, setText } from './elements.js';

const INTERVAL_MS = 5_000;
const TIMEOUT_MS = 8_000;

const list = element('list', HTMLElement);
let shown = list.innerHTML;

/** Takes the list over from a page that is as new as can be: one place makes its markup. */
async function refresh(): Promise<void> {
	if (document.hidden) {
		return;
	}
	const page = await load();
	setText(
		element('connection', Element),
		page === undefined ? 'The server does not answer at present. Trying again…' : '',
	);
	const news = page?.getElementById('list');
	if (!page || !news || news.innerHTML === shown) {
		return;
	}
	shown = news.innerHTML;
	const focused = document.activeElement?.getAttribute('href');
	list.replaceChildren(...news.childNodes);
	if (focused) {
		list.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus();
	}
	setText(element('count', Element), page.getElementById('count')?.textContent ?? '');
	document.title = page.title;
}

async function load(): Promise<Document | undefined> {
	try {
		const response = await fetch(location.href, { signal: AbortSignal.timeout(TIMEOUT_MS) });
		return response.ok
			? new DOMParser().parseFromString(await response.text(), 'text/html')
			: undefined;
	} catch {
		return undefined;
	}
}

/** The next look comes after the last one is over, however long it took. */
async function keepRefreshing(): Promise<never> {
	for (;;) {
		await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
		await refresh();
	}
}

document.addEventListener('visibilitychange', () => void refresh());
void keepRefreshing();
