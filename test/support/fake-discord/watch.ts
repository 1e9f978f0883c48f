// Waiting for something to come true, bounded, without polling.
import { LIMIT_MS } from '../limit.js';

/** A condition did not come true in time. */
class WatchTimeoutError extends Error {
	override name = 'WatchTimeoutError';
}

/** Tells waiting tests that something changed. */
export class Watch {
	readonly #checks = new Set<() => void>();

	/** Lets every waiter look again. */
	changed(): void {
		for (const check of [...this.#checks]) {
			check();
		}
	}

	/**
	 * Resolves with the first value that is not undefined.
	 *
	 * @throws {WatchTimeoutError} if none came within the limit; default as for all tests
	 */
	until<T>(what: string, look: () => T | undefined, limitMs = LIMIT_MS): Promise<T> {
		return new Promise((resolve, reject) => {
			const finish = () => {
				clearTimeout(limit);
				this.#checks.delete(check);
			};
			const limit = setTimeout(() => {
				finish();
				reject(new WatchTimeoutError(`${what}: not within ${limitMs} ms`));
			}, limitMs);
			// A test that gave up waiting must not keep the process alive.
			limit.unref();
			const check = () => {
				const value = look();
				if (value !== undefined) {
					finish();
					resolve(value);
				}
			};
			this.#checks.add(check);
			check();
		});
	}
}
