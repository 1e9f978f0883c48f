// How long a show that is over can still be heard from its beginning on.
import type { Clock, Timer } from '../../clock.js';

/** So long whoever comes late finds it, and whoever is behind need not hurry. */
const KEPT_MS = 10 * 60_000;

/** How often it is looked whether somebody still listens. */
const LOOK_MS = 60_000;

/** What there is to know. */
export interface KeptAfterEndOptions {
	clock: Clock;
	/** Of the show. */
	durationMs: number;
	/** Whether somebody listens. */
	isWanted: () => boolean;
	/** Called once. */
	onOver: () => void;
}

/**
 * Ten minutes, and longer while somebody listens: whoever has begun at its end hears all of it, and
 * nobody hears it for longer than that takes.
 */
export class KeptAfterEnd {
	readonly #options: KeptAfterEndOptions;
	readonly #endMs: number;
	#timer: Timer;

	constructor(options: KeptAfterEndOptions) {
		const { clock } = options;
		this.#options = options;
		this.#endMs = clock.nowMs();
		this.#timer = clock.at(this.#endMs + KEPT_MS, () => this.#look());
	}

	/** Harmless when repeated. */
	close(): void {
		this.#timer.cancel();
	}

	#look(): void {
		const { clock, durationMs, isWanted, onOver } = this.#options;
		const nowMs = clock.nowMs();
		if (isWanted() && nowMs < this.#endMs + KEPT_MS + durationMs) {
			this.#timer = clock.at(nowMs + LOOK_MS, () => this.#look());
		} else {
			onOver();
		}
	}
}
