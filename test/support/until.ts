// Waiting for what comes about by itself.
import { expect } from 'vitest';
import { LIMIT_MS } from './limit.js';

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
