// How what was said is cut into pieces: each as long as the others, each on a tick's border.
import { MP3_FRAME_MS } from '../../media/hls/segment-cutter.js';
import type { Mp3Bitrate } from '../../media/mp3-bitrate.js';
import { FRAME_DURATION_MS } from '../../media/pcm.js';

/**
 * Of all segments. Up to 160 kbit/s each frame can be the first one of a segment, so that none is
 * longer than the others, and it is known where each begins.
 */
export const CATCH_UP_KBPS: Mp3Bitrate = 128;

/** Five frames of MP3 last as long as six ticks: 120 ms. */
const FRAMES_PER_STEP = 5;

/** The pieces of a show. */
export interface SegmentGrid {
	/** Frames of MP3. */
	frames: number;
	ticks: number;
	durationMs: number;
}

/** @param segmentMs - what a piece is to last, about */
export function segmentGrid(segmentMs: number): SegmentGrid {
	const steps = Math.max(1, Math.round(segmentMs / MP3_FRAME_MS / FRAMES_PER_STEP));
	const frames = steps * FRAMES_PER_STEP;
	const durationMs = frames * MP3_FRAME_MS;
	return { frames, durationMs, ticks: durationMs / FRAME_DURATION_MS };
}
