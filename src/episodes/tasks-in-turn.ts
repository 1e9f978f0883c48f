// Tasks of one episode one after another, whoever asks for them.
import { InvalidStateError } from '../errors.js';

/** Runs tasks; those of different keys do not wait for each other. */
export class TasksInTurn {
	/** The last one of each; never rejects. */
	readonly #last = new Map<string, Promise<unknown>>();

	#isClosed = false;

	/**
	 * Runs a task when those that were asked for before have ended, whatever became of them.
	 *
	 * @throws {InvalidStateError} after `close`
	 */
	run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
		if (this.#isClosed) {
			return Promise.reject(new InvalidStateError('Expected a library that is open', 'closed'));
		}
		const result = (this.#last.get(key) ?? Promise.resolve()).then(task);
		const settled: Promise<unknown> = result
			.catch(() => {})
			.then(() => {
				if (this.#last.get(key) === settled) {
					this.#last.delete(key);
				}
			});
		this.#last.set(key, settled);
		return result;
	}

	/** Takes no more; resolves when none is left. */
	async close(): Promise<void> {
		this.#isClosed = true;
		await Promise.all(this.#last.values());
	}
}
