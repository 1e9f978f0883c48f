// From when on each track of a recording may be heard, as its events say: nothing before a yes again.
import { readFile } from 'node:fs/promises';
import { FRAME_DURATION_MS } from '../../media/pcm.js';
import { readEvents } from '../../store/episode-events.js';
import type { EpisodeFolder } from '../../store/episode-folder.js';

/**
 * Reads it from what an earlier process has left.
 *
 * @returns the first tick that is heard, by track; infinite for one whose member has said no, absent
 * for one that is heard from its first word on
 * @throws the system's error
 */
export async function readHeardFrom(
	folder: Pick<EpisodeFolder, 'eventsFile'>,
): Promise<Map<number, number>> {
	const heardFrom = new Map<number, number>();
	for (const event of readEvents(await readFile(folder.eventsFile, 'utf8'))) {
		if (event.type === 'out') {
			heardFrom.set(event.track, Number.POSITIVE_INFINITY);
		} else if (event.type === 'in') {
			heardFrom.set(event.track, Math.ceil(event.atMs / FRAME_DURATION_MS));
		}
	}
	return heardFrom;
}
