// What podcasts that have ended leave to players that are some seconds behind, for a minute.
import type { Clock } from '../../clock.js';
import type { HlsStream } from '../streams/hls/hls-stream.js';

/** As long as anybody else may keep a segment. */
const KEPT_MS = 60_000;

/** Of those that ended last: half a megabyte each. */
const MAX_KEPT = 50;

/** The last segments of podcasts that are over, and their playlists, which say so. */
export class EndedHls {
	readonly #clock: Clock;
	readonly #kept = new Map<string, HlsStream>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Keeps what a podcast leaves, where it leaves something. */
	keep(id: string, hls: HlsStream): void {
		if (!hls.isKept) {
			return;
		}
		this.#kept.set(id, hls);
		this.#clock.at(this.#clock.nowMs() + KEPT_MS, () => {
			if (this.#kept.get(id) === hls) {
				this.#kept.delete(id);
			}
		});
		const [oldest] = this.#kept.keys();
		if (this.#kept.size > MAX_KEPT && oldest !== undefined) {
			this.#kept.delete(oldest);
		}
	}

	/** What the podcast with this id left. */
	find(id: string): HlsStream | undefined {
		return this.#kept.get(id);
	}
}
