// Recordings that an earlier process has left, and that no show goes on with: they are finished.
import type { Logger } from 'pino';
import type { EpisodeLibrary } from '../episodes/episode-library.js';
import { repairRecording } from '../recording/repair.js';
import type { ShowRecording } from './show-recording.js';
import type { ShowRegistry } from './show-registry.js';

/** What finishing them needs. */
export interface LeftRecordingsOptions {
	library: Pick<EpisodeLibrary, 'folderOf' | 'interrupted' | 'recorded'>;
	registry: Pick<ShowRegistry, 'closing'> & {
		readonly shows: readonly {
			readonly recording: Pick<ShowRecording, 'episode' | 'opened'> | undefined;
		}[];
	};
	/** Whether a guild is this process's; default all are. */
	owns?: (guildId: string) => boolean;
	logger: Logger;
	/** Settled when all shows that come back are back. */
	recovered: Promise<unknown>;
}

/** Repairs them, one after the other, and hands them on to be rendered; never rejects. */
export async function finishLeftRecordings(options: LeftRecordingsOptions): Promise<void> {
	const { library, logger, owns = () => true, recovered, registry } = options;
	const left = library.interrupted().filter(({ guildId }) => owns(guildId));
	await recovered;
	// A show is back before its recording, which reads all that there is of it.
	await Promise.all(registry.shows.map(({ recording }) => recording?.opened));
	for (const { id } of left) {
		const isGoingOn = registry.shows.some(({ recording }) => recording?.episode?.id === id);
		const folder = library.folderOf(id);
		if (isGoingOn || !folder || registry.closing.aborted) {
			continue;
		}
		try {
			library.recorded(await repairRecording(folder, { logger }));
			logger.info({ episodeId: id }, 'A recording that was broken off is finished');
		} catch (error) {
			logger.error(
				{ episodeId: id, err: error },
				'A recording that was broken off is left as it is',
			);
		}
	}
}
