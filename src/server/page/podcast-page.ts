// The page of one podcast: what it is, the player, and other ways to listen.
import { headingOf } from './browser/podcast-words.js';
import { layOut } from './layout.js';
import { linkPreview, type PodcastPageOptions, previewNames } from './link-preview.js';
import { livePlayer } from './live-player.js';
import { coverAddressOf, showAddress, showTitle } from './show-page/show-parts.js';
import { wordsOf } from './words.js';

/** The page, for whoever has been admitted. */
export function podcastPage(options: PodcastPageOptions): string {
	const { frame, hasBeginning, listenKey, nowMs, podcast, show } = options;
	const { language } = frame;
	const words = wordsOf(language);
	const sign = podcast.isLive ? words.live : words.interruptedSign;
	return layOut({
		title: `${headingOf(previewNames(podcast), words)} · ${sign.toLowerCase()}`,
		root: '../',
		script: 'podcast.js',
		style: 'player.css',
		head: linkPreview(options),
		frame,
		main: livePlayer({
			podcast,
			listenKey,
			nowMs,
			language,
			hasBeginning,
			coverName: show && showTitle(show, words),
			coverAddress: show && coverAddressOf(show, undefined),
			after: show && { address: showAddress(show, undefined), title: showTitle(show, words) },
		}),
	});
}
