// A connection to a podcast server that is kept up: made, and made anew whenever it breaks.
import { type Clock, sleepUntil } from '../clock.js';
import { ConnectionClosedError, PodcastApiError } from '../errors.js';
import { growingPauseMs } from './backoff.js';

/** A connection as far as it takes to keep it up. */
export interface KeepableConnection {
	/** Resolves once, with how the connection ended. */
	readonly closed: Promise<ConnectionClosedError>;
}

/** What keeping a connection up takes. */
export interface KeptConnectionOptions<Connection extends KeepableConnection> {
	clock: Clock;
	/** Source of numbers in 0..1 for the jitter of pauses. */
	random: () => number;
	/** How long starting may take, all tries together, in milliseconds. */
	startTimeoutMs: number;
	/** How long to try to come back after the connection dropped, in milliseconds. */
	reconnectTimeoutMs: number;
	/** How long a server has to refuse us on our return before that is final, in milliseconds. */
	refusedForMs: number;
	/** Ends it; nobody is told then. */
	signal: AbortSignal;
	/**
	 * One try.
	 *
	 * @param attempt - from 1, counted anew each time that the connection breaks
	 * @param withinMs - how long it may take at most, in milliseconds: at the start all of its time
	 */
	open(attempt: number, withinMs: number): Promise<Connection>;
	/** Whether no further try is made where this kept it from starting. */
	isFinalAtStart(error: unknown): boolean;
	/**
	 * Whether no further try is made where this ended the connection, or keeps it from coming back.
	 *
	 * @param awayMs - for how long the connection has been gone; undefined for what ended it
	 */
	isFinal(error: unknown, awayMs: number | undefined): boolean;
	/** Milliseconds that the next try waits at least for this reason, also after a drop. */
	pauseMs?(error: unknown): number;
	/** Looked at all through a pause: whether a try is worthwhile now. */
	hasNews?(): boolean;
	/** A try failed, and another one follows. */
	onFailure(error: unknown, attempt: number): void;
	/** The connection is gone, and is going to be made anew. */
	onDropped(closed: ConnectionClosedError): void;
	/** The connection is back. */
	onReturned(): void;
	/** Called once, if the connection cannot be kept up. */
	onEnd(error: unknown): void;
}

/**
 * Longest pause between tries to come back, so that the server's return is found within 5 s of it:
 * the pause, and what a try takes.
 */
const LONGEST_PAUSE_MS = 3000;

/** A server that has been away for that long is asked less often. */
const LONG_AWAY_MS = 300_000;
const LONGEST_PAUSE_WHEN_LONG_AWAY_MS = 15_000;

/** A connection that has stood for less is not made anew at once a second time. */
const STEADY_AFTER_MS = 10_000;

/** How often it is looked for news in a pause. */
const NEWS_INTERVAL_MS = 250;

/** Whether the server says that it does not know us, or does not let us in. */
export function isRefusal(error: unknown): boolean {
	return (
		(error instanceof PodcastApiError && (error.status === 401 || error.status === 403)) ||
		(error instanceof ConnectionClosedError && !error.retryable)
	);
}

/**
 * Connects, then keeps the connection up until it is stopped or cannot be kept up.
 *
 * After a drop the first try is made at once, and the next ones after pauses that grow. Nothing
 * but the time is final then, and a refusal that lasts: a server that is being restarted, and what
 * stands before it, answer all kinds of things for a while.
 *
 * @returns resolves when the connection is there for the first time
 * @throws the last failure, if no try succeeds or none is worth repeating
 */
export async function keepConnection<Connection extends KeepableConnection>(
	options: KeptConnectionOptions<Connection>,
): Promise<void> {
	const kept = new KeptConnection(options);
	await kept.start();
}

class KeptConnection<Connection extends KeepableConnection> {
	readonly #options: KeptConnectionOptions<Connection>;
	/** Connections in a row that did not stand for long. */
	#shortLived = 0;

	constructor(options: KeptConnectionOptions<Connection>) {
		this.#options = options;
	}

