// Chapters of an episode, made of the notes that were taken while it was recorded.
import { previewText } from '../../protocol/member-text.js';
import type { EpisodeEvent } from '../../store/episode-events.js';
import type { TimeMap } from './time-map.js';

/** One chapter; it lasts until the next one. */
export interface Chapter {
	startMs: number;
	title: string;
}

/** Of the format, JSON chapters of Podcasting 2.0: `application/json+chapters`. */
const CHAPTERS_VERSION = '1.2.0';

/** Players show a list from 0 on alone, so what is before the first note has a chapter too. */
const FIRST_TITLE = 'Start';

/** A note that is longer would be a paragraph in every player's list. */
const MAX_TITLE_CHARACTERS = 200;

/** What one table of contents in an MP3 has room for (ID3v2 Chapter Frame Addendum, 3.2). */
const MAX_CHAPTERS = 255;

/**
 * The chapters of a recording.
 *
 * @returns in order, the first at 0; none where there is no note
 */
export function chaptersOf(
	events: readonly EpisodeEvent[],
	{ map, playedMs }: { map: TimeMap; playedMs: number },
): Chapter[] {
	/** Of notes that are heard at one moment the last one names it. */
	const titles = new Map<number, string>();
	for (const event of events) {
		const title = event.type === 'note' ? cut(previewText(event.text)) : '';
		const startMs = map.toPlayedMs(event.atMs);
		if (title !== '' && startMs < playedMs) {
			titles.set(startMs, title);
		}
	}
	if (titles.size === 0) {
		return [];
	}
	if (!titles.has(0)) {
		titles.set(0, FIRST_TITLE);
	}
	return [...titles]
		.map(([startMs, title]) => ({ startMs, title }))
		.sort((a, b) => a.startMs - b.startMs)
		.slice(0, MAX_CHAPTERS);
}

/** The content of `chapters.json`. */
export function chaptersJson(chapters: readonly Chapter[]): string {
	return JSON.stringify({
		version: CHAPTERS_VERSION,
		chapters: chapters.map(({ startMs, title }) => ({ startTime: startMs / 1000, title })),
	});
}

function cut(text: string): string {
	const characters = [...text];
	return characters.length <= MAX_TITLE_CHARACTERS
		? text
		: `${characters.slice(0, MAX_TITLE_CHARACTERS - 1).join('')}…`;
}
