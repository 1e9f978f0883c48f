// Addresses to copy and to hand on.
import { setText } from '../elements.js';
import { words } from '../words/load.js';

/** For how long a button says that it is done. */
const SAID_MS = 2_000;

const connected = new WeakSet<Element>();

/** Makes addresses whole, and buttons copy them; harmless when repeated. */
export function connectCopying(): void {
	for (const field of document.querySelectorAll<HTMLInputElement>('input[data-address]')) {
		field.value = new URL(field.value, location.href).href;
		field.onfocus = () => field.select();
	}
	for (const button of document.querySelectorAll<HTMLElement>('[data-copy]')) {
		const field = document.getElementById(button.dataset.copy ?? '');
		const label = button.querySelector('span');
		if (field instanceof HTMLInputElement && label && !connected.has(button)) {
			connected.add(button);
			button.addEventListener('click', () => void copy(field.value, label, field));
		}
	}
}

/** Lets a button hand the page's address on, by the system's own ways where it has some. */
export function connectSharing(button: HTMLElement, label: Element): void {
	button.addEventListener('click', () => void share(label));
}

async function share(label: Element): Promise<void> {
	const url = new URL(location.href);
	url.hash = '';
	const title = document.querySelector('h1')?.textContent ?? document.title;
	if (navigator.share !== undefined && matchMedia('(pointer: coarse)').matches) {
		try {
			await navigator.share({ title, url: url.href });
			return;
		} catch (error) {
			if (error instanceof DOMException && error.name === 'AbortError') {
				// Somebody has changed their mind.
				return;
			}
		}
	}
	await copy(url.href, label);
}

async function copy(text: string, label: Element, field?: HTMLInputElement): Promise<void> {
	const before = label.textContent ?? '';
	try {
		await navigator.clipboard.writeText(text);
	} catch {
		// Not without TLS: the old way needs something that is selected.
		copySelected(text, field);
	}
	setText(label, words.copied);
	say(words.copied);
	setTimeout(() => setText(label, before === words.copied ? words.copy : before), SAID_MS);
}

/** A button's own words are read out only to whoever goes back to it. */
function say(text: string): void {
	let said = document.getElementById('said');
	if (said === null) {
		said = document.createElement('p');
		said.id = 'said';
		said.className = 'visually-hidden';
		said.setAttribute('role', 'status');
		document.getElementById('main')?.append(said);
	}
	said.textContent = text;
	setTimeout(() => said.replaceChildren(), SAID_MS);
}

function copySelected(text: string, field: HTMLInputElement | undefined): void {
	const selected = field ?? document.createElement('input');
	if (field === undefined) {
		selected.className = 'visually-hidden';
		selected.value = text;
		document.body.append(selected);
	}
	selected.select();
	document.execCommand('copy');
	if (field === undefined) {
		selected.remove();
	}
}
