// What happened in a recording: the lines of its `events.jsonl`, appended and never changed.
import { z } from 'zod';

/** Name of the file in the episode's folder. */
export const EVENTS_FILE_NAME = 'events.jsonl';

/** Milliseconds of the recording's own time, from tick 0. */
const atMs = z.number().int().nonnegative();

const track = z.number().int().min(1);

/** One line. */
export const eventShape = z.discriminatedUnion('type', [
	z.object({ atMs, type: z.literal('started') }),
	/** The first word of a track. */
	z.object({ atMs, type: z.literal('spoke'), track }),
	/** A track's voice is not recorded from here on, or is again. */
	z.object({ atMs, type: z.literal('out'), track }),
	z.object({ atMs, type: z.literal('in'), track }),
	/** Somebody's note: a chapter begins. */
	z.object({ atMs, type: z.literal('note'), text: z.string() }),
	/** The voice connection was away for so long, until now. */
	z.object({ atMs, type: z.literal('lost'), forMs: z.number().int().nonnegative() }),
	/** The process was away for so long, until now. */
	z.object({ atMs, type: z.literal('resumed'), awayMs: z.number().int().nonnegative() }),
	z.object({ atMs, type: z.literal('stopped') }),
]);

/** Something that happened. */
export type EpisodeEvent = z.output<typeof eventShape>;

/**
 * Reads the lines of a file. A line that is no event of ours is left out: the last one may be torn,
 * and a newer version may know more.
 */
export function readEvents(text: string): EpisodeEvent[] {
	return text.split('\n').flatMap((line) => {
		const event = eventShape.safeParse(parseLine(line));
		return event.success ? [event.data] : [];
	});
}

function parseLine(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		// A torn line is no event.
		return undefined;
	}
}
