// Can DATA_DIR be written to, can what is in it be read, and is there room?
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { RecordingConfig } from '../config/recording-settings.js';
import { errorCode } from '../error-text.js';
import { ConfigError } from '../errors.js';
import { dataDirError, writeProbe } from '../store/data-dir.js';
import { findDataFiles, refuseNewerFiles } from '../store/data-files.js';
import { findEpisodeFolders } from '../store/episode-folder.js';
import { type Check, fail, ok, warn } from './check.js';

const MEBIBYTE = 2 ** 20;

/** Below this not even what must outlive a restart has a safe place. */
const MIN_FREE_BYTES = 100 * MEBIBYTE;

/** Below this a log, or whatever else is on the disk, may soon fill it. */
const LOW_FREE_BYTES = 1024 * MEBIBYTE;

/**
 * Writes and reads a file where `npm start` would, and takes it away again.
 *
 * @param recording - what it must have room for beside, where shows are recorded
 */
export function dataDirCheck(
	dataDir: string,
	recording: Pick<RecordingConfig, 'isDefault' | 'minFreeBytes'>,
): Check {
	const folder = resolve(dataDir);
	return {
		name: 'disk',
		whenSilent: `the disk of DATA_DIR ${folder} does not answer: a network drive that is away?`,
		async run() {
			try {
				const existing = await nearestExisting(folder);
				await writeProbe(existing);
				await readFiles(folder);
				const { bavail, bsize } = await statfs(existing);
				const isRecording = recording.isDefault || (await hasRecordings(folder));
				return describeSpace({
					folder,
					isMissing: existing !== folder,
					freeBytes: bavail * bsize,
					recordingBytes: isRecording ? recording.minFreeBytes : 0,
				});
			} catch (error) {
				const { variable, message } =
					error instanceof ConfigError ? error : dataDirError(folder, error);
				return fail(`${variable}: ${message}`);
			}
		},
	};
}

/** Whether shows have been recorded here; what cannot be read, `disk` tells. */
export async function hasRecordings(dataDir: string): Promise<boolean> {
	try {
		return (await findEpisodeFolders(resolve(dataDir))).length > 0;
	} catch {
		return false;
	}
}

/** The folder itself, or the one that it would be made in. */
async function nearestExisting(folder: string): Promise<string> {
	try {
		await stat(folder);
		return folder;
	} catch (error) {
		if (errorCode(error) !== 'ENOENT' || dirname(folder) === folder) {
			throw error;
		}
		return nearestExisting(dirname(folder));
	}
}

/** @throws {ConfigError} for a file that this program cannot read, or does not know yet */
async function readFiles(folder: string): Promise<void> {
	for (const name of await findDataFiles(folder, 'bot')) {
		try {
			await access(join(folder, name), constants.R_OK);
		} catch (error) {
			throw new ConfigError(
				'DATA_DIR',
				`${join(folder, name)} cannot be read (${errorCode(error)}): give this user the right to, or put a backup in its place`,
			);
		}
	}
	await refuseNewerFiles(folder, 'bot');
}

function describeSpace(space: {
	folder: string;
	isMissing: boolean;
	freeBytes: number;
	/** Below this recordings end. */
	recordingBytes: number;
}) {
	const { folder, isMissing, freeBytes, recordingBytes } = space;
	const free = `${Math.floor(freeBytes / MEBIBYTE).toLocaleString('en')} MiB free`;
	const where = isMissing ? `${folder} can be made` : `${folder} can be written to`;
	if (freeBytes < MIN_FREE_BYTES) {
		return fail(`${where}, but has ${free}`, 'make room, or set another DATA_DIR');
	}
	if (freeBytes < recordingBytes) {
		return warn(
			`${where}, but has ${free}: less than RECORDING_MIN_FREE_BYTES, so no show is recorded`,
			'make room, or set it lower',
		);
	}
	return freeBytes < LOW_FREE_BYTES
		? warn(
				`${where}, but has ${free}`,
				'make room: on a full disk nothing comes back after a restart',
			)
		: ok(`${where}, ${free}`);
}
