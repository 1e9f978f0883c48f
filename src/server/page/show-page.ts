// The page of a show, live or not.
import type { PodcastView } from '../podcast/podcast-view.js';
import type { ServedShow } from '../shows/served-shows.js';
import { titleOf } from '../shows/show-title.js';
import { html } from './html.js';
import { layOut } from './layout.js';

/** What the page tells. */
export interface ShowPageOptions {
	/** With what whoever asks may see, and nothing else. */
	show: ServedShow;
	/** Of the show that is on air. */
	podcast: PodcastView | undefined;
	/** The podcast's, where it is unlisted. */
	listenKey: string | undefined;
	/** The key that the page was opened with, which its links carry on. */
	showKey: string | undefined;
	/** Undefined where there is no feed for whoever asks. */
	feedUrl: string | undefined;
	publicUrl: URL;
	nowMs: number;
	language: string;
}

/** The page, for whoever has been admitted. */
export function showPage({ show }: ShowPageOptions): string {
	return layOut({ title: titleOf(show), root: '../', main: html`<h1>${titleOf(show)}</h1>` });
}
