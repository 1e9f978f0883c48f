// How long a recording was interrupted, by clocks that may have been set in the meantime.

/** What is written lies so far back when it is written: half a second, and half a page. */
const WRITTEN_AFTER_MS = 750;

/** Where both ways of telling differ by more, the clock was set during the recording. */
const SAME_CLOCK_MS = 10_000;

/** Longer nobody waits for a show to come back: then a clock is wrong. */
const MAX_AWAY_MS = 3_600_000;

/** What is known of an interrupted recording. */
export interface Interruption {
	startedAtEpochMs: number;
	/** What is in its tracks. */
	recordedMs: number;
	/** When a track was written last, by the wall clock; undefined where there is none. */
	writtenAtEpochMs: number | undefined;
	nowEpochMs: number;
}

/** @returns milliseconds of the recording's own time until now, not below what is recorded */
export function elapsedMs(interruption: Interruption): number {
	const { startedAtEpochMs, recordedMs, writtenAtEpochMs, nowEpochMs } = interruption;
	let elapsed = nowEpochMs - startedAtEpochMs;
	if (writtenAtEpochMs !== undefined) {
		const sinceWritten = recordedMs + WRITTEN_AFTER_MS + nowEpochMs - writtenAtEpochMs;
		elapsed = Math.abs(sinceWritten - elapsed) > SAME_CLOCK_MS ? sinceWritten : elapsed;
	}
	return Math.min(recordedMs + MAX_AWAY_MS, Math.max(recordedMs, elapsed));
}
