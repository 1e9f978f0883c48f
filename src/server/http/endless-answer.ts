// What all answers that do not end tell the proxies on their way.

/**
 * Headers of every answer that does not end: nothing is kept, packed or made smaller on the way
 * (RFC 9111, 5.2.2), and nginx passes each piece on at once, where it would wait for a buffer full.
 */
export const ENDLESS_HEADERS = {
	'cache-control': 'no-cache, no-store, no-transform',
	'x-accel-buffering': 'no',
} as const;
