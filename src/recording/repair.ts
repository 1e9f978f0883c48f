// Takes up what an earlier process has left of a recording: torn ends are cut, the rest stays.
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { SILENCE_FRAME } from '../media/opus-packet.js';
import { FRAME_DURATION_MS } from '../media/pcm.js';
import type { EpisodeFolder } from '../store/episode-folder.js';
import type { EpisodeManifest, RecordingEnd } from '../store/episode-manifest.js';
import { FILE_MODE, syncFolder, TEMPORARY_SUFFIX } from '../store/json-file.js';
import { EventsFile } from './events-file.js';
import { type RecordingDisk, type RecordingFile, systemDisk } from './recording-files.js';
import { TrackFile } from './track-file.js';
import { reopenStream, scanTrack, type TrackScan } from './track-scan.js';

/** Room that is kept for the end: a full disk has none for it. */
const RESERVE_BYTES = 512 * 1024;
const RESERVE_NAME = 'reserve';

/** How recordings are repaired. */
export interface RepairOptions {
	logger: Logger;
	/** Why it ended, where that is known. */
	endedFor?: RecordingEnd;
	/** Default the machine's own. */
	disk?: RecordingDisk;
}

/**
 * Completes a recording that no show goes on with: torn ends are cut, all tracks end together, and
 * its state is `rendering`. Killed in the middle, the next call finishes it. One in another state is
 * left alone.
 *
 * @throws the system's error, or an error where the manifest cannot be read
 */
export async function repairRecording(
	folder: EpisodeFolder,
	{ disk = systemDisk, endedFor, logger }: RepairOptions,
): Promise<EpisodeManifest> {
	const manifest = await readRecording(folder);
	if (manifest.state !== 'recording') {
		return manifest;
	}
	await freeReserve(folder);
	const reopened = await reopenTracks({ folder, manifest, disk, logger });
	const tracks = reopened.map(({ track }) => track);
	let endTick = Math.max(0, ...tracks.map(({ ticks }) => ticks));
	try {
		if (reopened.some(({ scan }) => !scan?.isEnded || scan.ticks !== endTick)) {
			endTick += 1;
			for (const { scan, file, track } of reopened) {
				if (scan) {
					await reopenStream(file, scan);
				}
				track.addSilence(endTick - 1);
				track.add([SILENCE_FRAME], true);
				await track.write();
				await track.sync();
			}
		}
		await syncFolder(folder.tracksFolder);
	} finally {
		for (const track of tracks) {
			await track.close();
		}
	}
	const hasTracks = tracks.length > 0;
	const durationMs = hasTracks ? endTick * FRAME_DURATION_MS : manifest.durationMs;
	await addStopped(folder, { disk, atMs: durationMs });
	const repaired: EpisodeManifest = {
		...withSpeech(manifest, tracks),
		durationMs,
		state: 'rendering',
		...(endedFor && { endedFor }),
	};
	await folder.writeManifest(repaired);
	return repaired;
}

/**
 * Completes what a disk that failed has taken, as far as it can.
 *
 * @param manifest - what is known of it, `recording`
 * @param options.endedFor - absent where another process goes on with it
 * @throws the system's error: the next start completes it
 */
export async function salvage(
	manifest: EpisodeManifest,
	options: {
		folder: EpisodeFolder;
		logger: Logger;
		endedFor: RecordingEnd | undefined;
		disk?: RecordingDisk;
	},
): Promise<EpisodeManifest> {
	const { endedFor, folder } = options;
	await freeReserve(folder);
	await folder.writeManifest(manifest);
	return endedFor ? repairRecording(folder, { ...options, endedFor }) : manifest;
}

/** @throws {Error} where there is no manifest, or none of this program */
export async function readRecording(folder: EpisodeFolder): Promise<EpisodeManifest> {
	const manifest = await folder.readManifest();
	if (!manifest) {
		throw new Error(`Expected a recording in ${folder.path}, found no manifest`);
	}
	return manifest;
}

