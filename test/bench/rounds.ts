// Rounds: each runs every variant once, in a fresh process each, in an order shuffled anew.
import { SeededRandom } from '../support/fake-discord/seeded-random.js';
import { type Summary, summarize } from './statistics.js';

/** Measures one or several variants once; resolves with a figure for each. */
export type Measurement = () => Promise<readonly number[]>;

/** Variants whose figures are compared within a round, so that a busy machine disturbs all alike. */
export class Rounds {
	readonly #random: SeededRandom;
	readonly #measurements: { names: readonly string[]; measure: Measurement }[] = [];
	readonly #figures = new Map<string, number[]>();

	/** @param seed - the same seed gives the same orders */
	constructor(seed: number) {
		this.#random = new SeededRandom(seed);
	}

	/** Adds variants that are measured together. */
	add(names: readonly string[], measure: Measurement): void {
		this.#measurements.push({ names, measure });
	}

	/** Runs all rounds. */
	async run(count: number, onProgress: (line: string) => void): Promise<void> {
		for (let round = 1; round <= count; round++) {
			for (const { names, measure } of this.#shuffled()) {
				const figures = await measure();
				for (const [index, name] of names.entries()) {
					const figure = figures[index] as number;
					this.#figures.set(name, [...this.#figuresOf(name), figure]);
					onProgress(`round ${round}/${count}, ${name}: ${figure.toFixed(2)}`);
				}
			}
		}
	}

	/** A variant's figures over all rounds. */
	summary(name: string): Summary {
		return summarize(this.#figuresOf(name));
	}

	/** One variant's figures divided by another's, round by round. */
	ratio(name: string, floorName: string): Summary {
		const floors = this.#figuresOf(floorName);
		return summarize(
			this.#figuresOf(name).map((figure, round) => figure / (floors[round] as number)),
		);
	}

	#figuresOf(name: string): readonly number[] {
		return this.#figures.get(name) ?? [];
	}

	#shuffled() {
		const measurements = [...this.#measurements];
		for (let last = measurements.length - 1; last > 0; last--) {
			const other = this.#random.below(last + 1);
			const moved = measurements[last] as (typeof measurements)[number];
			measurements[last] = measurements[other] as (typeof measurements)[number];
			measurements[other] = moved;
		}
		return measurements;
	}
}
