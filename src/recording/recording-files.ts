// How a recording reaches the disk.
import { open, statfs } from 'node:fs/promises';
import { FILE_MODE } from '../store/json-file.js';

/** A file that is open; tests have ones that fail. */
export interface RecordingFile {
	writev(buffers: readonly Uint8Array[], position: number): Promise<{ bytesWritten: number }>;
	read(
		buffer: Uint8Array,
		offset: number,
		length: number,
		position: number,
	): Promise<{ bytesRead: number }>;
	truncate(bytes: number): Promise<void>;
	datasync(): Promise<void>;
	stat(): Promise<{ size: number }>;
	close(): Promise<void>;
}

/** The disk. */
export interface RecordingDisk {
	/** @param mode - 'new' empties a file that is there; 'existing' makes none */
	open(path: string, mode: 'new' | 'existing'): Promise<RecordingFile>;
	/** What is free where a folder is, in bytes. */
	freeBytes(folder: string): Promise<number>;
}

/** The machine's own. */
export const systemDisk: RecordingDisk = {
	open: (path, mode) => open(path, mode === 'new' ? 'w+' : 'r+', FILE_MODE),
	async freeBytes(folder) {
		const { bavail, bsize } = await statfs(folder);
		return bavail * bsize;
	},
};

/**
 * Writes all of it: a disk that is nearly full takes a part, and fails when asked for the rest.
 *
 * @throws the system's error
 */
export async function writeAll(
	file: RecordingFile,
	buffers: readonly Uint8Array[],
	position: number,
): Promise<number> {
	const bytes = buffers.reduce((sum, { length }) => sum + length, 0);
	let { bytesWritten } = await file.writev(buffers, position);
	if (bytesWritten < bytes) {
		const whole = Buffer.concat(buffers);
		while (bytesWritten < bytes) {
			const rest = whole.subarray(bytesWritten);
			const part = await file.writev([rest], position + bytesWritten);
			if (part.bytesWritten === 0) {
				throw Object.assign(new Error('Expected the disk to take bytes, it took none'), {
					code: 'EIO',
				});
			}
			bytesWritten += part.bytesWritten;
		}
	}
	return bytes;
}
