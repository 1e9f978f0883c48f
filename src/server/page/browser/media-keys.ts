// What the system shows of the podcast beside the page: lock screen, headphones, media keys.
import { headingOf, type PodcastNames } from './podcast-words.js';

/** Lets the system's own controls play and pause; nothing where the browser has no such thing. */
export function connectMediaKeys(controls: { play: () => void; pause: () => void }): void {
	if (!('mediaSession' in navigator)) {
		return;
	}
	navigator.mediaSession.setActionHandler('play', controls.play);
	navigator.mediaSession.setActionHandler('pause', controls.pause);
	navigator.mediaSession.setActionHandler('stop', controls.pause);
}

/** Tells the system what is on. */
export function showOnMediaKeys(names: PodcastNames, isPlaying: boolean): void {
	if (!('mediaSession' in navigator)) {
		return;
	}
	navigator.mediaSession.metadata = new MediaMetadata({
		title: headingOf(names),
		artist: names.hostName,
		album: names.serverName,
		artwork: [{ src: new URL('./preview.png', import.meta.url).href, type: 'image/png' }],
	});
	navigator.mediaSession.playbackState = isPlaying ? 'playing' : 'paused';
}
