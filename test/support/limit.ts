// The one limit of all that tests wait for.

/**
 * Where all is well nobody waits that long; a busy machine may need it, which gives what is rendered
 * in the background a hundredth of its time. It measures nothing.
 */
export const LIMIT_MS = 240_000;
