// Time as an argument: now, and a call at a deadline, handed to whoever needs time.
import { performance } from 'node:perf_hooks';

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

/** A longer timer of Node's goes off at once: some 24.8 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's own time. */
export const systemClock: Clock = {
	nowMs: () => performance.now(),
	epochMs: () => Date.now(),
	at(deadlineMs, callback) {
		let timeout: NodeJS.Timeout;
		const arm = () => {
			const waitMs = Math.max(0, deadlineMs - performance.now());
			timeout =
				waitMs > MAX_TIMER_MS ? setTimeout(arm, MAX_TIMER_MS) : setTimeout(callback, waitMs);
			timeout.unref();
		};
		arm();
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

/** How long something may take, and who gives it up. */
export interface TimeLimit {
	clock: Clock;
	timeoutMs: number;
	/** Gives it up earlier. */
	signal?: AbortSignal | undefined;
	/** What is thrown when the time is up. */
	late: () => Error;
}

/**
 * Runs something that heeds a signal, which is aborted when the time is up.
 *
 * @throws what `run` throws; where it was given up, the reason of the signal that did it
 */
export async function withTimeout<Value>(
	{ clock, late, signal, timeoutMs }: TimeLimit,
	run: (limit: AbortSignal) => Promise<Value>,
): Promise<Value> {
	const timeout = new AbortController();
	const timer = clock.at(clock.nowMs() + timeoutMs, () => timeout.abort(late()));
	const limit = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal;
	try {
		return await run(limit);
	} catch (error) {
		throw limit.aborted ? limit.reason : error;
	} finally {
		timer.cancel();
	}
}

/**
 * Waits for something, but not for long.
 *
 * @returns whether it has come in time
 * @throws what it rejects with in time
 */
export async function comesWithin(
	{ clock, timeoutMs }: Pick<TimeLimit, 'clock' | 'timeoutMs'>,
	coming: Promise<unknown> | undefined,
): Promise<boolean> {
	let timer: Timer | undefined;
	const late = new Promise<boolean>((resolve) => {
		timer = clock.at(clock.nowMs() + timeoutMs, () => resolve(false));
	});
	try {
		return await Promise.race([Promise.resolve(coming).then(() => true), late]);
	} finally {
		timer?.cancel();
	}
}
