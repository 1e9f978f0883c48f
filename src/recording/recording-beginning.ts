// Begins a recording, or takes up one that an earlier process has left.
import { FRAME_DURATION_MS } from '../media/pcm.js';
import type { EpisodeManifest } from '../store/episode-manifest.js';
import { EventsFile } from './events-file.js';
import type { RecorderOptions } from './recorder-options.js';
import { systemDisk } from './recording-files.js';
import { keepReserve, readRecording, reopenTracks } from './repair.js';
import type { TrackFile } from './track-file.js';
import { reopenStream } from './track-scan.js';

/** Longer nobody waits for a show to come back: then a clock is wrong. */
const MAX_AWAY_MS = 3_600_000;

/** What a recorder begins with. */
export interface Beginning {
	manifest: EpisodeManifest;
	events: EventsFile;
	files: readonly TrackFile[];
	/** Where tick 0 is, by the clock's `nowMs`. */
	originMs: number;
	/** The first tick that is recorded. */
	nextTick: number;
}

/** @throws the system's error if it cannot begin */
export async function beginRecording(
	manifest: EpisodeManifest,
	{ clock, disk = systemDisk, folder, settings }: RecorderOptions,
): Promise<Beginning> {
	const originMs = clock.nowMs();
	const begun: EpisodeManifest = {
		...manifest,
		startedAtEpochMs: Math.floor(clock.epochMs()),
		durationMs: 0,
		state: 'recording',
		tracks: [],
	};
	await folder.make();
	if ((await disk.freeBytes(folder.path)) < settings.minFreeBytes) {
		throw Object.assign(new Error(`Expected ${settings.minFreeBytes} free bytes, found less`), {
			code: 'ENOSPC',
		});
	}
	await keepReserve(folder);
	await folder.writeManifest(begun);
	const events = await EventsFile.open(folder.eventsFile, disk);
	events.add({ atMs: 0, type: 'started' });
	return { manifest: begun, events, files: [], originMs, nextTick: 0 };
}

/**
 * @throws {RangeError} if the episode is not being recorded
 * @throws the system's error if it cannot go on
 */
export async function takeUpRecording(options: RecorderOptions): Promise<Beginning> {
	const { clock, disk = systemDisk, folder, logger } = options;
	// At one moment: what the disk takes from here on belongs to the recording.
	const [epochMs, nowMs] = [clock.epochMs(), clock.nowMs()];
	const manifest = await readRecording(folder);
	if (manifest.state !== 'recording') {
		throw new RangeError(`Expected episode ${folder.id} to be recorded, it is ${manifest.state}`);
	}
	const reopened = await reopenTracks({ folder, manifest, disk, logger });
	const files = reopened.map(({ track }) => track);
	try {
		await keepReserve(folder);
		const recordedMs = Math.max(
			manifest.durationMs,
			...files.map(({ ticks }) => ticks * FRAME_DURATION_MS),
		);
		const sinceStartMs = epochMs - manifest.startedAtEpochMs;
		const elapsed = Math.min(recordedMs + MAX_AWAY_MS, Math.max(recordedMs, sinceStartMs));
		for (const { file, scan } of reopened) {
			if (scan) {
				await reopenStream(file, scan);
			}
		}
		const events = await EventsFile.open(folder.eventsFile, disk);
		const awayMs = Math.round(elapsed - recordedMs);
		events.add({ atMs: Math.round(elapsed), type: 'resumed', awayMs });
		const nextTick = Math.floor(elapsed / FRAME_DURATION_MS);
		return { manifest, events, files, originMs: nowMs - elapsed, nextTick };
	} catch (error) {
		await Promise.allSettled(files.map((file) => file.close()));
		throw error;
	}
}
