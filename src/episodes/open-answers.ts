// Answers that an episode's bytes are leaving by, so that they can be cut.

/** Open answers by episode. */
export class OpenAnswers {
	readonly #cuts = new Map<string, Set<() => void>>();

	/** How many there are. */
	get size(): number {
		return [...this.#cuts.values()].reduce((sum, { size }) => sum + size, 0);
	}

	/**
	 * Remembers an answer; take it in before the first byte is read.
	 *
	 * @param cut - ends it at once; called at most once
	 * @returns forgets it; harmless when repeated
	 */
	add(id: string, cut: () => void): () => void {
		const cuts = this.#cuts.get(id) ?? new Set();
		this.#cuts.set(id, cuts);
		cuts.add(cut);
		return () => {
			cuts.delete(cut);
			if (cuts.size === 0 && this.#cuts.get(id) === cuts) {
				this.#cuts.delete(id);
			}
		};
	}

	/** Cuts all answers of an episode. */
	cut(id: string): void {
		const cuts = this.#cuts.get(id) ?? [];
		this.#cuts.delete(id);
		for (const cut of cuts) {
			cut();
		}
	}
}
