// Episodes of a show, as manifests tell of them.
import type { EpisodeManifest } from '../../../src/store/episode-manifest.js';

/** When the first of them was recorded. */
export const FIRST_EPOCH_MS = Date.UTC(2025, 5, 1, 18);

const DAY_MS = 86_400_000;

/** One that is published, with all files; from 1. */
export function shownEpisode(
	number: number,
	given: Partial<EpisodeManifest> = {},
): EpisodeManifest {
	const startedAtEpochMs = FIRST_EPOCH_MS + (number - 1) * DAY_MS;
	return {
		version: 1,
		id: String(number).padStart(22, 'e'),
		guildId: '100000000000000001',
		channelId: '100000000000000002',
		title: `Evening ${number}`,
		serverName: 'Harbour',
		hostName: 'Ada',
		startedAtEpochMs,
		durationMs: 3_700_000,
		playedMs: 3_661_000,
		state: 'ready',
		revision: 1,
		visibility: 'public',
		consent: 'notice',
		keepDays: { unpublished: 7, published: 0, tracks: 0 },
		isPublished: true,
		publishedAtEpochMs: startedAtEpochMs + 7_200_000,
		tracks: [
			{ number: 1, userId: '200000000000000001', name: 'Ada', speechMs: 900_000 },
			{ number: 2, userId: '200000000000000002', name: 'Ben', speechMs: 30_000 },
			{ number: 3, userId: '200000000000000003', name: 'Cleo', speechMs: 29_999 },
		],
		chapters: [
			{ startMs: 0, title: 'Start' },
			{ startMs: 3_605_000, title: 'Questions' },
		],
		outputs: [
			{ name: 'episode.mp3', bytes: 58_576_000, sha256: 'a1'.repeat(32) },
			{ name: 'episode.opus', bytes: 29_288_000, sha256: 'b2'.repeat(32) },
			{ name: 'chapters.json', bytes: 120, sha256: 'c3'.repeat(32) },
			{ name: 'transcript.vtt', bytes: 4000, sha256: 'd4'.repeat(32) },
		],
		...given,
	};
}

/** So many of them, newest first. */
export function shownEpisodes(count: number): EpisodeManifest[] {
	return Array.from({ length: count }, (_, index) => shownEpisode(count - index));
}
