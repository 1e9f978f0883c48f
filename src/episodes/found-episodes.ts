// The episodes that earlier processes have left, read from their folders.
import { rm } from 'node:fs/promises';
import type { Logger } from 'pino';
import { describeError } from '../error-text.js';
import { type EpisodeFolder, findEpisodeFolders, finishRemovals } from '../store/episode-folder.js';
import type { EpisodeManifest } from '../store/episode-manifest.js';
import { deleteErased } from './erasure.js';

/** An episode and where it is. */
export interface FoundEpisode {
	folder: EpisodeFolder;
	manifest: EpisodeManifest;
}

/** Manifests that are read at once; libuv has four threads for them, and needs some in advance. */
const READERS = 16;

/**
 * Reads all manifests, and finishes what an earlier process had begun: deleted episodes, erased
 * voices. A folder whose manifest is missing, broken or of a newer version is left alone, with a
 * warning.
 *
 * @throws the system's error where the folder of all episodes cannot be read
 */
export async function findEpisodes(dataDir: string, logger: Logger): Promise<FoundEpisode[]> {
	await finishRemovals(dataDir);
	const folders = await findEpisodeFolders(dataDir);
	const found: FoundEpisode[] = [];
	let next = 0;
	const read = async () => {
		for (let folder = folders[next++]; folder; folder = folders[next++]) {
			const manifest = await readOne(folder, logger);
			if (manifest) {
				found.push({ folder, manifest });
			}
		}
	};
	await Promise.all(Array.from({ length: READERS }, read));
	return found;
}

async function readOne(
	folder: EpisodeFolder,
	logger: Logger,
): Promise<EpisodeManifest | undefined> {
	try {
		const manifest = await folder.readManifest();
		if (manifest === undefined || manifest.id !== folder.id) {
			const reason = manifest ? 'its manifest is that of another' : 'it has no manifest';
			logger.warn({ folder: folder.path, reason }, 'An episode is left alone');
			return undefined;
		}
		await finish(folder, manifest, logger);
		return manifest;
	} catch (error) {
		const reason = describeError(error);
		logger.warn({ folder: folder.path, reason }, 'An episode is left alone');
		return undefined;
	}
}

/** What cannot be finished now is tried again before it is rendered. */
async function finish(
	folder: EpisodeFolder,
	manifest: EpisodeManifest,
	logger: Logger,
): Promise<void> {
	try {
		// Of a process that was killed.
		await rm(folder.catchUpFolder, { recursive: true, force: true });
		if (manifest.areTracksGone) {
			await rm(folder.tracksFolder, { recursive: true, force: true });
		}
		const isUnfinished = manifest.state === 'rendering' || manifest.state === 'failed';
		if (isUnfinished && manifest.tracks.some(({ isErased }) => isErased)) {
			await deleteErased(folder, manifest);
		}
	} catch (error) {
		logger.error({ err: error, folder: folder.path }, 'What was to be deleted is still there');
	}
}
