// A bad network between voice server and bot, the same on each run.
import type { SeededRandom } from '../seeded-random.js';

/** How bad; rates are from 0 to 1, everything defaults to 0. */
export interface NetworkOptions {
	lossRate?: number;
	duplicateRate?: number;
	/** Share of packets that are held back so that later ones pass them. */
	reorderRate?: number;
	/** How long those are held back; default 50 ms. */
	reorderMs?: number;
	/** Each packet is late by up to this much. */
	jitterMs?: number;
	/** Each packet is late by this much. */
	delayMs?: number;
}

/** Decides what becomes of each packet. */
export class NetworkModel {
	readonly #random: SeededRandom;
	readonly #options: Required<NetworkOptions>;

	constructor(random: SeededRandom, options: NetworkOptions) {
		this.#random = random;
		this.#options = {
			lossRate: 0,
			duplicateRate: 0,
			reorderRate: 0,
			reorderMs: 50,
			jitterMs: 0,
			delayMs: 0,
			...options,
		};
	}

	/** When the copies of the next packet arrive, in milliseconds from now; none if it is lost. */
	plan(): number[] {
		const options = this.#options;
		// All dice are thrown for each packet, so that one rate does not change another's pattern.
		const isLost = this.#random.next() < options.lossRate;
		const isDoubled = this.#random.next() < options.duplicateRate;
		const heldMs = this.#random.next() < options.reorderRate ? options.reorderMs : 0;
		const delays = [this.#delayMs() + heldMs, this.#delayMs()];
		return isLost ? [] : delays.slice(0, isDoubled ? 2 : 1);
	}

	#delayMs(): number {
		return this.#options.delayMs + this.#random.next() * this.#options.jitterMs;
	}
}
