// One timer for all who look at the same moments whether something has come to its end.
import type { Clock, Timer } from '../clock.js';

/** Between two looks: nobody is told later than this. */
const LOOK_INTERVAL_MS = 100;

/** Looks once; returns whether there is anything left to look at. */
export type Look = (nowMs: number) => boolean;

/** All who look by one clock. Waking up for each by itself costs more than all that is done then. */
export class SharedLook {
	static readonly #byClock = new WeakMap<Clock, SharedLook>();
	readonly #clock: Clock;
	readonly #looks = new Set<Look>();
	#timer: Timer | undefined;

	private constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Everybody's with this clock. */
	static of(clock: Clock): SharedLook {
		let shared = SharedLook.#byClock.get(clock);
		if (!shared) {
			shared = new SharedLook(clock);
			SharedLook.#byClock.set(clock, shared);
		}
		return shared;
	}

	/** Looks from the next moment on, until there is nothing left; harmless when repeated. */
	begin(look: Look): void {
		this.#looks.add(look);
		this.#arm();
	}

	/** Looks no more. */
	end(look: Look): void {
		this.#looks.delete(look);
		if (this.#looks.size === 0) {
			this.#timer?.cancel();
			this.#timer = undefined;
		}
	}

	#arm(): void {
		if (this.#looks.size > 0 && !this.#timer) {
			// A timer may fire a fraction of a millisecond early.
			const next = Math.floor((this.#clock.nowMs() + 1) / LOOK_INTERVAL_MS) + 1;
			this.#timer = this.#clock.at(next * LOOK_INTERVAL_MS, this.#onMoment);
		}
	}

	readonly #onMoment = () => {
		this.#timer = undefined;
		const nowMs = this.#clock.nowMs();
		for (const look of this.#looks) {
			if (!look(nowMs)) {
				this.#looks.delete(look);
			}
		}
		this.#arm();
	};
}
