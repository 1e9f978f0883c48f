// A podcast that an earlier process left on its server, and whether its sender may return to it.
import { PodcastApiError } from '../errors.js';
import type { Podcast } from '../protocol/podcast.js';
import type { PodcastApi } from './podcast-api.js';
import { RESERVED_VOICE_SESSIONS, type VoiceSessionLedger } from './podcast-nonces.js';

/** A podcast that an earlier process was the sender of. */
export interface LeftPodcast {
	id: string;
	/** Number of the first voice session that was certainly not used in it. */
	nextVoiceSession: number;
}

/** What taking one up works with. */
export interface LeftPodcastSearch {
	api: PodcastApi;
	/** Where it is written down what a later process must not use. */
	ledger: VoiceSessionLedger;
	signal: AbortSignal;
}

/**
 * Asks the server for it.
 *
 * @returns undefined where it is gone, or what is used in it cannot be written down
 * @throws {PodcastError} if the server does not tell, so that it may be asked again
 */
export async function takeUpLeft(
	{ id, nextVoiceSession }: LeftPodcast,
	{ api, ledger, signal }: LeftPodcastSearch,
): Promise<Podcast | undefined> {
	try {
		const podcast = await api.getPodcast(id, signal);
		// As long as it goes on, it must be certain which nonces were used.
		const isCounted = await ledger(id, nextVoiceSession + RESERVED_VOICE_SESSIONS);
		return isCounted ? podcast : undefined;
	} catch (error) {
		if (error instanceof PodcastApiError && error.status === 404) {
			return undefined;
		}
		throw error;
	}
}