	async start(): Promise<void> {
		const { clock, startTimeoutMs, isFinalAtStart } = this.#options;
		const connection = await this.#connect({
			deadlineMs: clock.nowMs() + startTimeoutMs,
			isFinal: isFinalAtStart,
			isWorthWaitingFor: false,
			tryWithinMs: startTimeoutMs,
		});
		void this.#keep(connection);
	}

	/** Never rejects. */
	async #keep(first: Connection): Promise<void> {
		const { clock, onDropped, onEnd, onReturned, signal } = this.#options;
		let connection = first;
		try {
			for (;;) {
				const openedMs = clock.nowMs();
				const closed = await connection.closed;
				if (signal.aborted) {
					return;
				}
				if (isRefusal(closed) || this.#options.isFinal(closed, undefined)) {
					throw closed;
				}
				onDropped(closed);
				const isShortLived = clock.nowMs() - openedMs < STEADY_AFTER_MS;
				connection = await this.#comeBack(closed, isShortLived);
				onReturned();
			}
		} catch (error) {
			if (!signal.aborted) {
				onEnd(error);
			}
		}
	}

	async #comeBack(closed: ConnectionClosedError, isShortLived: boolean): Promise<Connection> {
		const { clock, isFinal, pauseMs, reconnectTimeoutMs, refusedForMs } = this.#options;
		const droppedMs = clock.nowMs();
		this.#shortLived = isShortLived ? this.#shortLived + 1 : 0;
		const againMs = this.#shortLived > 1 ? this.#growingPauseMs(this.#shortLived - 1, 0) : 0;
		await this.#wait(droppedMs + Math.max(againMs, pauseMs?.(closed) ?? 0));
		let refusedSinceMs: number | undefined;
		return this.#connect({
			deadlineMs: droppedMs + reconnectTimeoutMs,
			isFinal: (error) => {
				const nowMs = clock.nowMs();
				refusedSinceMs = isRefusal(error) ? (refusedSinceMs ?? nowMs) : undefined;
				return refusedSinceMs === undefined
					? isFinal(error, nowMs - droppedMs)
					: nowMs - refusedSinceMs >= refusedForMs;
			},
			isWorthWaitingFor: true,
		});
	}

	async #connect(options: {
		deadlineMs: number;
		isFinal: (error: unknown) => boolean;
		/** Whether the last try is made at the deadline where the server asks to wait beyond it. */
		isWorthWaitingFor: boolean;
		/** How long one try may take at most, in milliseconds; default what it takes. */
		tryWithinMs?: number;
	}): Promise<Connection> {
		const { clock, onFailure, open, signal } = this.#options;
		const { deadlineMs, tryWithinMs = Infinity } = options;
		const beganMs = clock.nowMs();
		for (let attempt = 1; ; attempt++) {
			const triedMs = clock.nowMs();
			try {
				return await open(attempt, tryWithinMs);
			} catch (error) {
				signal.throwIfAborted();
				const nowMs = clock.nowMs();
				// Counted from the beginning of the try: one that took long was pause enough.
				const pauseEndMs = Math.max(
					nowMs,
					triedMs + this.#growingPauseMs(attempt, nowMs - beganMs),
				);
				const askedEndMs = nowMs + this.#askedPauseMs(error);
				const nextTryMs =
					options.isWorthWaitingFor && pauseEndMs < deadlineMs
						? Math.min(Math.max(pauseEndMs, askedEndMs), deadlineMs - 1)
						: Math.max(pauseEndMs, askedEndMs);
				if (options.isFinal(error) || nextTryMs >= deadlineMs) {
					throw error;
				}
				onFailure(error, attempt);
				await this.#wait(nextTryMs);
			}
		}
	}

	#growingPauseMs(attempt: number, awayMs: number): number {
		const longestMs = awayMs < LONG_AWAY_MS ? LONGEST_PAUSE_MS : LONGEST_PAUSE_WHEN_LONG_AWAY_MS;
		return growingPauseMs({ attempt, random: this.#options.random, longestMs });
	}

	#askedPauseMs(error: unknown): number {
		const retryAfterMs =
			error instanceof PodcastApiError || error instanceof ConnectionClosedError
				? (error.retryAfterMs ?? 0)
				: 0;
		return Math.max(retryAfterMs, this.#options.pauseMs?.(error) ?? 0);
	}

	async #wait(untilMs: number): Promise<void> {
		const { clock, hasNews, signal } = this.#options;
		while (clock.nowMs() < untilMs && !hasNews?.()) {
			const stepMs = hasNews ? NEWS_INTERVAL_MS : Number.POSITIVE_INFINITY;
			await sleepUntil(clock, Math.min(untilMs, clock.nowMs() + stepMs), signal);
		}
	}
}
