// Whether this process has more to do than it can, by its own measure, so that new listeners go elsewhere.
import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../clock.js';

const SAMPLE_MS = 250;

/** Above that a packet's way to all receivers begins to be late. */
const BUSY_SHARE = 0.85;

/** Below that there is room again; between the two all stays as it is. */
const FREE_SHARE = 0.7;

/** A turn that comes so late is heard by those with the least buffered. */
const LATE_MS = 50;

/**
 * Samples that must be too much, those that were not subtracted: three seconds. A machine that stands
 * still, for however long, is one sample.
 */
const SATURATED_SAMPLES = 12;

/** Fewer are not what makes a machine busy: turning the next one away helps nobody. */
const LISTENERS_THAT_MATTER = 100;

/** What load is measured by. */
export interface LoadMeasure {
	/** Milliseconds that the event loop has worked so far; default Node's own count. */
	activeMs?: () => number;
}

/** What load is measured with. */
export interface ServerLoadOptions extends LoadMeasure {
	clock: Clock;
	logger: Logger;
	/** How many connections there are. */
	connections: () => number;
	/** Whether others, who do what there is to do for listeners, have too much of it; default no. */
	areOthersSaturated?: (() => boolean) | undefined;
}

/** How it is, for metrics. */
export interface LoadStats {
	/** Share of the time that the event loop has worked, of late. */
	busyShare: number;
	isSaturated: boolean;
	/** Listeners that were sent elsewhere, since the start. */
	turnedAway: number;
}

/** Measures what one process has to do; it costs four turns a second. */
export class ServerLoad {
	readonly #options: ServerLoadOptions;
	readonly #activeMs: () => number;
	/** How much of it was too much lately, in samples. */
	#excess = 0;
	#isSaturated = false;
	#turnedAway = 0;
	/** Of those since it became too much. */
	#turnedAwayLately = 0;
	#busyShare = 0;
	#last: { atMs: number; activeMs: number };
	#timer: Timer;

	/** Begins to measure. */
	constructor(options: ServerLoadOptions) {
		this.#options = options;
		this.#activeMs = options.activeMs ?? (() => performance.eventLoopUtilization().active);
		this.#last = { atMs: options.clock.nowMs(), activeMs: this.#activeMs() };
		this.#timer = this.#sampleLater();
	}

	/** How it is now. */
	get stats(): LoadStats {
		return {
			busyShare: this.#busyShare,
			isSaturated: this.#isSaturated,
			turnedAway: this.#turnedAway,
		};
	}

	/** Whether one more listener has to go elsewhere, which counts them. */
	turnsAway(): boolean {
		const turnsAway = this.#isSaturated || (this.#options.areOthersSaturated?.() ?? false);
		if (turnsAway) {
			this.#turnedAway++;
			this.#turnedAwayLately++;
		}
		return turnsAway;
	}

	/** Ends measuring. */
	close(): void {
		this.#timer.cancel();
	}

	#sampleLater(): Timer {
		const { clock } = this.#options;
		const dueMs = clock.nowMs() + SAMPLE_MS;
		return clock.at(dueMs, () => this.#sample(clock.nowMs() - dueMs));
	}

	#sample(lateMs: number): void {
		const nowMs = this.#options.clock.nowMs();
		const activeMs = this.#activeMs();
		this.#busyShare = Math.min(1, (activeMs - this.#last.activeMs) / (nowMs - this.#last.atMs));
		this.#last = { atMs: nowMs, activeMs };
		if (this.#busyShare >= BUSY_SHARE || lateMs >= LATE_MS) {
			this.#excess = Math.min(SATURATED_SAMPLES, this.#excess + 1);
		} else if (this.#busyShare < FREE_SHARE) {
			this.#excess = Math.max(0, this.#excess - 1);
		}
		this.#judge(lateMs);
		this.#timer = this.#sampleLater();
	}

	/** It takes as long to be free again as it took to be too much. */
	#judge(lateMs: number): void {
		const { connections, logger } = this.#options;
		const listeners = connections();
		const busyShare = Number(this.#busyShare.toFixed(2));
		if (!this.#isSaturated) {
			if (this.#excess === SATURATED_SAMPLES && listeners >= LISTENERS_THAT_MATTER) {
				this.#isSaturated = true;
				this.#turnedAwayLately = 0;
				const facts = { busyShare, lateMs: Math.round(lateMs), connections: listeners };
				logger.warn(facts, 'Too busy for more listeners: new ones are sent elsewhere');
			}
		} else if (this.#excess === 0 || listeners < LISTENERS_THAT_MATTER) {
			this.#isSaturated = false;
			const turnedAway = this.#turnedAwayLately;
			logger.info({ busyShare, turnedAway }, 'There is room for listeners again');
		}
	}
}
