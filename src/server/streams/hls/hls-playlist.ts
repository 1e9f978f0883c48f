// What a live playlist says (RFC 8216, 4.3), from what is in it.

/** A segment as a playlist names it. */
export interface ListedSegment {
	/** The last part of its address, without its ending. */
	name: string;
	durationMs: number;
	/** When its first sample was said, in milliseconds since the epoch. */
	startEpochMs: number;
	/** Whether another encoder, or another timeline, begins with it. */
	isDiscontinuity: boolean;
}

/** What is listed now. */
export interface LiveWindow<Segment extends ListedSegment = ListedSegment> {
	/** No segment lasts longer, rounded to seconds. */
	targetS: number;
	/** Of the first segment. */
	mediaSequence: number;
	/** Discontinuities that have left the list. */
	discontinuitySequence: number;
	segments: readonly Segment[];
	/** Whether nothing more comes. */
	isOver: boolean;
}

/** Media type of a playlist (RFC 8216, 4). */
export const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';

/** Durations as decimal fractions are of this version on (RFC 8216, 7). */
const VERSION = 3;

/**
 * Writes the playlist.
 *
 * @param addressOf - where a segment is, from the playlist on or as a whole address
 */
export function writePlaylist<Segment extends ListedSegment>(
	{ discontinuitySequence, isOver, mediaSequence, segments, targetS }: LiveWindow<Segment>,
	addressOf: (segment: Segment) => string,
): string {
	let text =
		`#EXTM3U\n#EXT-X-VERSION:${VERSION}\n#EXT-X-INDEPENDENT-SEGMENTS\n` +
		`#EXT-X-TARGETDURATION:${targetS}\n#EXT-X-MEDIA-SEQUENCE:${mediaSequence}\n` +
		`#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuitySequence}\n`;
	for (const segment of segments) {
		if (segment.isDiscontinuity) {
			text += '#EXT-X-DISCONTINUITY\n';
		}
		text += linesOf(segment, addressOf(segment));
	}
	return isOver ? `${text}#EXT-X-ENDLIST\n` : text;
}

/** All segments of a show, from its beginning on. */
export interface EventWindow {
	/** No segment lasts longer, rounded to seconds. */
	targetS: number;
	segments: readonly Omit<ListedSegment, 'isDiscontinuity'>[];
	/** Whether nothing more comes. */
	isOver: boolean;
}

/**
 * Writes a playlist that only grows, and that players begin at its beginning (RFC 8216, 4.3.3.5 and
 * 4.3.5.2).
 *
 * @param addressOf - where a segment is, by its name
 */
export function writeEventPlaylist(
	{ isOver, segments, targetS }: EventWindow,
	addressOf: (name: string) => string,
): string {
	let text =
		`#EXTM3U\n#EXT-X-VERSION:${VERSION}\n#EXT-X-INDEPENDENT-SEGMENTS\n` +
		`#EXT-X-TARGETDURATION:${targetS}\n#EXT-X-MEDIA-SEQUENCE:0\n` +
		'#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-START:TIME-OFFSET=0,PRECISE=YES\n';
	for (const segment of segments) {
		text += linesOf(segment, addressOf(segment.name));
	}
	return isOver ? `${text}#EXT-X-ENDLIST\n` : text;
}

type TimedSegment = Pick<ListedSegment, 'durationMs' | 'startEpochMs'>;

/** What is said of each segment before its address; it is the same in every playlist that names it. */
const timesOf = new WeakMap<TimedSegment, string>();

function linesOf(segment: TimedSegment, address: string): string {
	let times = timesOf.get(segment);
	if (times === undefined) {
		const date = new Date(segment.startEpochMs).toISOString();
		const duration = (segment.durationMs / 1000).toFixed(3);
		times = `#EXT-X-PROGRAM-DATE-TIME:${date}\n#EXTINF:${duration},\n`;
		timesOf.set(segment, times);
	}
	return `${times}${address}\n`;
}
