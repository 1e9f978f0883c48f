// One member of a recording: their frames on the grid, and the file that they end up in.

import { SILENCE_FRAME } from '../media/opus-packet.js';
import type { RecordingCounts } from './recording-counts.js';
import type { TrackFile } from './track-file.js';
import { PAGE_TICKS } from './track-file.js';
import type { TrackGrid } from './track-grid.js';

/** A track that grows. */
export class RecordedTrack {
	readonly grid: TrackGrid;
	readonly file: TrackFile;
	/** Whether its member may not be recorded at present. */
	isOut = false;
	readonly #counts: RecordingCounts;

	constructor(options: { grid: TrackGrid; file: TrackFile; counts: RecordingCounts }) {
		this.grid = options.grid;
		this.file = options.file;
		this.#counts = options.counts;
	}

	/**
	 * Hands ticks over to the file, page by page.
	 *
	 * @param hasRoom - without it sound is dropped: the disk does not keep up
	 */
	advance(endTick: number, { nowMs, hasRoom }: { nowMs: number; hasRoom: boolean }): void {
		while (this.grid.nextTick < endTick) {
			const pageEnd = PAGE_TICKS * (Math.floor(this.grid.nextTick / PAGE_TICKS) + 1);
			const end = Math.min(endTick, pageEnd);
			const packets = this.grid.takeUntil(end, nowMs);
			if (!packets) {
				this.file.addSilence(end);
			} else if (hasRoom) {
				this.#counts.written += this.file.add(packets);
			} else {
				this.#counts.dropped += packets.length;
				this.file.addSilence(end);
			}
		}
	}

	/** Ends the stream with the tick before this one. */
	end(endTick: number, options: { nowMs: number; hasRoom: boolean }): void {
		this.advance(endTick - 1, options);
		const last = this.grid.takeUntil(endTick, options.nowMs);
		this.#counts.written += this.file.add(last ?? [SILENCE_FRAME], true);
	}
}
