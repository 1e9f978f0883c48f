// Pauses between tries: growing, with jitter, so that clients do not come back all at once.

/** First pause, in milliseconds, before jitter. */
const FIRST_PAUSE_MS = 500;

/** Longest pause, in milliseconds. */
const LONGEST_PAUSE_MS = 15_000;

/**
 * @param attempt - failures so far, from 1
 * @param random - source of numbers in 0..1
 * @returns milliseconds to wait: between half and all of a pause that doubles with each failure
 */
export function backoffMs(attempt: number, random: () => number): number {
	return growingPauseMs({ attempt, random, longestMs: LONGEST_PAUSE_MS });
}

/**
 * @param pause - as for {@link backoffMs}; `longestMs` bounds the pause that doubles
 * @returns milliseconds to wait, as `backoffMs` does
 */
export function growingPauseMs(pause: {
	attempt: number;
	random: () => number;
	longestMs: number;
}): number {
	const { attempt, random, longestMs } = pause;
	const pauseMs = Math.min(longestMs, FIRST_PAUSE_MS * 2 ** (attempt - 1));
	return pauseMs * (0.5 + random() / 2);
}
