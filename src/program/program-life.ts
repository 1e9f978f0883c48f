// From a program's start to its exit: what ends it, and how long its stop may take.
import type { Logger } from 'pino';
import { PodcastError } from '../errors.js';
import { printError } from '../logger.js';

/** Takes everything down again that was started. */
export type Stop = () => Promise<void>;

/** A stop that hangs is cut off after this; what runs the program allows for 5 s. */
const STOP_TIMEOUT_MS = 4500;

/** npm repeats a signal at once; one that comes later is from somebody who does not want to wait. */
const REPEATED_SIGNAL_MS = 1000;

/** Nobody waits for a program that cannot go on, but a supervisor is to know within 10 s. */
const FAILED_STOP_TIMEOUT_MS = 8000;

/** What a program's life needs of the process. */
export interface ProcessHold {
	/** Calls once after the delay; keeps the process alive until then. */
	after(delayMs: number, callback: () => void): void;
	/** Writes what was printed last, and ends the process. */
	exit(code: 0 | 1): void;
}

/** From the start of a program to its exit, which is one whatever else happens meanwhile. */
export class ProgramLife {
	readonly #process: ProcessHold;
	readonly #logger: Logger;
	readonly #drainMs: number;
	readonly #stopping = new AbortController();
	readonly #hurry = new AbortController();
	#mayHurry = false;
	#started: Promise<Stop> | undefined;
	#exitCode: 0 | 1 = 0;

	/** @param drainMs - what a stop may take beside, to move listeners to other machines */
	constructor(process: ProcessHold, logger: Logger, drainMs = 0) {
		this.#process = process;
		this.#logger = logger;
		this.#drainMs = drainMs;
	}

	/** Aborted when the program is to stop. */
	get stopping(): AbortSignal {
		return this.#stopping.signal;
	}

	/** Aborted when a stop is to move listeners no longer. */
	get hurry(): AbortSignal {
		return this.#hurry.signal;
	}

	/** @param started - gives what stops it, once there is something to stop */
	onStarted(started: Promise<Stop>): void {
		this.#started = started;
	}

	/**
	 * Further signals change little: started by npm in a terminal, the program gets each Ctrl-C
	 * twice, from the terminal and from npm, and it is gone in less than 5 s anyway. Where listeners
	 * are moved it takes longer, and a later signal cuts that short.
	 */
	stopOn(signal: NodeJS.Signals): void {
		if (!this.stopping.aborted) {
			this.#logger.info({ signal }, 'Stopping');
			this.#process.after(REPEATED_SIGNAL_MS, () => {
				this.#mayHurry = true;
			});
			this.#stop(STOP_TIMEOUT_MS + this.#drainMs);
		} else if (this.#mayHurry && !this.hurry.aborted) {
			this.#logger.info({ signal }, 'Stopping at once');
			this.#hurry.abort();
			this.#exitAfter(STOP_TIMEOUT_MS);
		} else {
			this.#logger.info({ signal }, 'Stopping already');
		}
	}

	/** Ends a program that cannot go on; further calls change nothing. */
	fail(error: unknown): void {
		if (this.stopping.aborted) {
			return;
		}
		if (error instanceof PodcastError) {
			printError(error.message);
		}
		this.#logger.fatal({ err: error }, 'The program cannot go on, everything is stopped');
		this.#exitCode = 1;
		this.#hurry.abort();
		this.#stop(FAILED_STOP_TIMEOUT_MS);
	}

	/** An error that came from anywhere leaves nothing to rely on, least of all for long. */
	failUnforeseen(error: unknown): void {
		this.#logger.fatal({ err: error }, 'An error that nobody has foreseen: everything is stopped');
		this.#exitCode = 1;
		this.#hurry.abort();
		if (!this.stopping.aborted) {
			this.#stop(STOP_TIMEOUT_MS);
		}
	}

	#stop(timeoutMs: number): void {
		this.#exitAfter(timeoutMs);
		this.#stopping.abort();
		void this.#stopStarted().then(() => this.#process.exit(this.#exitCode));
	}

	#exitAfter(timeoutMs: number): void {
		this.#process.after(timeoutMs, () => {
			this.#logger.warn({ timeoutMs }, 'Stopping took too long, the rest is left');
			this.#process.exit(this.#exitCode);
		});
	}

	async #stopStarted(): Promise<void> {
		let stop: Stop | undefined;
		try {
			stop = await this.#started;
		} catch (error) {
			this.#logger.info({ err: error }, 'Stopped before it had started');
			return;
		}
		try {
			await stop?.();
			this.#logger.info('Stopped');
		} catch (error) {
			this.#logger.error({ err: error }, 'Stopping failed');
		}
	}
}
