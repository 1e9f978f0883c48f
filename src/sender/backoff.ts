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
	const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
	return pauseMs * (0.5 + random() / 2);
}
