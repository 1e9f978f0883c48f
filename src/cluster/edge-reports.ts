// When an edge says how many listen there: at once, not too often, and again before it is forgotten.
import type { Clock, Timer } from '../clock.js';

/** Three of them may be lost before the origin takes the edge for gone. */
const INTERVAL_MS = 2000;

/** Changes that come faster are told together. */
const MIN_INTERVAL_MS = 1000;

/** The reports on one podcast. */
export class EdgeReports {
	readonly #clock: Clock;
	readonly #send: () => void;
	#sentAtMs = Number.NEGATIVE_INFINITY;
	#timer: Timer;

	/** @param send - says how many there are now */
	constructor(clock: Clock, send: () => void) {
		this.#clock = clock;
		this.#send = send;
		this.#timer = this.#arm(clock.nowMs() + INTERVAL_MS);
	}

	/** Something has changed. */
	changed(): void {
		const dueMs = this.#sentAtMs + MIN_INTERVAL_MS;
		if (this.#clock.nowMs() >= dueMs) {
			this.now();
		} else {
			this.#timer.cancel();
			this.#timer = this.#arm(dueMs);
		}
	}

	/** Somebody waits for it, or may have missed what was said before. */
	now(): void {
		this.#timer.cancel();
		this.#sentAtMs = this.#clock.nowMs();
		this.#timer = this.#arm(this.#sentAtMs + INTERVAL_MS);
		this.#send();
	}

	/** Nothing more is said. */
	close(): void {
		this.#timer.cancel();
	}

	#arm(dueMs: number): Timer {
		return this.#clock.at(dueMs, () => this.now());
	}
}
