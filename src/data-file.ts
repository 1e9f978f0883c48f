// Files of DATA_DIR, which hold what outlives a restart.
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The owner alone reads and writes them. */
const FILE_MODE = 0o600;

/**
 * Writes a file as a whole, and its folder where there is none: whoever reads it finds the old
 * content or the new, also after a crash. Not to be called twice at a time for the same file.
 *
 * @throws the system's error if it cannot be written
 */
export async function replaceFile(file: string, content: string): Promise<void> {
	await mkdir(dirname(file), { recursive: true });
	const temporary = `${file}.new`;
	const handle = await open(temporary, 'w', FILE_MODE);
	try {
		await handle.writeFile(content);
		await handle.sync();
	} finally {
		await handle.close();
	}
	await rename(temporary, file);
}
