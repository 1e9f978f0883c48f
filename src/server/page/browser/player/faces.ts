// Who speaks: a face with initials for each, and a ring that moves with the voice.
import { words } from '../words/load.js';
import { initialsOf, tileColor } from './initials.js';

const SVG = 'http://www.w3.org/2000/svg';

/** The most that fit; the others are counted. */
const MAX_FACES = 5;

/** Quieter than this moves no ring, full scale moves it as far as it goes. */
const FLOOR_DB = -50;

/** Shows names in a list, where they are others than before. */
export function showFaces(list: HTMLUListElement, names: readonly string[]): void {
	const shown = JSON.stringify(names);
	if (list.dataset.names === shown) {
		return;
	}
	list.dataset.names = shown;
	const items = names.slice(0, MAX_FACES).map(faceItem);
	const others = names.length - items.length;
	if (others > 0) {
		const item = document.createElement('li');
		item.className = 'more-of-them';
		item.textContent = words.moreSpeakers(others);
		items.push(item);
	}
	list.replaceChildren(...items);
}

/**
 * Moves the rings; what is heard is one sound, so all who speak have the same.
 *
 * @param level - root mean square, full scale 1
 */
export function moveRings(list: HTMLUListElement, level: number): void {
	const db = 20 * Math.log10(Math.max(level, Number.MIN_VALUE));
	const share = Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
	for (const face of list.querySelectorAll<HTMLElement>('.face')) {
		face.style.setProperty('--level', share.toFixed(2));
	}
}

function faceItem(name: string): HTMLLIElement {
	const item = document.createElement('li');
	const face = document.createElement('span');
	face.className = 'face';
	face.append(tile(name));
	const text = document.createElement('span');
	text.className = 'name';
	text.dir = 'auto';
	text.textContent = name;
	item.append(face, text);
	return item;
}

function tile(name: string): SVGElement {
	const svg = svgElement('svg', { viewBox: '0 0 40 40', 'aria-hidden': 'true' });
	const text = svgElement('text', {
		x: '20',
		y: '20',
		dy: '.36em',
		'text-anchor': 'middle',
		'font-size': '16',
		'font-weight': '600',
		fill: '#fff',
	});
	text.textContent = initialsOf(name);
	svg.append(svgElement('rect', { width: '40', height: '40', fill: tileColor(name) }), text);
	return svg;
}

function svgElement(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
	const element = document.createElementNS(SVG, name);
	for (const [key, value] of Object.entries(attributes)) {
		element.setAttribute(key, value);
	}
	return element;
}
