// What a program prints, and who waits for a line of it.

/** How a program ended. */
export interface Exit {
	code: number | null;
	signal: NodeJS.Signals | null;
}

/** All that a program printed so far. */
export class Printed {
	readonly #waiting = new Set<() => void>();
	#text = '';

	get text(): string {
		return this.#text;
	}

	add(text: string): void {
		this.#text += text;
		for (const look of this.#waiting) {
			look();
		}
	}

	/**
	 * Resolves with the first match.
	 *
	 * @param exit - the program's, after which nothing more comes
	 */
	matching(pattern: RegExp, exit: Promise<Exit>): Promise<RegExpExecArray> {
		return new Promise((resolve, reject) => {
			const look = () => {
				const match = pattern.exec(this.#text);
				if (match) {
					this.#waiting.delete(look);
					resolve(match);
				}
			};
			this.#waiting.add(look);
			look();
			void exit.then(() => reject(new Error(`Ended without ${pattern}: ${this.#text}`)));
		});
	}
}
