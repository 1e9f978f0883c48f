// Cuts MP3 frames, as they come, into segments that can each be played without those before.
import type { Mp3Bitrate } from '../mp3-bitrate.js';
import { mp3FrameBytes } from '../mp3-encoder.js';
import { framesBefore, withMutedFrames } from '../mp3-silence.js';
import { bytesBack, standAlone } from '../mp3-stand-alone.js';

/** What a frame lasts: 1152 samples at 48 kHz. */
export const MP3_FRAME_MS = 24;

/**
 * So many frames later a segment may end, where the next one could not begin sooner: up to
 * 160 kbit/s each frame can be first, above that many can.
 */
export const MAX_SLIP_FRAMES = 16;

/** How the frames are cut. */
export interface SegmentCutterOptions {
	bitrateKbps: Mp3Bitrate;
	/** Frames of a segment. */
	frames: number;
}

/** One piece: whole frames. */
export interface CutSegment {
	audio: Buffer;
	frames: number;
}

/** One run of an encoder, cut. */
export class SegmentCutter {
	readonly #frameBytes: number;
	readonly #framesBefore: number;
	readonly #bitrateKbps: Mp3Bitrate;
	readonly #frames: number;
	/** Of the segment that is not complete. */
	#pending: Buffer[] = [];
	/** What may be the next segment's first frame; the frame behind it says so. */
	#border: Buffer | undefined;
	/** Frames whose data may begin in some that nobody has. */
	#muted: number;

	constructor({ bitrateKbps, frames }: SegmentCutterOptions) {
		this.#bitrateKbps = bitrateKbps;
		this.#frames = frames;
		this.#frameBytes = mp3FrameBytes(bitrateKbps);
		this.#framesBefore = framesBefore(bitrateKbps);
		this.#muted = this.#framesBefore;
	}

	/** Frames that are in no segment yet. */
	get pendingFrames(): number {
		return this.#pending.length + (this.#border ? 1 : 0);
	}

	/** Takes whole frames, and gives the segments that they complete. */
	push(frames: Buffer): CutSegment[] {
		let audio = frames;
		if (this.#muted > 0) {
			audio = withMutedFrames(frames, this.#muted, this.#bitrateKbps);
			this.#muted -= Math.min(this.#muted, frames.length / this.#frameBytes);
		}
		const segments: CutSegment[] = [];
		for (let start = 0; start < audio.length; start += this.#frameBytes) {
			const cut = this.#pushFrame(audio.subarray(start, start + this.#frameBytes));
			if (cut) {
				segments.push(cut);
			}
		}
		return segments;
	}

	/** What is there, as a segment that ends here; undefined where there is nothing. */
	take(): CutSegment | undefined {
		if (this.#border) {
			this.#pending.push(this.#border);
			this.#border = undefined;
		}
		const frames = this.#pending;
		this.#pending = [];
		return frames.length === 0
			? undefined
			: { audio: Buffer.concat(frames), frames: frames.length };
	}

	/** Another encoder goes on, after silence. What came before is forgotten. */
	forget(): void {
		this.#pending = [];
		this.#border = undefined;
		this.#muted = 0;
	}

	#pushFrame(frame: Buffer): CutSegment | undefined {
		let cut: CutSegment | undefined;
		const border = this.#border;
		if (border) {
			this.#border = undefined;
			const before = this.#pending.slice(-this.#framesBefore);
			const first = standAlone(border, before, bytesBack(frame));
			if (first || this.#pending.length >= this.#frames + MAX_SLIP_FRAMES) {
				cut = this.take();
			}
			this.#pending.push(first ?? border);
		}
		if (this.#pending.length >= this.#frames) {
			this.#border = frame;
		} else {
			this.#pending.push(frame);
		}
		return cut;
	}
}
