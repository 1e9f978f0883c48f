// What happened so far, and a way to wait until more has.

/** A growing list that a test can wait for. */
export class Recorder<Item> {
	readonly items: Item[] = [];
	#waiting: { count: number; resolve: (items: readonly Item[]) => void }[] = [];

	/** Adds an item and lets those go on who waited for it. */
	push(item: Item): void {
		this.items.push(item);
		const due = this.#waiting.filter(({ count }) => count <= this.items.length);
		this.#waiting = this.#waiting.filter((entry) => !due.includes(entry));
		for (const { resolve } of due) {
			resolve(this.items);
		}
	}

	/** Resolves with all items as soon as there are this many. */
	atLeast(count: number): Promise<readonly Item[]> {
		return new Promise((resolve) => {
			if (this.items.length >= count) {
				resolve(this.items);
			} else {
				this.#waiting.push({ count, resolve });
			}
		});
	}
}
