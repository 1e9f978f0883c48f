// What is asked of whoever renders a show from its beginning on, and what is answered.

/** A voice's gain at a border between segments, in decibels. */
export interface VoiceGain {
	/** Of the track. */
	number: number;
	wantedDb: number;
	db: number;
}

/** A track that is heard. */
export interface HeardTrack {
	number: number;
	file: string;
	/** Nothing before this tick is. */
	fromTick: number;
}

/** One segment, to be rendered. */
export interface SegmentRequest {
	/** Of the episode. */
	id: string;
	/** Another one where what was rendered before is not to be gone on with. */
	run: string;
	/** From 0. */
	index: number;
	segmentMs: number;
	/** Ticks before this one are in the files. */
	untilTick: number;
	/** Whether no tick follows. */
	isOver: boolean;
	tracks: readonly HeardTrack[];
	/** Where the segment begins. */
	gains: readonly VoiceGain[];
	hasAutomaticGain: boolean;
}

/** What has come of it. */
export interface RenderedSegment {
	/** Whole frames; undefined where there is nothing more, or not yet. */
	audio: Uint8Array | undefined;
	frames: number;
	/** Numbers of the tracks of which something may be in it. */
	voices: readonly number[];
	/** Where it ends. */
	gains: readonly VoiceGain[];
	/** Whether it is the last one. */
	isEnd: boolean;
}

/** A message to the thread. */
export type ToCatchUpWorker =
	| { kind: 'render'; turn: number; request: SegmentRequest }
	/** Nothing more is asked of this one for a while. */
	| { kind: 'drop'; id: string };

/** A message from it. */
export type FromCatchUpWorker =
	| { kind: 'rendered'; turn: number; segment: RenderedSegment }
	| { kind: 'failed'; turn: number; reason: string };
