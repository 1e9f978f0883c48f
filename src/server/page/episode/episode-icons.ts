// Small pictures of buttons, drawn as their text is coloured.
import { Html } from '../html.js';

function icon(paths: string): Html {
	return new Html(`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${paths}</svg>`);
}

const STROKE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"';
const ROUND_ARROW =
	'<path d="M4.5 13a7.5 7.5 0 1 0 2.4-5.5" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/><path d="M3.2 4.2l.6 5.2 5-1.4z"/>';
const NUMBER = 'x="12" y="16.2" font-size="7.6" font-weight="700" text-anchor="middle"';

/** Pictures by what they stand for. */
export const ICONS = {
	play: icon(
		'<path class="icon-play" d="M8 5.1v13.8a1 1 0 0 0 1.5.9l11.2-6.9a1 1 0 0 0 0-1.8L9.5 4.2A1 1 0 0 0 8 5.1z"/><g class="icon-pause"><rect x="6" y="4.5" width="4.2" height="15" rx="1.2"/><rect x="13.8" y="4.5" width="4.2" height="15" rx="1.2"/></g>',
	),
	back: icon(`${ROUND_ARROW}<text ${NUMBER}>15</text>`),
	forward: icon(`<g transform="matrix(-1 0 0 1 24 0)">${ROUND_ARROW}</g><text ${NUMBER}>30</text>`),
	sound: icon(
		`<path d="M4 9.5v5h3.2l4.3 3.8V5.7L7.2 9.5z"/><path class="icon-waves" d="M15 9a4.2 4.2 0 0 1 0 6m2.6-8.6a8 8 0 0 1 0 11.2" ${STROKE}/><path class="icon-cross" d="M15.5 9.5l5 5m0-5l-5 5" ${STROKE}/>`,
	),
	share: icon(`<path d="M12 15V4m-4 3.6L12 3.6l4 4M5 12v7.4h14V12" ${STROKE}/>`),
	feed: icon(
		`<circle cx="6" cy="18" r="2"/><path d="M4.5 11.5a8 8 0 0 1 8 8M4.5 5a14.5 14.5 0 0 1 14.5 14.5" ${STROKE}/>`,
	),
	keys: icon(
		`<rect x="2.5" y="6" width="19" height="12.5" rx="2.2" ${STROKE}/><path d="M6.5 10h.01M10.2 10h.01M13.8 10h.01M17.5 10h.01M8 14.4h8" ${STROKE}/>`,
	),
	people: icon(
		`<circle cx="9" cy="8" r="3.5" ${STROKE}/><path d="M3 19.5c0-3.3 2.7-5.5 6-5.5s6 2.2 6 5.5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14.3c2.1.7 3.5 2.6 3.5 5.2" ${STROKE}/>`,
	),
	up: icon(`<path d="M6 15l6-6 6 6" ${STROKE}/>`),
	down: icon(`<path d="M6 9l6 6 6-6" ${STROKE}/>`),
	close: icon(`<path d="M6 6l12 12M18 6L6 18" ${STROKE}/>`),
} as const;
