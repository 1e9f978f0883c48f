// A show's own page: the player while the show is on air; turns over by itself.
import { backoffMs, pause } from './backoff.js';
import { element } from './elements.js';
import { showLocalTimes } from './live/local-times.js';
import { loadPage } from './live/page-part.js';
import { connectCopying } from './player/copy.js';
import { connectCovers } from './player/cover-pictures.js';
import { LivePlayer } from './player/live-player.js';
import { takePlayWish } from './player/play-wish.js';

/** A word of the server may be missed, so the page looks for itself now and then. */
const LOOK_INTERVAL_MS = 60_000;

/** A server without podcasts of its own says no word at all. */
const WORDLESS_INTERVAL_MS = 10_000;

/** Of a show that has just begun or ended, news come in a row. */
const SETTLE_MS = 300;

/** While somebody listens to what the page no longer has, it looks so often. */
const LISTENING_MS = 3000;

let player: LivePlayer | undefined;
/** Set while a page is on its way; what changes meanwhile is asked for after it. */
let isLooking = false;
let isStale = false;
let settle: ReturnType<typeof setTimeout> | undefined;

function connect(isFresh: boolean): void {
	player = document.getElementById('player') ? new LivePlayer({ isFresh }) : undefined;
	connectCopying();
	connectCovers();
	showLocalTimes();
}

/** Takes over what is new; a player whose show goes on is left as it is. */
async function look(): Promise<void> {
	if (isLooking) {
		isStale = true;
		return;
	}
	isLooking = true;
	do {
		isStale = false;
		const page = await loadPage(location.href);
		if (page) {
			turnTo(page);
		}
	} while (isStale);
	isLooking = false;
}

function turnTo(page: Document): void {
	replaceContent('show-more', page);
	const next = page.getElementById('player')?.dataset.podcastId;
	const isBehind = next !== player?.podcastId && player?.isBehind === true;
	if ((next === undefined && player?.isActive) || isBehind) {
		// A server that was started anew does not know its shows yet. The player itself finds out
		// whether its own is over, and whoever listens keeps it until then; who is behind hears it to its
		// end.
		lookSoon(LISTENING_MS);
	} else if (next !== player?.podcastId) {
		const wasPlaying = player?.isActive === true;
		player?.close();
		replaceContent('stage', page);
		document.title = page.title;
		connect(true);
		if (wasPlaying) {
			player?.playByItself();
		}
	} else if (player === undefined) {
		replaceContent('stage', page);
		document.title = page.title;
	}
	connectCopying();
	connectCovers();
	showLocalTimes();
}

/** Nothing is touched that is the same, so that what has the focus keeps it. */
function replaceContent(id: string, page: Document): void {
	const before = element(id, HTMLElement);
	const after = page.getElementById(id);
	if (after && shown.get(id) !== after.innerHTML) {
		shown.set(id, after.innerHTML);
		for (const { id: openId } of before.querySelectorAll('details[id][open]')) {
			after.querySelector(`details[id="${openId}"]`)?.setAttribute('open', '');
		}
		before.replaceChildren(...after.childNodes);
	}
}

const shown = new Map(
	['stage', 'show-more'].map((id) => [id, document.getElementById(id)?.innerHTML]),
);

function lookSoon(inMs = SETTLE_MS): void {
	clearTimeout(settle);
	settle = setTimeout(() => void look(), inMs);
}

/** Listens for changes for as long as the page is open. */
async function follow(slug: string): Promise<never> {
	const url = new URL(`../api/shows/${slug}/events`, location.href);
	const key = new URLSearchParams(location.search).get('key');
	if (key !== null) {
		url.searchParams.set('key', key);
	}
	for (let attempt = 0; ; attempt++) {
		await new Promise<void>((resolve) => {
			const source = new EventSource(url);
			const onNews = () => {
				attempt = 0;
				lookSoon();
			};
			source.addEventListener('message', onNews);
			source.addEventListener('show', onNews);
			source.addEventListener('error', () => {
				source.close();
				resolve();
			});
		});
		await pause(backoffMs(attempt), new AbortController().signal);
		void look();
	}
}

connect(false);
if (takePlayWish()) {
	player?.playByItself();
}
const { slug } = element('stage', HTMLElement).dataset;
setInterval(
	() => {
		if (!document.hidden) {
			void look();
		}
	},
	slug === undefined ? WORDLESS_INTERVAL_MS : LOOK_INTERVAL_MS,
);
if (slug !== undefined) {
	void follow(slug);
}
