// That something has changed, told to all who watch it.

/** Tells of changes without saying what they are: who watches looks for themselves. */
export class Changes {
	readonly #watchers = new Set<() => void>();
	readonly #onWatched: (() => void) | undefined;

	/** @param onWatched - called when somebody has begun to watch, or ceased to */
	constructor(onWatched?: () => void) {
		this.#onWatched = onWatched;
	}

	/** Whether anybody watches. */
	get isWatched(): boolean {
		return this.#watchers.size > 0;
	}

	/** Calls back after each change, until the returned function is called. */
	watch(watcher: () => void): () => void {
		this.#watchers.add(watcher);
		this.#onWatched?.();
		return () => {
			if (this.#watchers.delete(watcher)) {
				this.#onWatched?.();
			}
		};
	}

	/** Tells those who watch. */
	tell(): void {
		for (const watcher of this.#watchers) {
			watcher();
		}
	}
}
