// Looks after the disk of one recording: what is free on it, and whether it still answers.
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.js';
import type { RecordingEnd } from '../store/episode-manifest.js';

const LOOK_MS = 1000;

/** How often it is asked what is free. */
const FREE_MS = 10_000;

/** A write that takes longer is told of; what comes in waits. */
const SLOW_MS = 5000;

/** One that takes longer ends the recording. */
const STUCK_MS = 60_000;

/** Errors of a disk that has no room, or gives us none (errno(3)). */
const FULL_CODES = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** Why an error of the disk ends a recording. */
export function endOf(error: unknown): RecordingEnd {
	const { code = '' } = error as NodeJS.ErrnoException;
	return FULL_CODES.includes(code) ? 'disk full' : 'disk failed';
}

/** Everything that the watch needs. */
export interface DiskWatchOptions {
	clock: Clock;
	logger: Logger;
	minFreeBytes: number;
	freeBytes: () => Promise<number>;
	/** How long the disk has been at one thing. */
	busyMs: () => number;
	/** Called once at most. */
	onEnd: (reason: RecordingEnd) => void;
}

/** Watches until it is closed, or has ended the recording. */
export class DiskWatch {
	readonly #options: DiskWatchOptions;
	#timer: Timer | undefined;
	#nextFreeMs: number;
	#isAsking = false;
	#isSlowTold = false;
	#isClosed = false;

	constructor(options: DiskWatchOptions) {
		this.#options = options;
		this.#nextFreeMs = options.clock.nowMs();
		this.#look();
	}

	/** Harmless when repeated. */
	close(): void {
		this.#isClosed = true;
		this.#timer?.cancel();
	}

	#look(): void {
		if (this.#isClosed) {
			return;
		}
		const { clock, logger } = this.#options;
		const nowMs = clock.nowMs();
		const busyMs = this.#options.busyMs();
		if (busyMs > STUCK_MS) {
			this.#end('disk slow');
			return;
		}
		const isTold = this.#isSlowTold;
		this.#isSlowTold = busyMs > SLOW_MS;
		if (this.#isSlowTold && !isTold) {
			logger.warn({ ms: Math.round(busyMs) }, 'The disk is slow: what is recorded waits for it');
		}
		if (nowMs >= this.#nextFreeMs && !this.#isAsking) {
			this.#nextFreeMs = nowMs + FREE_MS;
			void this.#lookWhatIsFree();
		}
		this.#timer = clock.at(nowMs + LOOK_MS, () => this.#look());
	}

	/** Never rejects. */
	async #lookWhatIsFree(): Promise<void> {
		const { freeBytes, logger, minFreeBytes } = this.#options;
		this.#isAsking = true;
		try {
			if ((await freeBytes()) < minFreeBytes) {
				this.#end('disk full');
			}
		} catch (error) {
			logger.warn({ err: error }, 'The disk does not say what is free');
		}
		this.#isAsking = false;
	}

	#end(reason: RecordingEnd): void {
		if (!this.#isClosed) {
			this.close();
			this.#options.onEnd(reason);
		}
	}
}
