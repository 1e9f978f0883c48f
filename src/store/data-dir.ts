// Whether DATA_DIR can be written to, found by writing.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ConfigError } from '../errors.js';

const PROBE = 'written to see whether it can be';

/**
 * Makes DATA_DIR where it is not there, and writes, reads and removes a file in it.
 *
 * @throws {ConfigError} if that fails; the message names folder, reason, user and what to do
 */
export async function openDataDir(dataDir: string): Promise<void> {
	const folder = resolve(dataDir);
	try {
		await writeProbe(folder).catch(async (error: NodeJS.ErrnoException) => {
			if (error.code !== 'ENOENT') {
				throw error;
			}
			await makeFolder(folder);
			await writeProbe(folder);
		});
	} catch (error) {
		throw dataDirError(folder, error);
	}
}

/** NOTE: `mkdir` with `recursive` never returns where a file system takes no folders, as /proc. */
async function makeFolder(folder: string): Promise<void> {
	try {
		await mkdir(folder);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'EEXIST') {
			return;
		}
		if (code !== 'ENOENT' || dirname(folder) === folder) {
			throw error;
		}
		await makeFolder(dirname(folder));
		await mkdir(folder);
	}
}

/**
 * Writes a file in a folder, reads it and takes it away again.
 *
 * @throws the system's error if that fails
 */
export async function writeProbe(folder: string): Promise<void> {
	const probeDir = await mkdtemp(join(folder, '.probe-'));
	try {
		const file = join(probeDir, 'probe');
		await writeFile(file, PROBE, { flush: true });
		if ((await readFile(file, 'utf8')) !== PROBE) {
			throw new Error('what was written reads otherwise');
		}
	} finally {
		await rm(probeDir, { recursive: true, force: true });
	}
}

/**
 * Says why a folder cannot be DATA_DIR.
 *
 * @param folder - absolute
 * @param cause - the system's error
 */
export function dataDirError(folder: string, cause: unknown): ConfigError {
	const { code, message } = cause as NodeJS.ErrnoException;
	// Windows has no user ids.
	const userId = process.getuid?.();
	const who = userId === undefined ? '' : ` by user id ${userId}`;
	return new ConfigError(
		'DATA_DIR',
		`${folder} cannot be written to (${code ?? message})${who}: ${advise(code, userId)}`,
	);
}

function advise(code: string | undefined, userId: number | undefined): string {
	switch (code) {
		case 'EACCES':
		case 'EPERM':
			return userId === undefined
				? 'give this user the right to, or set another'
				: `give this user the right to (chown -R ${userId} with its path), or set another`;
		case 'EROFS':
			return 'its file system is read-only: mount it writable, or set another';
		case 'EEXIST':
		case 'ENOTDIR':
			return 'it is a file, or below one: set a folder';
		case 'ENOSPC':
		case 'EDQUOT':
			return 'make room, or set another';
		default:
			return 'set a folder that can be written to';
	}
}
