// Measured: the feed of a show with as many episodes as one has, served.
import { pino } from 'pino';
import { systemClock } from '../../src/clock.js';
import { PodcastServer } from '../../src/server/podcast-server.js';
import { ShownShows, shownShow } from '../support/shown-shows.js';
import { serveBench } from './measured.js';
import { UNLIMITED } from './test-podcast.js';

/** How long the feed is. */
export interface FeedSetup {
	episodes: number;
}

/** Where it is. */
export interface StartedFeed {
	url: string;
}

serveBench(async ({ episodes }: FeedSetup): Promise<StartedFeed> => {
	const nowEpochMs = Date.now();
	const show = shownShow({
		live: {
			...{ podcastId: 'abcde', title: 'Evening show', hostName: 'Ada', guid: 'live-evening' },
			...{ sinceEpochMs: nowEpochMs, visibility: 'public' },
		},
		episodes: Array.from({ length: episodes }, (_, index) => ({
			...{ version: 1, id: String(index).padStart(22, 'e'), guildId: '100000000000000001' },
			...{ channelId: '100000000000000002', title: `Evening ${index}`, serverName: 'Harbour' },
			...{ hostName: 'Ada', startedAtEpochMs: nowEpochMs - index * 86_400_000, revision: 1 },
			...{ durationMs: 3_600_000, playedMs: 3_600_000, state: 'ready', visibility: 'public' },
			...{ consent: 'notice', isPublished: true, tracks: [] },
			keepDays: { unpublished: 7, published: 0, tracks: 0 },
			chapters: [{ startMs: 0, title: 'Start' }],
			outputs: (['episode.mp3', 'episode.opus', 'chapters.json'] as const).map((name) => ({
				name,
				bytes: 57_600_000,
				sha256: 'a1'.repeat(32),
			})),
		})),
	});
	const { url } = await PodcastServer.start({
		host: '127.0.0.1',
		port: 0,
		clients: new Map(),
		clock: systemClock,
		logger: pino({ level: 'silent' }),
		limits: UNLIMITED,
		shows: new ShownShows(show),
	});
	return { url: `${url}/s/harbour/feed.xml` };
});
