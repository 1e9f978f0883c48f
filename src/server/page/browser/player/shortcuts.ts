// The keyboard without looking for a button first.

/** What keys do. */
export interface ShortcutActions {
	toggle(): void;
	toggleMute(): void;
	/** By so many hundredths. */
	changeVolume(by: number): void;
	showKeys(): void;
}

/** What an arrow key changes of a hundred. */
const VOLUME_STEP = 5;

/** Where keys have a meaning of their own. */
const OWN_KEYS =
	'input:not([type="checkbox"]), select, textarea, [contenteditable], dialog[open], audio';

/** Where space and enter press what has the focus. */
const PRESSABLE = 'a, button, summary, input, label';

/** Listens until the signal is aborted. */
export function connectShortcuts(actions: ShortcutActions, signal: AbortSignal): void {
	document.addEventListener(
		'keydown',
		(event) => {
			if (isMeant(event)) {
				const act = actionOf(event.key, actions);
				if (act) {
					event.preventDefault();
					act();
				}
			}
		},
		{ signal },
	);
}

/** Keys with a modifier are the browser's, but for those that make a `?`. */
function isMeant({
	altKey,
	ctrlKey,
	defaultPrevented,
	key,
	metaKey,
	target,
}: KeyboardEvent): boolean {
	if (altKey || ctrlKey || metaKey || defaultPrevented || !(target instanceof Element)) {
		return false;
	}
	return !(target.closest(OWN_KEYS) || (key === ' ' && target.closest(PRESSABLE)));
}

function actionOf(key: string, actions: ShortcutActions): (() => void) | undefined {
	switch (key.toLowerCase()) {
		case ' ':
		case 'k':
			return () => actions.toggle();
		case 'm':
			return () => actions.toggleMute();
		case 'arrowup':
			return () => actions.changeVolume(VOLUME_STEP);
		case 'arrowdown':
			return () => actions.changeVolume(-VOLUME_STEP);
		case '?':
			return () => actions.showKeys();
		default:
			return undefined;
	}
}