/** The manifest with what the tracks know of how long their members spoke. */
export function withSpeech(
	manifest: EpisodeManifest,
	files: readonly TrackFile[],
): EpisodeManifest {
	const tracks = manifest.tracks.map((entry) => {
		const file = files.find(({ number }) => number === entry.number);
		return file && !entry.isErased
			? { ...entry, speechMs: file.speechTicks * FRAME_DURATION_MS }
			: entry;
	});
	return { ...manifest, tracks };
}

/** A track that is open again, and what was found of it; undefined where nothing was. */
export interface ReopenedTrack {
	track: TrackFile;
	file: RecordingFile;
	scan: TrackScan | undefined;
}

/**
 * Opens all tracks of a recording where their good pages end. Files that the manifest does not know,
 * or whose member has been erased, are deleted: nobody could say whose voice it is.
 *
 * @throws the system's error
 */
export async function reopenTracks(options: {
	folder: EpisodeFolder;
	manifest: EpisodeManifest;
	disk: RecordingDisk;
	logger: Logger;
}): Promise<ReopenedTrack[]> {
	const { folder, manifest, disk, logger } = options;
	await folder.make();
	const entries = manifest.tracks.filter(({ isErased }) => !isErased);
	await deleteUnknown(
		folder,
		entries.map(({ number }) => folder.trackFile(number)),
	);
	const reopened: ReopenedTrack[] = [];
	try {
		for (const { number } of entries) {
			reopened.push(await reopenTrack({ number, path: folder.trackFile(number), disk, logger }));
		}
	} catch (error) {
		for (const { file } of reopened) {
			await file.close();
		}
		throw error;
	}
	return reopened;
}

async function reopenTrack(options: {
	number: number;
	path: string;
	disk: RecordingDisk;
	logger: Logger;
}): Promise<ReopenedTrack> {
	const { number, path, disk, logger } = options;
	let file = await openExisting(path, disk);
	const scan = file && (await scanTrack(file));
	if (file && scan) {
		const { size } = await file.stat();
		if (size > scan.bytes) {
			logger.warn({ file: path, bytes: size - scan.bytes }, 'Cut the torn end of a recorded track');
			await file.truncate(scan.bytes);
		}
		const track = new TrackFile({ number, path, end: scan, file });
		return { track, file, scan };
	}
	await file?.close();
	file = await disk.open(path, 'new');
	const track = new TrackFile({ number, path, file });
	return { track, file, scan: undefined };
}

async function openExisting(path: string, disk: RecordingDisk): Promise<RecordingFile | undefined> {
	try {
		return await disk.open(path, 'existing');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return undefined;
		}
		throw error;
	}
}

/** What a crash has left of a manifest has names in it; what it has left of tracks, voices. */
async function deleteUnknown(folder: EpisodeFolder, known: readonly string[]): Promise<void> {
	for (const name of await readdir(folder.path)) {
		if (name.endsWith(TEMPORARY_SUFFIX)) {
			await rm(join(folder.path, name), { force: true });
		}
	}
	for (const name of await readdir(folder.tracksFolder)) {
		const path = join(folder.tracksFolder, name);
		if (!known.includes(path)) {
			await rm(path, { force: true, recursive: true });
		}
	}
}

async function addStopped(
	folder: EpisodeFolder,
	{ disk, atMs }: { disk: RecordingDisk; atMs: number },
): Promise<void> {
	const events = await EventsFile.open(folder.eventsFile, disk);
	try {
		events.add({ atMs, type: 'stopped' });
		await events.write();
		await events.sync();
	} finally {
		await events.close();
	}
}

/** Takes room for the end. @throws the system's error */
export async function keepReserve(folder: EpisodeFolder): Promise<void> {
	const file = join(folder.path, RESERVE_NAME);
	await writeFile(file, new Uint8Array(RESERVE_BYTES), { mode: FILE_MODE });
}

/** Gives it back; harmless when repeated. */
export async function freeReserve(folder: EpisodeFolder): Promise<void> {
	await rm(join(folder.path, RESERVE_NAME), { force: true });
}
