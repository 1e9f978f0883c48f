// Whether anybody is there to hear what is played.
import type { Clock, Timer } from '../clock.js';

/** The channel to watch, and whom to tell. */
export interface IdleWatchOptions {
	clock: Clock;
	/** Nobody is there for that long before it is told. */
	idleMs: number;
	isAlone: () => boolean;
	/** Called once. */
	onIdle: () => void;
}

/** How often it is looked whether anybody is there. */
const LOOK_INTERVAL_MS = 5000;

/** Looks again and again until nobody was there for too long, or it is closed. */
export class IdleWatch {
	readonly #options: IdleWatchOptions;
	#timer: Timer | undefined;
	#aloneSinceMs: number | undefined;

	constructor(options: IdleWatchOptions) {
		this.#options = options;
		this.#lookLater();
	}

	/** Stops looking; harmless when repeated. */
	close(): void {
		this.#timer?.cancel();
	}

	#lookLater(): void {
		const { clock, idleMs, isAlone, onIdle } = this.#options;
		const nowMs = clock.nowMs();
		this.#aloneSinceMs = isAlone() ? (this.#aloneSinceMs ?? nowMs) : undefined;
		const isIdle = this.#aloneSinceMs !== undefined && nowMs - this.#aloneSinceMs >= idleMs;
		this.#timer = clock.at(isIdle ? nowMs : nowMs + Math.min(LOOK_INTERVAL_MS, idleMs), () =>
			isIdle ? onIdle() : this.#lookLater(),
		);
	}
}
