// What the listener chose last time, or named in the address, and when the page was made.
import { AudioOutput } from '../audio-output.js';
import { readPreference } from '../preferences.js';
import type { PlayerView } from './player-view.js';

/** Shows the choices; those that this browser does not have are taken away. */
export function restoreChoices({ background, decoder, volume }: PlayerView): void {
	const query = new URLSearchParams(location.search);
	decoder.value = query.get('decoder') === 'wasm' ? 'wasm' : 'auto';
	volume.value = readPreference('volume') ?? volume.value;
	background.checked = readPreference('background') === 'true';
	if (!AudioOutput.isSupported) {
		background.checked = true;
		background.disabled = true;
		decoder.disabled = true;
	}
}

/** For how long the page is here: the browser's own word on when its first byte came. */
export function pageAgeMs(): number {
	const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
	return navigation ? performance.now() - navigation.responseStart : 0;
}
