// Measured: a library of many episodes that is opened, and the server that serves them.
import { pino } from 'pino';
import { systemClock } from '../../src/clock.js';
import { EpisodeLibrary } from '../../src/episodes/episode-library.js';
import { PodcastServer } from '../../src/server/podcast-server.js';
import { serveBench } from './measured.js';
import { CLIENT, UNLIMITED } from './test-podcast.js';

/** Where the episodes are. */
export interface EpisodesSetup {
	dataDir: string;
}

/** What was measured at the start, and where the server is. */
export interface StartedEpisodes {
	url: string;
	/** Of opening the library. */
	openMs: number;
	count: number;
}

serveBench(async ({ dataDir }: EpisodesSetup): Promise<StartedEpisodes> => {
	const logger = pino({ level: 'silent' });
	const startMs = performance.now();
	const library = await EpisodeLibrary.open({
		dataDir,
		clock: systemClock,
		logger,
		renderer: { render: () => Promise.reject(new Error('Nothing is rendered here')) },
		settings: {
			isAutoPublished: false,
			keepDays: { unpublished: 7, published: 0, tracks: 0 },
			lufs: -16,
			mp3Kbps: 128,
		},
	});
	const openMs = performance.now() - startMs;
	const { url } = await PodcastServer.start({
		host: '127.0.0.1',
		port: 0,
		clients: new Map([[CLIENT.clientId, CLIENT.token]]),
		clock: systemClock,
		logger,
		limits: UNLIMITED,
		episodes: library,
	});
	return { url, openMs, count: library.counts.byState.published };
});
