// A part of a file to a client, through one buffer: many readers at once need little memory.
import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';

/** As much as is read at once for each reader, and all that is held for it. */
const BUFFER_BYTES = 128 * 1024;

/** What is sent; `end` is its last byte. */
export interface FilePart {
	handle: FileHandle;
	start: number;
	end: number;
}

/**
 * Sends a part of a file behind a head that says its length, and closes the file.
 *
 * A stream of the file would take a new buffer for each read: at full speed those of 50 readers come
 * to more than the collector takes away in time.
 *
 * @throws the system's error where the file cannot be read; the connection is cut then
 */
export async function sendFilePart(
	response: ServerResponse,
	{ handle, start, end }: FilePart,
): Promise<void> {
	try {
		const buffer = Buffer.allocUnsafeSlow(Math.min(BUFFER_BYTES, end - start + 1));
		for (let at = start; at <= end && !response.destroyed; ) {
			const wanted = Math.min(buffer.length, end - at + 1);
			const { bytesRead } = await handle.read(buffer, 0, wanted, at);
			if (bytesRead === 0) {
				throw new RangeError('Expected a file that is as long as it was');
			}
			await written(response, buffer.subarray(0, bytesRead));
			at += bytesRead;
		}
		response.end();
	} catch (error) {
		response.destroy();
		throw error;
	} finally {
		await handle.close();
	}
}

/** Resolves when the bytes have left this process, or will not any more. */
function written(response: ServerResponse, bytes: Uint8Array): Promise<void> {
	return new Promise((resolve) => {
		if (response.destroyed) {
			resolve();
			return;
		}
		const done = () => {
			response.off('close', done);
			resolve();
		};
		response.once('close', done);
		response.write(bytes, done);
	});
}
