// What is in a folder that may not be there.
import { readdir } from 'node:fs/promises';

/**
 * The names in a folder.
 *
 * @returns none where there is no such folder
 * @throws the system's error where it cannot be read
 */
export async function namesIn(folder: string): Promise<string[]> {
	try {
		return await readdir(folder);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR') {
			return [];
		}
		throw error;
	}
}
