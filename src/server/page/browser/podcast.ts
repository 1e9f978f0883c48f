// The page of one podcast.
import { element } from './elements.js';
import { loadPart } from './live/page-part.js';
import { connectCovers } from './player/cover-pictures.js';
import { LivePlayer } from './player/live-player.js';
import { takePlayWish } from './player/play-wish.js';

const player = new LivePlayer({ onOver: () => void leadOn() });
connectCovers();
if (takePlayWish()) {
	player.playByItself();
}

/** What comes next, and what was before, from the page of the show. */
async function leadOn(): Promise<void> {
	const link = document.getElementById('after');
	if (link instanceof HTMLAnchorElement) {
		const more = await loadPart(link.href, 'show-more');
		if (more) {
			element('main', HTMLElement).append(more);
			connectCovers();
		}
	}
}
