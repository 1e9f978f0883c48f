// What was sent and has not been heard: made silence on the podcast's server, where that can be done.
import type { Logger } from 'pino';
import { type Clock, comesWithin } from '../clock.js';
import { PodcastApiError } from '../errors.js';
import type { PodcastApi } from './podcast-api.js';
import type { SenderConnection } from './sender-connection.js';

/** What is to be silenced, and by what. */
export interface WaitingSound {
	api: PodcastApi;
	clock: Clock;
	logger: Logger;
	podcastId: string;
	/** What was sent on; undefined while there is none. */
	connection: SenderConnection | undefined;
	/** Gives it up. */
	signal?: AbortSignal | undefined;
	/** Whether the podcast has ended: a server that knows nothing of it any more has nothing to silence. */
	isOver?: boolean;
}

const NOT_FOUND = 404;

/** Whoever waits for it does not wait longer. */
const ANSWER_TIMEOUT_MS = 1000;

/** By then a server has got what was sent, unless it waits in our own socket. */
const ARRIVAL_TIMEOUT_MS = 600;

/** A connection on which nothing arrives for that long is cut, with all that is in it. */
const STUCK_TIMEOUT_MS = 3000;

/**
 * Makes silence of what was sent until now, on a server of ours; others are not asked.
 *
 * @returns resolves when it is done, or after a second, while it goes on; never rejects
 */
export async function silenceWaitingSound(sound: WaitingSound): Promise<void> {
	const { api, clock, logger, podcastId } = sound;
	if (!api.isExtended) {
		return;
	}
	const silencing = silence(sound).catch((error: unknown) => {
		if (sound.isOver && error instanceof PodcastApiError && error.status === NOT_FOUND) {
			return;
		}
		logger.warn(
			{ podcast: podcastId, err: error, advice: api.advise(error) },
			'What was sent before somebody went off air may still be heard',
		);
	});
	await comesWithin({ clock, timeoutMs: ANSWER_TIMEOUT_MS }, silencing);
}

async function silence({ connection, ...sound }: WaitingSound): Promise<void> {
	const { api, clock, logger, podcastId, signal } = sound;
	if (connection && signal) {
		// The call must not overtake what was sent on the websocket.
		const arrival = connection.arrival(signal);
		const isSlow = !(await comesWithin({ clock, timeoutMs: ARRIVAL_TIMEOUT_MS }, arrival));
		const isStuck =
			isSlow &&
			(connection.bufferedBytes > 0 ||
				!(await comesWithin({ clock, timeoutMs: STUCK_TIMEOUT_MS - ARRIVAL_TIMEOUT_MS }, arrival)));
		if (isStuck) {
			logger.warn(
				{ podcast: podcastId },
				'The podcast server does not read, its connection is cut',
			);
			connection.reset();
		}
	}
	await api.silencePodcast(podcastId, signal);
}
