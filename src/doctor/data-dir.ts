// Can DATA_DIR be written to, and is there room?
import { stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { dataDirError, writeProbe } from '../store/data-dir.js';
import { type Check, errorCode, fail, ok, warn } from './check.js';

const MEBIBYTE = 2 ** 20;

/** Below this not even what must outlive a restart has a safe place. */
const MIN_FREE_BYTES = 100 * MEBIBYTE;

/** Below this recordings may fill the disk within hours. */
const LOW_FREE_BYTES = 1024 * MEBIBYTE;

/** Writes and reads a file where `npm start` would, and takes it away again. */
export function dataDirCheck(dataDir: string): Check {
	const folder = resolve(dataDir);
	return {
		name: 'disk',
		whenSilent: `the disk of DATA_DIR ${folder} does not answer: a network drive that is away?`,
		async run() {
			try {
				const existing = await nearestExisting(folder);
				await writeProbe(existing);
				const { bavail, bsize } = await statfs(existing);
				return describeSpace({ folder, isMissing: existing !== folder, freeBytes: bavail * bsize });
			} catch (error) {
				const { variable, message } = dataDirError(folder, error);
				return fail(`${variable}: ${message}`);
			}
		},
	};
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

function describeSpace(space: { folder: string; isMissing: boolean; freeBytes: number }) {
	const { folder, isMissing, freeBytes } = space;
	const free = `${Math.floor(freeBytes / MEBIBYTE).toLocaleString('en')} MiB free`;
	const where = isMissing ? `${folder} can be made` : `${folder} can be written to`;
	if (freeBytes < MIN_FREE_BYTES) {
		return fail(`${where}, but has ${free}: make room, or set another DATA_DIR`);
	}
	return freeBytes < LOW_FREE_BYTES
		? warn(`${where}, but has ${free}: make room before recording`)
		: ok(`${where}, ${free}`);
}
