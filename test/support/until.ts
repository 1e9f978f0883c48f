// Waiting for what comes about by itself.
import { expect } from 'vitest';

/** Where all is well nobody waits that long; a busy machine may need it. It measures nothing. */
const LIMIT_MS = 20_000;

/**
 * Reads again and again until the reading is as expected: `await until(() => panel.text).toBe('…')`.
 *
 * @param options.timeout - milliseconds, where it takes longer than 5 s on a machine at rest
 */
export function until<Value>(
	read: () => Value,
	options: { timeout?: number; interval?: number; message?: string } = {},
) {
	return expect.poll(read, { timeout: LIMIT_MS, ...options });
}
