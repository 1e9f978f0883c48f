// The last edit of a message: tried until it is shown, for what a message says must be true.
import type { Clock } from '../../clock.js';
import type { EditOutcome } from './edit-outcome.js';

/** Pauses between tries that failed: the first ones, then twice as long each time, at most. */
const FIRST_PAUSE_MS = 5000;
const FIRST_PAUSES = 3;
const LONGEST_PAUSE_MS = 10 * 60_000;

/** Where Discord does not let the bot, and nothing there seems to change, it is tried that often. */
const REFUSAL_PAUSE_MS = 30 * 60_000;

/** A role and its channel may change in many small steps. */
const SETTLE_MS = 2000;

/** Everything that a last edit needs. */
export interface LastEditOptions {
	tryEdit: () => Promise<EditOutcome>;
	/** When Discord allows the next try, by the clock's `nowMs`. */
	notBeforeMs: () => number;
	/** Calls when Discord may let the bot again, until it is undone. */
	onAccessChange: (callback: () => void) => () => void;
	/** It takes longer than a moment; called once. */
	onLate: () => void;
	clock: Clock;
	/** Nothing is waited for any more, but the first tries are made. */
	closing?: AbortSignal | undefined;
}

/**
 * Tries until the message shows it, or is gone.
 *
 * @returns false if the program stopped before
 */
export async function editUntilShown(options: LastEditOptions): Promise<boolean> {
	const { clock, closing, notBeforeMs, onAccessChange, onLate, tryEdit } = options;
	for (let tries = 1; ; tries++) {
		const outcome = await tryEdit();
		if (outcome === 'shown' || outcome === 'gone') {
			return true;
		}
		const isFirst =
			outcome === 'failed' &&
			tries <= FIRST_PAUSES &&
			notBeforeMs() <= clock.nowMs() + FIRST_PAUSE_MS;
		if (closing?.aborted && !isFirst) {
			return false;
		}
		if (tries === FIRST_PAUSES + 1) {
			onLate();
		}
		const pauseMs = outcome === 'refused' ? REFUSAL_PAUSE_MS : pauseAfter(tries);
		await waitForTry({
			clock,
			deadlineMs: Math.max(clock.nowMs() + pauseMs, notBeforeMs()),
			closing: isFirst ? undefined : closing,
			onAccessChange: outcome === 'refused' ? onAccessChange : undefined,
		});
		if (closing?.aborted && !isFirst) {
			return false;
		}
	}
}

function pauseAfter(tries: number): number {
	return Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, tries - FIRST_PAUSES), LONGEST_PAUSE_MS);
}

/** Resolves at the deadline, soon after a change of access, or when the program stops. */
function waitForTry(options: {
	clock: Clock;
	deadlineMs: number;
	closing: AbortSignal | undefined;
	onAccessChange: LastEditOptions['onAccessChange'] | undefined;
}): Promise<void> {
	const { clock, closing, deadlineMs, onAccessChange } = options;
	return new Promise((resolve) => {
		const finish = () => {
			timer.cancel();
			forget?.();
			closing?.removeEventListener('abort', finish);
			resolve();
		};
		let timer = clock.at(deadlineMs, finish);
		const forget = onAccessChange?.(() => {
			timer.cancel();
			timer = clock.at(Math.min(deadlineMs, clock.nowMs() + SETTLE_MS), finish);
		});
		closing?.addEventListener('abort', finish, { once: true });
	});
}
