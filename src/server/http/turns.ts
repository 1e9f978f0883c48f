// Requests take turns with everything else that the process does.

/** Requests that are begun in one turn of the event loop, from all connections together. */
const REQUESTS_PER_TURN = 8;

/**
 * Begins tasks at once while a turn of the event loop has room, else in a later turn, in the order
 * of their coming: whatever is asked at once, audio is passed on in between.
 */
export class Turns {
	#waiting: (() => void)[] = [];
	#begun = 0;
	#isCounting = false;

	/** Runs the task, now or later; it must not throw. */
	take(task: () => void): void {
		if (this.#waiting.length > 0 || this.#begun >= REQUESTS_PER_TURN) {
			this.#waiting.push(task);
			return;
		}
		this.#begun++;
		this.#count();
		task();
	}

	#count(): void {
		if (!this.#isCounting) {
			this.#isCounting = true;
			setImmediate(this.#onTurn);
		}
	}

	readonly #onTurn = () => {
		this.#isCounting = false;
		const tasks = this.#waiting.splice(0, REQUESTS_PER_TURN);
		this.#begun = tasks.length;
		if (tasks.length > 0) {
			this.#count();
		}
		for (const task of tasks) {
			task();
		}
	};
}
