// Inputs one at a time, although clients in the same process answer inside of a send.

/** Runs jobs in order, never one inside of another. */
export class InputQueue {
	readonly #afterEach: () => void;
	readonly #whenIdle: () => void;
	readonly #jobs: (() => void)[] = [];
	#state: 'idle' | 'running' | 'closed' = 'idle';

	/**
	 * @param options.afterEach - follows each job
	 * @param options.whenIdle - called when no job is left
	 */
	constructor(options: { afterEach: () => void; whenIdle: () => void }) {
		this.#afterEach = options.afterEach;
		this.#whenIdle = options.whenIdle;
	}

	/** Runs the job now, or after those that are running; after `close` it is dropped. */
	run(job: () => void): void {
		if (this.#state !== 'closed') {
			this.#jobs.push(job);
		}
		if (this.#state === 'running') {
			return;
		}
		this.#runAll();
		this.#whenIdle();
	}

	/** Drops what waits and takes nothing any more. */
	close(): void {
		this.#state = 'closed';
		this.#jobs.length = 0;
	}

	#runAll(): void {
		try {
			for (let next = this.#jobs.shift(); next; next = this.#jobs.shift()) {
				this.#state = 'running';
				next();
				this.#afterEach();
			}
		} finally {
			this.#becomeIdle();
		}
	}

	#becomeIdle(): void {
		if (this.#state === 'running') {
			this.#state = 'idle';
		}
	}
}
