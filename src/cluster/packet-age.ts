// How old packets are when they come out of the bus, though the clocks of machines differ: what has
// stood still on its way must not be heard late.
import type { Clock } from '../clock.js';

/** Before a packet its origin says what time it is there, unless it has said so within that time. */
export const BEAT_INTERVAL_MS = 100;

/**
 * What is older has stood still, where nothing came meanwhile: a machine that has too much to do is
 * slow, too, and loses nothing by it.
 */
const HELD_MS = 2000;
const SILENT_MS = 500;

/** Of what comes behind that nothing is heard that is older. */
const MAX_AGE_MS = 500;

/** Clocks drift apart, by some 30 ms in that time: what was found out before is forgotten. */
const WINDOW_MS = 300_000;

/** An origin's time: of one of its processes, by its own clock. */
export interface OriginTime {
	run: string;
	/** Milliseconds from any beginning; undefined from an origin that does not say. */
	atMs?: number | undefined;
}

/**
 * The ages of one podcast's packets at one edge.
 *
 * By how much the clocks differ is in each word of the origin, plus its way here: so the least of
 * what is seen is what they differ by and the quickest way.
 */
export class PacketAges {
	readonly #clock: Clock;
	#run: string | undefined;
	/** Least differences seen in this window, and in the one before it. */
	#least = Number.POSITIVE_INFINITY;
	#leastBefore = Number.POSITIVE_INFINITY;
	#windowMs = Number.NEGATIVE_INFINITY;
	/** When the last beat was sent, by the origin's clock; undefined before the first. */
	#beatMs: number | undefined;
	#heardMs: number;
	#isLate = false;

	constructor(clock: Clock) {
		this.#clock = clock;
		this.#heardMs = clock.nowMs();
	}

	/** Takes a time out of something that the origin has said. */
	learn({ atMs, run }: OriginTime): void {
		if (atMs === undefined) {
			return;
		}
		const nowMs = this.#clock.nowMs();
		if (run !== this.#run) {
			this.#run = run;
			this.#leastBefore = Number.POSITIVE_INFINITY;
			this.#least = Number.POSITIVE_INFINITY;
			this.#windowMs = nowMs;
			this.#beatMs = undefined;
		} else if (nowMs - this.#windowMs >= WINDOW_MS) {
			this.#leastBefore = this.#least;
			this.#least = Number.POSITIVE_INFINITY;
			this.#windowMs = nowMs;
		}
		this.#least = Math.min(this.#least, nowMs - atMs);
	}

	/** A beat: packets that follow were sent then, or up to one interval later. */
	beat(time: OriginTime): void {
		this.learn(time);
		this.#beatMs = time.atMs;
		this.#look();
	}

	/** Whether the packet that has just come is too old to be heard. */
	takesLate(): boolean {
		this.#look();
		return this.#isLate;
	}

	#look(): void {
		const nowMs = this.#clock.nowMs();
		const silentMs = nowMs - this.#heardMs;
		this.#heardMs = nowMs;
		const difference = Math.min(this.#least, this.#leastBefore);
		const ageMs = this.#beatMs === undefined ? 0 : nowMs - difference - this.#beatMs;
		if (ageMs <= MAX_AGE_MS) {
			this.#isLate = false;
		} else if (ageMs > HELD_MS && silentMs >= SILENT_MS) {
			this.#isLate = true;
		}
	}
}
