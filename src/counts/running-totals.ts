// What things of one kind did, ended ones included, so that no count ever goes back.

/** Something that counts for as long as it runs. */
export interface Counted<Counts> {
	readonly counts: Counts;
}

/** How counts are added up. */
export interface Adding<Counts> {
	/** The counts of nothing. */
	readonly nothing: Counts;
	/** Both together. */
	readonly add: (first: Counts, second: Counts) => Counts;
}

/** Adds up what runs and what has ended, for as long as the process lives. */
export class RunningTotals<Counts, Part extends Counted<Counts> = Counted<Counts>> {
	readonly #adding: Adding<Counts>;
	readonly #parts = new Set<Part>();
	#ended: Counts;

	constructor(adding: Adding<Counts>) {
		this.#adding = adding;
		this.#ended = adding.nothing;
	}

	/** How many run. */
	get running(): number {
		return this.#parts.size;
	}

	/** Those that run. */
	get parts(): Iterable<Part> {
		return this.#parts;
	}

	/** Totals since the process began. */
	get counts(): Counts {
		let sum = this.#ended;
		for (const { counts } of this.#parts) {
			sum = this.#adding.add(sum, counts);
		}
		return sum;
	}

	/** Takes one in that has begun. */
	add(part: Part): void {
		this.#parts.add(part);
	}

	/** Keeps the counts of one that has ended, and nothing else of it; harmless when repeated. */
	end(part: Part): void {
		if (this.#parts.delete(part)) {
			this.#ended = this.#adding.add(this.#ended, part.counts);
		}
	}
}

/** Counts by reason, both together. */
export function addReasons<Reason>(
	first: ReadonlyMap<Reason, number>,
	second: ReadonlyMap<Reason, number>,
): Map<Reason, number> {
	const sum = new Map(first);
	for (const [reason, count] of second) {
		sum.set(reason, (sum.get(reason) ?? 0) + count);
	}
	return sum;
}
