// What plays HLS where the browser itself does not: fetched when somebody needs it, and no sooner.
import { holdFiles } from './page-files.js';

const FILES = [new URL('./hls-player.js', import.meta.url)];

/**
 * Loads it.
 *
 * @throws {FileUnreachableError} if it cannot be had at present
 */
export async function loadHlsPlayer(): Promise<typeof import('./hls-player.js')> {
	await holdFiles(FILES);
	return import('./hls-player.js');
}
