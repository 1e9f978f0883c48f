// Feeds of shows that a test has made up, for those who look at them.
import { type FeedOptions, makeFeed } from '../../../src/server/shows/feed/feed.js';
import { podcastGuid } from '../../../src/server/shows/feed/podcast-guid.js';
import type { ServedShow } from '../../../src/server/shows/served-shows.js';

/** When all feeds are built. */
export const NOW_EPOCH_MS = Date.UTC(2026, 8, 1);
/** An hour. */
export const HOUR_MS = 3_600_000;

/** On air, with a show before it and two to come. */
export const BUSY = {
	live: {
		podcastId: 'abcde',
		title: 'Evening show',
		hostName: 'Ada',
		sinceEpochMs: NOW_EPOCH_MS - HOUR_MS,
		visibility: 'public',
		guid: 'live-evening',
	},
	planned: [
		{
			planId: 'weekly',
			title: 'Next week',
			hostName: 'Ben',
			startsAtEpochMs: NOW_EPOCH_MS + 24 * HOUR_MS,
			visibility: 'public',
		},
		{
			planId: 'secret',
			title: 'For members',
			hostName: 'Ben',
			startsAtEpochMs: NOW_EPOCH_MS + 48 * HOUR_MS,
			visibility: 'unlisted',
		},
	],
} as const satisfies Partial<ServedShow>;

/** What was on air last. */
export const ENDED = {
	title: 'Evening show',
	hostName: 'Ada',
	sinceEpochMs: NOW_EPOCH_MS - 2 * HOUR_MS,
	endedEpochMs: NOW_EPOCH_MS - HOUR_MS,
	visibility: 'public',
	guid: 'live-evening',
	peakListeners: 12,
} as const;

/** The bytes of a show's feed. */
export function feedOf(show: ServedShow, options: Partial<FeedOptions> = {}): Buffer {
	return makeFeed({
		show,
		audience: 'everybody',
		publicUrl: new URL('https://radio.example/radio'),
		guid: podcastGuid('radio.example/s/harbour/feed.xml'),
		maxItems: 300,
		nowEpochMs: NOW_EPOCH_MS,
		...options,
	}).write(NOW_EPOCH_MS);
}
