// Which podcast a sender returns to after its connection failed, and when it takes a new one.
import type { Clock } from '../clock.js';
import { ConnectionClosedError, PodcastApiError, ProtocolError } from '../errors.js';
import { CloseCode, isGoneCode } from '../protocol/close-codes.js';
import type { Podcast } from '../protocol/podcast.js';
import type { PodcastApi } from './podcast-api.js';

/** What became of a podcast: it may be tried again, is lost, or has another address now. */
export type Finding = { kind: 'there' } | { kind: 'lost' } | { kind: 'moved'; podcast: Podcast };

/**
 * Pauses before the server is asked again that still holds our own old connection (4004), in
 * milliseconds (protocol.md, 3); what it says afterwards has another cause.
 */
const HELD_PAUSES_MS = [1000, 2000, 4000];

/** An address that does not let us in for that long is lost, though the API still names it. */
const UNCLEAR_FOR_MS = 3000;

/** Statuses with which a server, or what stands before it, says "not now". */
const BUSY_STATUSES: ReadonlySet<number | undefined> = new Set([408, 425, 429]);

/** The podcast that a sender is on air with, or that it may return to. */
export class PodcastWhereabouts {
	readonly #api: PodcastApi;
	readonly #clock: Clock;
	#podcast: Podcast | undefined;
	#isLost = false;
	/** Times in a row that the server took our old connection for alive. */
	#heldCount = 0;
	#unclearSinceMs: number | undefined;

	constructor({ api, clock }: { api: PodcastApi; clock: Clock }) {
		this.#api = api;
		this.#clock = clock;
	}

	/** Undefined while there is none that may be returned to. */
	get podcast(): Podcast | undefined {
		return this.#isLost ? undefined : this.#podcast;
	}

	/** There is a new one, and the one before is of no interest any more. */
	replace(podcast: Podcast): void {
		this.#podcast = podcast;
		this.#isLost = false;
		this.#heldCount = 0;
		this.#unclearSinceMs = undefined;
	}

	/** It is not returned to. */
	lose(): void {
		this.#isLost = true;
	}

	/** It was on air until now. */
	noteDrop(closed: ConnectionClosedError): void {
		this.#unclearSinceMs = undefined;
		if (!isHeld(closed)) {
			this.#heldCount = 0;
		}
		this.noteFailure(closed);
	}

	/** Takes in what the failure itself says of the podcast. */
	noteFailure(error: unknown): void {
		if (isHeld(error)) {
			this.#heldCount += 1;
			this.#isLost = this.#heldCount > HELD_PAUSES_MS.length;
		} else if (error instanceof ConnectionClosedError && isGoneCode(error.closeCode)) {
			this.#isLost = true;
		}
	}

	/** Milliseconds to wait after a failure that has been noted. */
	pauseMs(error: unknown): number {
		return isHeld(error) && !this.#isLost ? (HELD_PAUSES_MS[this.#heldCount - 1] ?? 0) : 0;
	}

	/**
	 * Asks the API about a podcast that could not be connected to.
	 *
	 * @param failure - what kept us from it, already noted
	 * @throws {PodcastError} if the API does not answer, or refuses us
	 */
	async find(failure: unknown, signal: AbortSignal): Promise<Finding> {
		const podcast = this.#podcast;
		if (podcast === undefined || this.#isLost) {
			return { kind: 'lost' };
		}
		if (isHeld(failure)) {
			return { kind: 'there' };
		}
		const now = await this.#ask(podcast.id, signal);
		// What comes with one of these codes and not from the API is about the podcast: it is not ours.
		if (now === 'unknown' || isDisowned(failure)) {
			return { kind: 'lost' };
		}
		if (now !== 'unclear') {
			if (podcast.port !== undefined && now.port === undefined) {
				return { kind: 'lost' };
			}
			if (this.#api.websocketUrl(now).href !== this.#api.websocketUrl(podcast).href) {
				this.#podcast = now;
				return { kind: 'moved', podcast: now };
			}
		}
		return this.#isUnclearForLong(failure) ? { kind: 'lost' } : { kind: 'there' };
	}

	async #ask(podcastId: string, signal: AbortSignal): Promise<Podcast | 'unknown' | 'unclear'> {
		try {
			return await this.#api.getPodcast(podcastId, signal);
		} catch (error) {
			if (error instanceof PodcastApiError && (error.status === 404 || error.status === 410)) {
				return 'unknown';
			}
			if (error instanceof ProtocolError || (isAnswered(error) && !isForbidden(error))) {
				return 'unclear';
			}
			throw error;
		}
	}

	#isUnclearForLong(failure: unknown): boolean {
		if (failure instanceof ConnectionClosedError && isBusy(failure)) {
			return false;
		}
		const nowMs = this.#clock.nowMs();
		this.#unclearSinceMs ??= nowMs;
		return nowMs - this.#unclearSinceMs >= UNCLEAR_FOR_MS;
	}
}

function isHeld(error: unknown): boolean {
	return (
		error instanceof ConnectionClosedError && error.closeCode === CloseCode.SENDER_ALREADY_CONNECTED
	);
}

function isDisowned(error: unknown): boolean {
	return (
		error instanceof ConnectionClosedError &&
		(error.closeCode === CloseCode.CREDENTIALS_MISSING ||
			error.closeCode === CloseCode.CREDENTIALS_WRONG)
	);
}

function isBusy({ retryAfterMs, status }: ConnectionClosedError | PodcastApiError): boolean {
	return (
		retryAfterMs !== undefined ||
		BUSY_STATUSES.has(status) ||
		(status !== undefined && status >= 500)
	);
}

/** Whether the API answered in a way that tells nothing of the podcast, and is not just busy. */
function isAnswered(error: unknown): error is PodcastApiError {
	return error instanceof PodcastApiError && error.status !== undefined && !isBusy(error);
}

function isForbidden({ status }: PodcastApiError): boolean {
	return status === 401 || status === 403;
}
