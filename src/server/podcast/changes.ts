// That something has changed, told to all who watch it.

/** Tells of changes without saying what they are: who watches looks for themselves. */
export class Changes {
	readonly #watchers = new Set<() => void>();

	/** Calls back after each change, until the returned function is called. */
	watch(watcher: () => void): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	/** Tells those who watch. */
	tell(): void {
		for (const watcher of this.#watchers) {
			watcher();
		}
	}
}
