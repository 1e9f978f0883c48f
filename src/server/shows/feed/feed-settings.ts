// How feeds are written, and who is told when one has changed.

/** Where podpings are sent. */
export interface PodpingService {
	/** Base URL, such as https://podping.cloud/. */
	url: URL;
	/** What the Podcast Index has given whoever runs this server. */
	token: string;
}

/** All that can be set of feeds. */
export interface FeedSettings {
	/** Most episodes of one. */
	maxItems: number;
	/** A WebSub hub. */
	hubUrl: URL | undefined;
	podping: PodpingService | undefined;
}

/** What is so where nothing is set. */
export const DEFAULT_FEED_SETTINGS: FeedSettings = {
	maxItems: 300,
	hubUrl: undefined,
	podping: undefined,
};
