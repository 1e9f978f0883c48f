// The dialog with the episode's link: from the beginning or from now, to copy or to hand on.
import { element, setText } from '../elements.js';
import type { ScriptWords } from '../words/episode/en.js';
import { clockOf } from './times.js';

/** Opens a dialog, which a press beside it closes. */
export function openDialog(dialog: HTMLDialogElement): void {
	dialog.onclick = ({ clientX, clientY, target }) => {
		const { bottom, left, right, top } = dialog.getBoundingClientRect();
		const isInside = clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
		if (target === dialog && !isInside) {
			dialog.close();
		}
	};
	dialog.showModal();
}

/**
 * Connects the dialog.
 *
 * @param timeNow - in seconds
 */
export function connectShare(words: ScriptWords, title: string, timeNow: () => number): void {
	const dialog = element('share', HTMLDialogElement);
	const link = element('share-link', HTMLInputElement);
	const from = element('share-from', HTMLInputElement);
	const status = element('share-status', Element);
	const plain = link.value;
	let time = 0;

	const refresh = () => {
		link.value = from.checked ? `${plain}#t=${clockOf(time)}` : plain;
		setText(status, '');
	};
	from.addEventListener('change', refresh);
	element('share-open', HTMLElement).addEventListener('click', () => {
		time = timeNow();
		setText(element('share-time', Element), clockOf(time));
		refresh();
		openDialog(dialog);
	});
	const connectCopy = (button: string, field: HTMLInputElement) =>
		element(button, HTMLElement).addEventListener('click', async () => {
			setText(status, '');
			const isCopied = await copy(field);
			setText(status, isCopied ? words.copied : words.copyFailed);
		});
	connectCopy('share-copy', link);
	const code = document.getElementById('embed-code');
	if (code instanceof HTMLInputElement) {
		connectCopy('embed-copy', code);
	}
	if ('share' in navigator) {
		element('share-system', HTMLElement).hidden = false;
		element('share-with', HTMLElement).addEventListener('click', () => {
			// Whoever changes their mind has not failed.
			navigator.share({ title, url: link.value }).catch(() => {});
		});
	}
}

async function copy(field: HTMLInputElement): Promise<boolean> {
	field.select();
	try {
		await navigator.clipboard.writeText(field.value);
		return true;
	} catch {
		// Only pages with TLS have a clipboard of this kind.
		return document.execCommand('copy');
	}
}
