// Feeds of a server: written for whoever asks, and told of where somebody is to be told.
import type { Logger } from 'pino';
import type { Clock } from '../../../clock.js';
import type { ServedShows } from '../served-shows.js';
import { FeedNotices } from './feed-notices.js';
import type { FeedSettings } from './feed-settings.js';
import { Feeds } from './feeds.js';
import { noticeTargets } from './notice-targets.js';

/** What feeds are served with. */
export interface FeedServiceOptions {
	shows: ServedShows;
	settings: FeedSettings;
	/** Base of addresses; known once the port is. */
	publicUrl: () => URL;
	clock: Clock;
	logger: Logger;
}

/** Feeds, until they are closed. */
export class FeedService {
	readonly feeds: Feeds;
	readonly hubUrl: URL | undefined;
	readonly #options: FeedServiceOptions;
	#notices: FeedNotices[] = [];

	constructor(options: FeedServiceOptions) {
		const { clock, publicUrl, settings, shows } = options;
		this.#options = options;
		this.hubUrl = settings.hubUrl;
		this.feeds = new Feeds({
			...{ clock, publicUrl, shows },
			maxItems: settings.maxItems,
			hubUrl: settings.hubUrl,
			usesPodping: settings.podping !== undefined,
		});
	}

	/** Tells of changes from now on; the server listens, so that whoever is told may come. */
	start(): void {
		const { clock, logger, publicUrl, settings, shows } = this.#options;
		this.#notices = noticeTargets(settings).map(
			(target) =>
				new FeedNotices({ ...{ target, clock, logger, publicUrl, shows }, feeds: this.feeds }),
		);
	}

	/** Gives up what is being told. */
	async close(): Promise<void> {
		await Promise.all(this.#notices.map((notices) => notices.close()));
		this.feeds.close();
	}
}
