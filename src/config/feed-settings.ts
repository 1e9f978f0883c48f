// Settings of shows' feeds: how long they are, and who is told when one has changed.
import type { z } from 'zod';
import { DEFAULT_FEED_SETTINGS, type FeedSettings } from '../server/shows/feed/feed-settings.js';
import { apiBase } from './shapes/address-shapes.js';
import { credential, integer, url } from './shapes/setting-shapes.js';

/** The shape of each. */
export const feedSettings = {
	FEED_ITEMS: integer({ min: 1, max: 5000 }).default(DEFAULT_FEED_SETTINGS.maxItems),
	WEBSUB_HUB: url(['http:', 'https:'], { isForBrowsers: false })
		.refine(
			({ password, username }) => username === '' && password === '',
			'expected a URL without user name and password: it stands in feeds',
		)
		.optional(),
	PODPING_TOKEN: credential('token').optional(),
	PODPING_URL: apiBase(/\/+$/, { isForBrowsers: false }).default(new URL('https://podping.cloud/')),
};

/** Feeds' settings among all of them. */
export function pickFeedSettings(
	settings: z.infer<z.ZodObject<typeof feedSettings>>,
): FeedSettings {
	const { FEED_ITEMS, PODPING_TOKEN, PODPING_URL, WEBSUB_HUB } = settings;
	return {
		maxItems: FEED_ITEMS,
		hubUrl: WEBSUB_HUB,
		podping: PODPING_TOKEN === undefined ? undefined : { token: PODPING_TOKEN, url: PODPING_URL },
	};
}
