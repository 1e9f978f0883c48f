// What all series of one scrape are read from, so that they agree with each other.
import type { ListeningCounts } from '../listening/listening-counts.js';
import type { PodcastServerStats } from '../server/podcast-server-stats.js';
import type { ShowCounts } from '../show/show-counts.js';

/** The bot's side: from Discord to the podcast's socket. */
export interface BotSnapshot {
	counts: ShowCounts;
	guildsOnAir: number;
	bufferedBytes: number;
}

/** What is played into voice channels. */
export interface ListeningSnapshot {
	counts: ListeningCounts;
	channels: number;
}

/** Everything at one moment; a part that does not run here is undefined. */
export interface Snapshot {
	bot: BotSnapshot | undefined;
	listening: ListeningSnapshot | undefined;
	server: PodcastServerStats | undefined;
}
