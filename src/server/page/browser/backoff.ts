// How long to wait before trying again.

const FIRST_PAUSE_MS = 500;

/** A restart takes seconds: within the first minutes its end is soon noticed. */
const LONGEST_PAUSE_MS = 5_000;
const FREQUENT_ATTEMPTS = 60;

/** What is away for longer is asked for less often, but for ever. */
const LONGEST_PAUSE_LATER_MS = 15_000;

/** Twice as long each time, up to 5 s, later 15 s, and never all listeners at once. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
	const longestMs = attempt < FREQUENT_ATTEMPTS ? LONGEST_PAUSE_MS : LONGEST_PAUSE_LATER_MS;
	const pauseMs = Math.min(longestMs, FIRST_PAUSE_MS * 2 ** attempt);
	return pauseMs * (0.5 + random() / 2);
}

/** Resolves after a pause, or as soon as the browser is online again; `false` if it was aborted. */
export function pause(durationMs: number, signal: AbortSignal): Promise<boolean> {
	return new Promise((resolve) => {
		const end = () => {
			clearTimeout(timer);
			window.removeEventListener('online', end);
			signal.removeEventListener('abort', end);
			resolve(!signal.aborted);
		};
		const timer = setTimeout(end, durationMs);
		window.addEventListener('online', end);
		signal.addEventListener('abort', end);
		if (signal.aborted) {
			end();
		}
	});
}
