// How many hear a podcast by its playlist: an estimate, by how often that is asked for.
import type { Clock } from '../../../clock.js';

/** Over so many reloads of a player's the mean is taken. */
const TURNS = 2;

/** Takes note of requests for a playlist, each player's one a segment (RFC 8216, 6.3.4). */
export class HlsListeners {
	readonly #clock: Clock;
	readonly #reloadMs: number;
	/** Requests in each turn that is over, newest last; there are none from before the first. */
	#past: number[] = [];
	#current = 0;
	#turn = 0;

	/** @param reloadMs - from one request of a player's to the next */
	constructor(clock: Clock, reloadMs: number) {
		this.#clock = clock;
		this.#reloadMs = reloadMs;
	}

	/** Somebody has asked. */
	count(): void {
		this.#advance();
		this.#current++;
	}

	/** How many that makes; somebody who has asked lately is at least one. */
	get estimate(): number {
		this.#advance();
		if (this.#past.length === 0) {
			return this.#current;
		}
		const asked = this.#past.reduce((sum, count) => sum + count, 0);
		const isAnybody = asked + this.#current > 0;
		return isAnybody ? Math.max(1, Math.round(asked / this.#past.length)) : 0;
	}

	#advance(): void {
		const turn = Math.floor(this.#clock.nowMs() / this.#reloadMs);
		for (let passed = Math.min(TURNS + 1, turn - this.#turn); passed > 0; passed--) {
			if (this.#past.length > 0 || this.#current > 0) {
				this.#past = [...this.#past, this.#current].slice(-TURNS);
			}
			this.#current = 0;
		}
		if (this.#past.every((count) => count === 0)) {
			this.#past = [];
		}
		this.#turn = turn;
	}
}
