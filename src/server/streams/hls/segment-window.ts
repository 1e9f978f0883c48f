// The newest segments of one programme: those that a playlist names, and some that it named before.

import {
	type CutSegment,
	MAX_SLIP_FRAMES,
	MP3_FRAME_MS,
} from '../../../media/hls/segment-cutter.js';
import { TICKS_PER_MS, timestampTag } from '../../../media/hls/timestamp-tag.js';
import type { Mp3Bitrate } from '../../../media/mp3-bitrate.js';
import { mp3FrameBytes } from '../../../media/mp3-encoder.js';
import { silentMp3Frame } from '../../../media/mp3-silence.js';
import type { ListedSegment, LiveWindow } from './hls-playlist.js';

/** Segments that a playlist names: half a minute, from which a player begins at the third last. */
export const LISTED_SEGMENTS = 6;

/**
 * Whoever has an older playlist still finds what it names: after its removal a segment stays for its own
 * time and that of a whole playlist (RFC 8216, 6.2.2).
 */
const KEPT_UNLISTED = LISTED_SEGMENTS + 1;

/** Frames of a segment that is to last so long. */
export function framesOf(segmentMs: number): number {
	return Math.round(segmentMs / MP3_FRAME_MS);
}

/** What no segment of so many frames exceeds, in whole seconds as playlists have it. */
export function targetSeconds(frames: number): number {
	return Math.max(1, Math.round(((frames + MAX_SLIP_FRAMES) * MP3_FRAME_MS) / 1000));
}

/** A segment, and what is answered to whoever asks for it. */
export interface HlsSegment extends ListedSegment {
	file: Buffer;
}

interface KeptSegment extends HlsSegment {
	/** Where it stands in the timeline. */
	firstFrame: number;
	frames: number;
}

/** How a window is made. */
export interface SegmentWindowOptions {
	bitrateKbps: Mp3Bitrate;
	/** Frames of a segment. */
	frames: number;
}

/** Numbers, names and places of segments never come again, whatever was taken out. */
export class SegmentWindow {
	readonly #options: SegmentWindowOptions;
	/** Oldest first. */
	#kept: KeptSegment[] = [];
	/** Of those that are kept, so many are not listed any more. */
	#unlisted = 0;
	/** Of the next segment. */
	#number = 0;
	#frame = 0;
	#startEpochMs = 0;
	#isDiscontinuity = false;
	#discontinuities = 0;
	/** Of the names: another process, or another time on, gives other files. */
	#run = '';

	constructor(options: SegmentWindowOptions) {
		this.#options = options;
	}

	/** When the next segment begins, in milliseconds since the epoch. */
	get endEpochMs(): number {
		return this.#startEpochMs;
	}

	/** Whether a playlist would name nothing. */
	get isEmpty(): boolean {
		return this.#kept.length === this.#unlisted;
	}

	/** What a playlist says now. */
	get live(): LiveWindow<HlsSegment> {
		const segments = this.#kept.slice(this.#unlisted);
		return {
			targetS: targetSeconds(this.#options.frames),
			mediaSequence: this.#number - segments.length,
			discontinuitySequence: this.#discontinuities,
			segments,
			isOver: false,
		};
	}

	/** The segment of this name, as long as it is kept. */
	find(name: string): HlsSegment | undefined {
		return this.#kept.find((segment) => segment.name === name);
	}

	/** Whether a playlist names it. */
	isListed(name: string): boolean {
		return this.#kept.findIndex((segment) => segment.name === name) >= this.#unlisted;
	}

	/**
	 * What comes next has another beginning: another encoder's, or another time.
	 *
	 * @param next - `atLeast` is its number, unless there were so many already
	 */
	begin(next: { atLeast: number; run: string; startEpochMs: number }): void {
		// A list has no gaps: where there is one, the numbers go on.
		this.#number = this.isEmpty ? Math.max(this.#number, next.atLeast) : this.#number;
		this.#run = next.run;
		this.moveTo(next.startEpochMs);
	}

	/** What comes next was said at another time than what came before ends. */
	moveTo(startEpochMs: number): void {
		this.#startEpochMs = Math.round(startEpochMs);
		this.#isDiscontinuity = true;
	}

	/** Adds the newest, and forgets what is too old. */
	add({ audio, frames }: CutSegment): void {
		this.#kept.push({
			name: `${this.#number}-${this.#run}`,
			durationMs: frames * MP3_FRAME_MS,
			startEpochMs: this.#startEpochMs,
			isDiscontinuity: this.#isDiscontinuity,
			firstFrame: this.#frame,
			frames,
			file: fileOf(this.#frame, audio),
		});
		this.#number++;
		this.#frame += frames;
		this.#startEpochMs += frames * MP3_FRAME_MS;
		this.#isDiscontinuity = false;
		if (this.#kept.length - this.#unlisted > LISTED_SEGMENTS) {
			this.#unlist();
		}
		if (this.#kept.length > LISTED_SEGMENTS + KEPT_UNLISTED) {
			this.#kept.shift();
			this.#unlisted--;
		}
	}

	/** Adds one in which nothing is heard. */
	addSilence(frames: number): void {
		this.add({ audio: this.#silence(frames), frames });
	}

	/**
	 * Makes silence of all that is kept, and names none of it any more: copies of it may be kept by
	 * others, under their names, who must not be led to them.
	 */
	silence(): void {
		this.#unlistAll();
		for (const segment of this.#kept) {
			segment.file = fileOf(segment.firstFrame, this.#silence(segment.frames));
		}
	}

	/** Forgets all of it; the numbers go on. */
	clear(): void {
		this.#unlistAll();
		this.#kept = [];
		this.#unlisted = 0;
	}

	#unlistAll(): void {
		while (!this.isEmpty) {
			this.#unlist();
		}
	}

	#unlist(): void {
		this.#discontinuities += this.#kept[this.#unlisted]?.isDiscontinuity ? 1 : 0;
		this.#unlisted++;
	}

	#silence(frames: number): Buffer {
		return silentFrames(this.#options.bitrateKbps, frames);
	}
}

/** A segment in which nothing is heard. */
export function silentSegment({
	bitrateKbps,
	firstFrame,
	frames,
}: {
	bitrateKbps: Mp3Bitrate;
	/** Where it stands in the timeline. */
	firstFrame: number;
	frames: number;
}): Buffer {
	return fileOf(firstFrame, silentFrames(bitrateKbps, frames));
}

function silentFrames(bitrateKbps: Mp3Bitrate, frames: number): Buffer {
	return Buffer.alloc(frames * mp3FrameBytes(bitrateKbps), silentMp3Frame(bitrateKbps));
}

function fileOf(firstFrame: number, audio: Buffer): Buffer {
	return Buffer.concat([timestampTag(firstFrame * MP3_FRAME_MS * TICKS_PER_MS), audio]);
}
