// How long a restart may take, for all that is taken up again after it.

/**
 * What was there when the process was last alive is taken up again for so long. Nobody expects a
 * bot that was away for longer to come back into their channel without being asked.
 */
export const RESUMED_WITHIN_MS = 10 * 60_000;

/** How often a file is told that the process is alive: a killed one does not say when it ended. */
export const ALIVE_INTERVAL_MS = 60_000;
