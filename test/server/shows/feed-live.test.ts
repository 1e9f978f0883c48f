import { describe, expect, test } from 'vitest';
import { type FeedOptions, makeFeed } from '../../../src/server/shows/feed/feed.js';
import type { ServedShow } from '../../../src/server/shows/served-shows.js';
import { shownShow } from '../../support/shown-shows.js';
import { readFeed } from './partytime.js';
import { shownEpisode } from './shown-episodes.js';
import { BUSY, ENDED, feedOf, HOUR_MS, NOW_EPOCH_MS } from './written-feed.js';

describe('live items', () => {
	const statuses = (show: ServedShow, options: Partial<FeedOptions> = {}) =>
		(readFeed(feedOf(show, options)).podcastLiveItems ?? []).map(
			({ guid, status }) => `${status} ${guid}`,
		);

	test('tell of what is on air, with its streams and its page', () => {
		const [live, planned] = readFeed(feedOf(shownShow(BUSY))).podcastLiveItems ?? [];
		const show = 'https://radio.example/radio/s/harbour';
		expect(live).toMatchObject({
			status: 'live',
			title: 'Evening show',
			guid: 'live-evening',
			start: new Date(NOW_EPOCH_MS - HOUR_MS),
			end: new Date(NOW_EPOCH_MS + HOUR_MS),
			enclosure: { url: `${show}/live.mp3`, type: 'audio/mpeg' },
			alternativeEnclosures: [
				{ type: 'audio/mpeg', default: true, source: [{ uri: `${show}/live.mp3` }] },
				{ type: 'audio/ogg', source: [{ uri: `${show}/live.ogg` }] },
			],
			contentLinks: [{ url: show }],
			podcastPeople: [{ name: 'Ada', role: 'Host' }],
		});
		expect(planned).toMatchObject({
			status: 'pending',
			title: 'Next week',
			start: new Date(NOW_EPOCH_MS + 24 * HOUR_MS),
			end: new Date(NOW_EPOCH_MS + 26 * HOUR_MS),
		});
	});

	test('tell of a show that goes on for longer than was supposed', () => {
		const feed = makeFeed({
			show: shownShow(BUSY),
			audience: 'everybody',
			publicUrl: new URL('https://radio.example/'),
			guid: '',
			maxItems: 300,
			nowEpochMs: NOW_EPOCH_MS + 2 * HOUR_MS,
		});
		expect(feed.untilEpochMs).toBe(NOW_EPOCH_MS + 3 * HOUR_MS);
	});

	test('tell of the last show until the next one begins', () => {
		expect(statuses(shownShow({ ended: ENDED }))).toEqual(['ended live-evening']);
		expect(statuses(shownShow({ live: BUSY.live, ended: ENDED }))).toEqual(['live live-evening']);
	});

	test('have one guid from the plan to the air where it is known', () => {
		const [planned] = BUSY.planned;
		const guid = 'live-of-this-plan';
		expect(statuses(shownShow({ planned: [{ ...planned, guid }] }))).toEqual([`pending ${guid}`]);
		const live = { ...BUSY.live, guid };
		expect(statuses(shownShow({ live, planned: [{ ...planned, guid }] }))).toEqual([
			`live ${guid}`,
		]);
	});

	test('forget a plan that nobody has begun', () => {
		const at = (hours: number) => ({ nowEpochMs: NOW_EPOCH_MS + hours * HOUR_MS });
		const show = shownShow({ planned: BUSY.planned });
		expect(statuses(show, at(25.9))).toHaveLength(1);
		expect(statuses(show, at(26))).toEqual([]);
	});

	test('tell each audience what it may hear, and nobody what is private', () => {
		const everything = (visibility: 'public' | 'unlisted' | 'private') =>
			shownShow({
				live: { ...BUSY.live, visibility },
				planned: [{ ...BUSY.planned[0], visibility }],
				episodes: [shownEpisode(1, { visibility })],
			});
		const told = (visibility: 'public' | 'unlisted' | 'private') =>
			(['everybody', 'key holders'] as const).map((audience) => {
				const feed = readFeed(feedOf(everything(visibility), { audience }));
				return (feed.podcastLiveItems ?? []).length + feed.items.length;
			});
		expect(told('public')).toEqual([3, 3]);
		expect(told('unlisted')).toEqual([0, 3]);
		expect(told('private')).toEqual([0, 0]);
	});
});

test('no date in a feed is of what its audience may not hear', () => {
	const newest = (show: ServedShow) =>
		makeFeed({
			show,
			audience: 'everybody',
			publicUrl: new URL('https://radio.example/'),
			guid: '',
			maxItems: 300,
			nowEpochMs: NOW_EPOCH_MS,
		}).newestEpochMs;
	expect(newest(shownShow({ ended: ENDED }))).toBe(ENDED.endedEpochMs);
	expect(newest(shownShow({ ended: { ...ENDED, visibility: 'private' } }))).toBeUndefined();
	expect(newest(shownShow({ live: { ...BUSY.live, visibility: 'unlisted' } }))).toBeUndefined();
});

describe('the feed of those who have its key', () => {
	test('is kept out of directories, and its addresses have the keys', () => {
		const show = shownShow({ ...BUSY, visibility: 'unlisted', episodes: [shownEpisode(1)] });
		const bytes = feedOf(show, {
			audience: 'key holders',
			hubUrl: new URL('https://hub.example/'),
			usesPodping: true,
		});
		const feed = readFeed(bytes);
		expect(feed).toMatchObject({ itunesBlock: true, podcastBlocked: 'yes' });
		expect(feed.pubsub).toEqual({
			self: 'https://radio.example/radio/s/harbour/feed.xml?key=feed-key-of-the-show-0',
		});
		const page = 'https://radio.example/radio/s/harbour?key=page-key-of-the-show-0';
		expect(feed.link).toBe(page);
		expect(feed.podcastLiveItems?.[0]).toMatchObject({
			enclosure: {
				url: 'https://radio.example/radio/s/harbour/live.mp3?key=page-key-of-the-show-0',
			},
			contentLinks: [{ url: page }],
		});
		expect(feed.items[0]?.enclosure.url).not.toContain('key=');
		expect(bytes.toString()).not.toMatch(/podping|hub\.example/);
	});

	test('is the only one that has a key in it', () => {
		const show = shownShow({ ...BUSY, episodes: [shownEpisode(1)] });
		expect(feedOf(show).toString()).not.toMatch(/-key-of-the-show|itunes:block|podcast:block/);
	});
});
