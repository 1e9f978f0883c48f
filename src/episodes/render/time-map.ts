// Where a moment of the recording is in the episode: silence is cut, and an intro may come first.
import type { HeardStretch } from '../../store/episode-manifest.js';

/** Maps times of a recording to times of what is heard. */
export class TimeMap {
	readonly #heard: readonly HeardStretch[];

	/** @param heard - in order; neither overlaps another */
	constructor(heard: readonly HeardStretch[]) {
		this.#heard = heard;
	}

	/**
	 * When a moment is heard.
	 *
	 * @returns milliseconds; of a moment that was cut, where the next one that is heard is, and of one
	 * behind all, the end
	 */
	toPlayedMs(recordingMs: number): number {
		let endMs = 0;
		for (const { fromMs, durationMs, playedFromMs } of this.#heard) {
			if (recordingMs < fromMs + durationMs) {
				return playedFromMs + Math.max(0, recordingMs - fromMs);
			}
			endMs = playedFromMs + durationMs;
		}
		return endMs;
	}

	/** Whether a moment is heard at all. */
	isHeard(recordingMs: number): boolean {
		return this.#heard.some(
			({ fromMs, durationMs }) => recordingMs >= fromMs && recordingMs < fromMs + durationMs,
		);
	}
}
