// A live playlist as a client reads it, and what RFC 8216 wants of each, and of one after another.

/** A segment as the playlist has it. */
export interface ReadSegment {
	number: number;
	url: string;
	durationS: number;
	startEpochMs: number;
	isDiscontinuity: boolean;
}

/** A playlist that has been read. */
export interface ReadPlaylist {
	targetS: number;
	mediaSequence: number;
	discontinuitySequence: number;
	segments: ReadSegment[];
	isOver: boolean;
}

const HEAD =
	/^#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-TARGETDURATION:(\d+)\n#EXT-X-MEDIA-SEQUENCE:(\d+)\n#EXT-X-DISCONTINUITY-SEQUENCE:(\d+)\n/;

const SEGMENT =
	/(#EXT-X-DISCONTINUITY\n)?#EXT-X-PROGRAM-DATE-TIME:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\n#EXTINF:(\d+\.\d{3}),\n([^#\s]+)\n/y;

const END = '#EXT-X-ENDLIST\n';

/**
 * Reads a playlist of ours, whose lines have one order.
 *
 * @throws {Error} for a line that does not belong where it stands
 */
export function readPlaylist(text: string): ReadPlaylist {
	const head = HEAD.exec(text);
	if (!head) {
		throw new Error(`Expected a playlist, got ${text.slice(0, 200)}`);
	}
	const [target, mediaSequence, discontinuitySequence] = head.slice(1).map(Number) as [
		number,
		number,
		number,
	];
	const segments: ReadSegment[] = [];
	let place = head[0].length;
	for (;;) {
		SEGMENT.lastIndex = place;
		const found = SEGMENT.exec(text);
		if (!found) {
			break;
		}
		segments.push({
			number: mediaSequence + segments.length,
			url: found[4] as string,
			durationS: Number(found[3]),
			startEpochMs: Date.parse(found[2] as string),
			isDiscontinuity: found[1] !== undefined,
		});
		place = SEGMENT.lastIndex;
	}
	const rest = text.slice(place);
	if (rest !== '' && rest !== END) {
		throw new Error(`Expected a segment or the end, got ${rest.slice(0, 200)}`);
	}
	return { targetS: target, mediaSequence, discontinuitySequence, segments, isOver: rest === END };
}

/** What a playlist breaks by itself, in words. */
export function brokenRules({ segments, targetS }: ReadPlaylist): string[] {
	const broken: string[] = [];
	const urls = new Set(segments.map(({ url }) => url));
	if (segments.length === 0 || urls.size !== segments.length) {
		broken.push('segments are missing, or named twice');
	}
	segments.forEach(({ durationS, isDiscontinuity, number, startEpochMs }, index) => {
		// RFC 8216, 4.3.3.1
		if (Math.round(durationS) > targetS) {
			broken.push(`${number} lasts ${durationS} s, longer than the target`);
		}
		const before = segments[index - 1];
		const gapMs = before && startEpochMs - before.startEpochMs - before.durationS * 1000;
		if (gapMs !== undefined && !isDiscontinuity && Math.abs(gapMs) > 1) {
			broken.push(`${number} does not begin where the one before it ends: ${gapMs} ms`);
		}
	});
	return broken;
}

/** What one playlist breaks after another (RFC 8216, 6.2.1 and 6.2.2), in words. */
export function brokenChanges(before: ReadPlaylist, after: ReadPlaylist): string[] {
	const broken: string[] = [];
	if (after.targetS !== before.targetS) {
		broken.push('the target duration changed');
	}
	if (before.isOver && !after.isOver) {
		broken.push('it goes on after its end');
	}
	if (after.mediaSequence < before.mediaSequence) {
		broken.push('the media sequence went back');
	}
	const gone = before.segments.filter(({ number }) => number < after.mediaSequence);
	const left = gone.filter(({ isDiscontinuity }) => isDiscontinuity).length;
	const isMissed = after.mediaSequence > before.mediaSequence + before.segments.length;
	const counted = after.discontinuitySequence - before.discontinuitySequence;
	if (isMissed ? counted < left : counted !== left) {
		broken.push(`${left} discontinuities left, ${counted} were counted`);
	}
	for (const segment of after.segments) {
		const same = before.segments.find(({ number }) => number === segment.number);
		if (same && JSON.stringify(same) !== JSON.stringify(segment)) {
			broken.push(`${segment.number} is another one now`);
		}
	}
	return broken;
}
