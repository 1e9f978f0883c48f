// Waiting for what comes about by itself.
import { expect } from 'vitest';

/** Where all is well nobody waits that long; a busy machine may need it. It measures nothing. */
const LIMIT_MS = 60_000;

/**
 * Reads again and again until the reading is as expected: `await until(() => panel.text).toBe('…')`.
 *
 * @param options.timeout - milliseconds; only where more is waited for than a machine's work
 */
export function until<Value>(
	read: () => Value,
	options: { timeout?: number; interval?: number; message?: string } = {},
) {
	return expect.poll(read, { timeout: LIMIT_MS, ...options });
}
