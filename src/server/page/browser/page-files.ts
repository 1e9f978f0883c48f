// The page's own files that are not part of its script: fetched before somebody needs them.

/** Ten seconds of silence: systems show controls for what lasts longer than 5 s, as notices do not. */
export const SILENCE = new URL('./silence.mp3', import.meta.url);

/** The server did not hand a file out; it may later. */
export class FileUnreachableError extends Error {}

/** What the browser has kept already. */
const held = new Set<string>();

/**
 * Has the browser keep files, whose addresses change with their content, so that what loads them
 * next finds them without the server. A module that could not be loaded once is not asked for again
 * under its address (HTML, 8.1.4.2), so nothing is imported before its files are here.
 *
 * @throws {FileUnreachableError} if one cannot be had at present
 */
export async function holdFiles(urls: readonly URL[]): Promise<void> {
	await Promise.all(
		urls.map(async (url) => {
			if (held.has(url.href)) {
				return;
			}
			try {
				const response = await fetch(url);
				if (response.ok) {
					await response.arrayBuffer();
					held.add(url.href);
					return;
				}
			} catch {
				// The same as an answer that is an error: there is nobody to hand it out.
			}
			throw new FileUnreachableError(`No answer for ${url.pathname}`);
		}),
	);
}
