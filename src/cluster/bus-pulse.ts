// How the bus is, for metrics: there or not, how often it went, and how long its answers take.
import type { Clock, Timer } from '../clock.js';
import type { Bus } from './bus.js';

const INTERVAL_MS = 5000;

/** How it is now. */
export interface BusPulseStats {
	isConnected: boolean;
	/** Times that it went. */
	timesAway: number;
	/** From this machine to the bus and back, when it was measured last; undefined while it is away. */
	roundTripMs: number | undefined;
}

/** Measures a bus every five seconds. */
export class BusPulse {
	readonly #bus: Bus;
	readonly #clock: Clock;
	readonly #unwatch: () => void;
	#timer: Timer;
	#timesAway = 0;
	#roundTripMs: number | undefined;

	/** Begins to measure. */
	constructor(bus: Bus, clock: Clock) {
		this.#bus = bus;
		this.#clock = clock;
		this.#unwatch = bus.watch((isConnected) => {
			this.#timesAway += isConnected ? 0 : 1;
			this.#roundTripMs = undefined;
		});
		this.#timer = this.#arm();
	}

	/** How it is now. */
	get stats(): BusPulseStats {
		const { isConnected } = this.#bus;
		return { isConnected, timesAway: this.#timesAway, roundTripMs: this.#roundTripMs };
	}

	/** Ends measuring. */
	close(): void {
		this.#timer.cancel();
		this.#unwatch();
	}

	#arm(): Timer {
		return this.#clock.at(this.#clock.nowMs() + INTERVAL_MS, () => {
			this.#timer = this.#arm();
			void this.#measure();
		});
	}

	/** It never rejects: what is away is taken in at once. */
	async #measure(): Promise<void> {
		const sentAtMs = this.#clock.nowMs();
		await this.#bus.flush();
		if (this.#bus.isConnected) {
			this.#roundTripMs = this.#clock.nowMs() - sentAtMs;
		}
	}
}
