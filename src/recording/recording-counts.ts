// What became of the frames of one recording, for metrics.

/** Running totals since the process began or took up the recording. */
export interface RecordingCounts {
	/** Packets of sound in the files: neither silence that fills pauses nor concealment. */
	written: number;
	/** Frames that never came, each concealed for its 20 ms. */
	lost: number;
	/** Frames that came when their time was written already. */
	late: number;
	/** Datagrams that came twice. */
	repeated: number;
	/** Frames that are no Opus. */
	malformed: number;
	/** Frames that had no room, or whose member may not be recorded any more. */
	dropped: number;
	/** Packets of another length than 20 ms that had to be decoded and encoded. */
	recoded: number;
	/** Ticks that a clock which ran away has gained or lost. */
	shifted: number;
	/** Bytes in the tracks' files. */
	bytes: number;
}

/** Nothing has happened yet. */
export function noRecordingCounts(): RecordingCounts {
	return {
		written: 0,
		lost: 0,
		late: 0,
		repeated: 0,
		malformed: 0,
		dropped: 0,
		recoded: 0,
		shifted: 0,
		bytes: 0,
	};
}
