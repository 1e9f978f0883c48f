// Keys that work anywhere on an episode's page, but where somebody writes.

/** What keys do. */
export interface KeyActions {
	toggle: () => void;
	/** In seconds. */
	moveBy: (by: number) => void;
	/** In hundredths. */
	louder: (by: number) => void;
	mute: () => void;
	/** One step. */
	faster: (by: 1 | -1) => void;
	/** From 0 to 0.9, of the whole. */
	jump: (fraction: number) => void;
	help: () => void;
}

/** Elements that take keys for themselves. */
const WRITTEN_IN = 'input:not([type="range"], [type="checkbox"]), select, textarea, dialog[open]';
const PRESSED = 'a, button, input, summary';
const SCROLLED = '#transcript';

/** Listens to the page's keys. */
export function connectKeys(actions: KeyActions): void {
	document.addEventListener('keydown', (event) => {
		const { altKey, ctrlKey, key, metaKey } = event;
		if (event.defaultPrevented || altKey || ctrlKey || metaKey) {
			return;
		}
		const target = event.target instanceof Element ? event.target : document.body;
		const action = target.closest(WRITTEN_IN) ? undefined : actionOf(key, target, actions);
		if (action) {
			event.preventDefault();
			action();
		}
	});
}

function actionOf(key: string, target: Element, actions: KeyActions): (() => void) | undefined {
	const isSlider = target.matches('input[type="range"]');
	const isScrolled = target.closest(SCROLLED) !== null;
	switch (key) {
		case ' ':
			return target.closest(PRESSED) && !isSlider ? undefined : actions.toggle;
		case 'k':
		case 'K':
			return actions.toggle;
		case 'j':
		case 'J':
			return () => actions.moveBy(-10);
		case 'l':
		case 'L':
			return () => actions.moveBy(10);
		case 'ArrowLeft':
			return isSlider ? undefined : () => actions.moveBy(-5);
		case 'ArrowRight':
			return isSlider ? undefined : () => actions.moveBy(5);
		case 'ArrowUp':
			return isSlider || isScrolled ? undefined : () => actions.louder(5);
		case 'ArrowDown':
			return isSlider || isScrolled ? undefined : () => actions.louder(-5);
		case 'm':
		case 'M':
			return actions.mute;
		case '<':
			return () => actions.faster(-1);
		case '>':
			return () => actions.faster(1);
		case '?':
			return actions.help;
		default:
			return /^\d$/.test(key) ? () => actions.jump(Number(key) / 10) : undefined;
	}
}
