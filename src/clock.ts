// Time as an argument: now, and a call at a deadline, handed to whoever needs time.

/** A call that is still to come. */
export interface Timer {
	/** Takes the call back; harmless once it has been made. */
	cancel(): void;
}

/** Where parts of the program get their time from; tests step it by hand. */
export interface Clock {
	/** Milliseconds that only go forward, from an arbitrary origin. */
	nowMs(): number;
	/** Milliseconds since the Unix epoch. */
	epochMs(): number;
	/**
	 * Calls once, when `nowMs()` has reached the deadline. The timer alone does not keep the
	 * process alive.
	 */
	at(deadlineMs: number, callback: () => void): Timer;
}

/** The machine's own time. */
export const systemClock: Clock = {
	nowMs: () => performance.now(),
	epochMs: () => Date.now(),
	at(deadlineMs, callback) {
		const timeout = setTimeout(callback, Math.max(0, deadlineMs - performance.now()));
		timeout.unref();
		return { cancel: () => clearTimeout(timeout) };
	},
};

/**
 * Resolves when the clock has reached the deadline.
 *
 * @param signal - ends the wait early; the promise then rejects with the signal's reason
 */
export function sleepUntil(clock: Clock, deadlineMs: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted) {
			reject(signal.reason);
			return;
		}
		const onAbort = () => {
			timer.cancel();
			reject(signal?.reason);
		};
		const timer = clock.at(deadlineMs, () => {
			signal?.removeEventListener('abort', onAbort);
			resolve();
		});
		signal?.addEventListener('abort', onAbort, { once: true });
	});
}
