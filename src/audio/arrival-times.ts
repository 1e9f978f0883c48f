// How evenly one member's frames arrive, and how long they must wait to be played evenly.

/** Bounds of the delay that evens out the network. */
const DELAY_MS = { initial: 40, lowest: 20, highest: 120 } as const;

/** Frames that are looked back on: 4 s. */
const WINDOW_FRAMES = 200;

/** Before so many have come, the initial delay is not gone below. */
const SETTLED_FRAMES = 50;

/** Share of frames that may come too late. */
const LATE_SHARE = 0.01;

/** On top of what was measured: the timer that plays is not exact either. */
const MARGIN_MS = 10;

/** Remembers when frames came, compared with when their RTP timestamps say they were made. */
export class ArrivalTimes {
	readonly #transitsMs = new Float64Array(WINDOW_FRAMES);
	#count = 0;

	/** Whether nothing has come yet. */
	get isEmpty(): boolean {
		return this.#count === 0;
	}

	/** @param transitMs - time of arrival less RTP timestamp, both in milliseconds */
	add(transitMs: number): void {
		this.#transitsMs[this.#count % WINDOW_FRAMES] = transitMs;
		this.#count += 1;
	}

	/** Forgets all: the sender's clock jumped, or the network is another one. */
	reset(): void {
		this.#count = 0;
	}

	/** The shortest transit, of which all others are late by something. */
	get shortestMs(): number {
		const known = Math.min(this.#count, WINDOW_FRAMES);
		let shortestMs = Number.POSITIVE_INFINITY;
		for (let index = 0; index < known; index++) {
			shortestMs = Math.min(shortestMs, this.#transitsMs[index] as number);
		}
		return shortestMs;
	}

	/** How long after the shortest transit a frame should be played, in milliseconds. */
	get delayMs(): number {
		const known = Math.min(this.#count, WINDOW_FRAMES);
		const sorted = this.#transitsMs.slice(0, known).sort();
		const needed = sorted[Math.ceil(known * (1 - LATE_SHARE)) - 1] ?? 0;
		const spreadMs = known === 0 ? 0 : needed - (sorted[0] as number) + MARGIN_MS;
		const lowestMs = known < SETTLED_FRAMES ? DELAY_MS.initial : DELAY_MS.lowest;
		return Math.min(DELAY_MS.highest, Math.max(lowestMs, spreadMs));
	}
}
