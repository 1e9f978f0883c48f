// A clock that stands still until a test steps it.
import type { Clock, Timer } from '../../src/clock.js';

/** Calls due timers in the order of their deadlines, with the time set to each deadline. */
export class SteppedClock implements Clock {
	#nowMs = 0;
	#startEpochMs: number;
	readonly #pending = new Set<{ deadlineMs: number; callback: () => void }>();
	#waiting: { deadlineMs: number; resolve: () => void }[] = [];

	constructor(startEpochMs = Date.UTC(2026, 0, 1)) {
		this.#startEpochMs = startEpochMs;
	}

	nowMs(): number {
		return this.#nowMs;
	}

	epochMs(): number {
		return this.#startEpochMs + this.#nowMs;
	}

	/** Sets the wall clock ahead, or back, as NTP does, or a machine that has slept. */
	setWallClock(byMs: number): void {
		this.#startEpochMs += byMs;
	}

	at(deadlineMs: number, callback: () => void): Timer {
		const entry = { deadlineMs, callback };
		this.#pending.add(entry);
		this.#tellWaiting(deadlineMs);
		return { cancel: () => this.#pending.delete(entry) };
	}

	/** How many timers are waiting. */
	get pendingTimers(): number {
		return this.#pending.size;
	}

	/** Resolves as soon as a timer is waiting that is due within this time from now. */
	timerWithin(durationMs: number): Promise<void> {
		const deadlineMs = this.#nowMs + durationMs;
		return new Promise((resolve) => {
			this.#waiting.push({ deadlineMs, resolve });
			for (const entry of this.#pending) {
				this.#tellWaiting(entry.deadlineMs);
			}
		});
	}

	#tellWaiting(timerDeadlineMs: number): void {
		const due = this.#waiting.filter(({ deadlineMs }) => timerDeadlineMs <= deadlineMs);
		this.#waiting = this.#waiting.filter((entry) => !due.includes(entry));
		for (const { resolve } of due) {
			resolve();
		}
	}

	/** Moves the time on, and lets promises that a timer resolved run before the next one. */
	async step(durationMs: number): Promise<void> {
		const endMs = this.#nowMs + durationMs;
		for (;;) {
			let next: { deadlineMs: number; callback: () => void } | undefined;
			for (const entry of this.#pending) {
				if (entry.deadlineMs <= endMs && (!next || entry.deadlineMs < next.deadlineMs)) {
					next = entry;
				}
			}
			if (!next) {
				break;
			}
			this.#pending.delete(next);
			this.#nowMs = Math.max(this.#nowMs, next.deadlineMs);
			next.callback();
			await new Promise((resolve) => setImmediate(resolve));
		}
		this.#nowMs = endMs;
	}
}
