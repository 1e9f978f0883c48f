// Taking a voice out of an episode, in steps of which each leaves a folder that can be finished.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpisodeFolder } from '../store/episode-folder.js';
import { type EpisodeManifest, withoutTracks } from '../store/episode-manifest.js';
import { syncFolder, TEMPORARY_SUFFIX } from '../store/json-file.js';

/** Whether somebody's voice is in an episode. */
export function hasVoice({ tracks }: EpisodeManifest, userId: string): boolean {
	return tracks.some((track) => track.userId === userId && track.isErased === undefined);
}

/** Whether there is anything in it to hear. */
export function hasAnyVoice({ tracks }: EpisodeManifest): boolean {
	return tracks.some(({ isErased }) => isErased === undefined);
}

/**
 * The first step: what the manifest says from now on. It names nothing that was rendered, so
 * nothing is served, and nobody's id or name.
 */
export function withoutVoice(manifest: EpisodeManifest, userId: string): EpisodeManifest {
	const { failure, transcriber, ...rest } = manifest;
	return {
		...rest,
		...withoutTracks(manifest, (track) => track.userId === userId),
		state: 'rendering',
		outputs: [],
	};
}

/**
 * The second step, which the first one asks for: the tracks' files and all that was made with them
 * are gone from the disk when it resolves. Harmless when repeated, by this process or the next.
 */
export async function deleteErased(
	folder: EpisodeFolder,
	{ tracks, outputs }: EpisodeManifest,
): Promise<void> {
	const erased = tracks.filter(({ isErased }) => isErased);
	for (const { number } of erased) {
		await rm(folder.trackFile(number), { force: true });
	}
	if (outputs.length === 0) {
		await rm(folder.outputsFolder, { recursive: true, force: true });
	}
	if (erased.length > 0) {
		// A write that a crash has broken off may have left the names as they were.
		for (const name of await readdir(folder.path)) {
			if (name.endsWith(TEMPORARY_SUFFIX)) {
				await rm(join(folder.path, name), { force: true });
			}
		}
		await syncFolder(folder.tracksFolder);
		await syncFolder(folder.path);
	}
}

/** What was rendered before, or only in part, goes; the given revision stays. */
export async function deleteOtherRevisions(folder: EpisodeFolder, revision: number): Promise<void> {
	for (const name of await namesIn(folder.outputsFolder)) {
		if (name !== `r${revision}`) {
			await rm(join(folder.outputsFolder, name), { recursive: true, force: true });
		}
	}
}

async function namesIn(folder: string): Promise<string[]> {
	try {
		return await readdir(folder);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return [];
		}
		throw error;
	}
}
