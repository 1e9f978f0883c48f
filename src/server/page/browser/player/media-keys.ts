// What the system shows of the show beside the page: lock screen, headphones, media keys.
import { headingOf, type PodcastNames } from '../podcast-words.js';
import { words } from '../words/load.js';

/** What the system's own controls do; nothing where the browser has no such thing. */
export function connectMediaKeys(controls: { play: () => void; pause: () => void }): void {
	if (!('mediaSession' in navigator)) {
		return;
	}
	navigator.mediaSession.setActionHandler('play', controls.play);
	navigator.mediaSession.setActionHandler('pause', controls.pause);
	navigator.mediaSession.setActionHandler('stop', controls.pause);
}

/**
 * Tells the system what is on.
 *
 * @param coverUrl - a square picture; undefined for the site's own
 */
export function showOnMediaKeys(
	names: PodcastNames,
	{ coverUrl, isPlaying }: { coverUrl: string | undefined; isPlaying: boolean },
): void {
	if (!('mediaSession' in navigator)) {
		return;
	}
	navigator.mediaSession.metadata = new MediaMetadata({
		title: headingOf(names, words),
		artist: names.hostName,
		album: names.serverName,
		artwork:
			coverUrl === undefined
				? [192, 512].map((size) => ({
						src: new URL(`./icon-${size}.png`, import.meta.url).href,
						sizes: `${size}x${size}`,
						type: 'image/png',
					}))
				: [{ src: coverUrl, sizes: '512x512' }],
	});
	navigator.mediaSession.playbackState = isPlaying ? 'playing' : 'paused';
}
