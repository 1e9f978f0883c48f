// Calls once each 20 ms, on deadlines that are added up.
import type { Clock, Timer } from '../clock.js';
import { FRAME_DURATION_MS } from '../media/pcm.js';

/** Further behind, the process stood still: ticks then begin anew instead of being made up for. */
const MAX_BEHIND_MS = 10 * FRAME_DURATION_MS;

/** A row of ticks, numbered from 0. */
export class Pacer {
	readonly #clock: Clock;
	readonly #onTick: (tick: number) => void;
	readonly #onStandstill: ((missedTicks: number) => void) | undefined;
	#startMs: number;
	#next = 0;
	#timer: Timer | undefined;

	/**
	 * @param options.startMs - time of tick 0, by the clock's `nowMs`
	 * @param options.onStandstill - called with the ticks that are not made up for
	 */
	constructor(options: {
		clock: Clock;
		startMs: number;
		onTick: (tick: number) => void;
		onStandstill?: (missedTicks: number) => void;
	}) {
		this.#clock = options.clock;
		this.#onTick = options.onTick;
		this.#onStandstill = options.onStandstill;
		this.#startMs = options.startMs;
		this.#timer = this.#clock.at(this.#startMs, this.#onDeadline);
	}

	/** Number of the tick to come. */
	get next(): number {
		return this.#next;
	}

	/** When a tick is due, by the clock's `nowMs`. */
	timeOf(tick: number): number {
		return this.#startMs + tick * FRAME_DURATION_MS;
	}

	/** The tick nearest to a time. */
	nearest(timeMs: number): number {
		return Math.round((timeMs - this.#startMs) / FRAME_DURATION_MS);
	}

	/** Makes no further call; harmless when repeated. */
	close(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}

	/**
	 * One tick a call, however late it is: what waits in the sockets comes in between the ticks
	 * that are made up for.
	 */
	readonly #onDeadline = () => {
		const behindMs = this.#clock.nowMs() - this.timeOf(this.#next);
		if (behindMs > MAX_BEHIND_MS) {
			this.#startMs += behindMs;
			this.#onStandstill?.(Math.round(behindMs / FRAME_DURATION_MS));
		}
		const tick = this.#next;
		this.#next += 1;
		this.#timer = this.#clock.at(this.timeOf(this.#next), this.#onDeadline);
		this.#onTick(tick);
	};
}
