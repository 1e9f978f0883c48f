// What pages are made of beside their HTML: scripts, style and pictures, kept in memory.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One file as it is served. */
export interface Asset {
	body: Buffer;
	contentType: string;
}

/** All files, and what their addresses begin with. */
export interface PageAssets {
	/** Changes with any file, so that browsers may keep what they have under it for ever. */
	version: string;
	/** By the address below the version, such as `podcast.js`. */
	files: ReadonlyMap<string, Asset>;
}

/**
 * Where the build puts scripts and style. The path is the same from `src` and from `dist`: a
 * server that runs from its sources serves what was built last.
 */
const BUILT_FOLDERS = ['scripts', 'assets'].map(
	(name) => new URL(`../../../dist/server/page/${name}/`, import.meta.url),
);

/** Other people's scripts that are no part of a page's own, by the name under which it asks for them. */
const VENDOR_FILES: ReadonlyMap<string, URL> = new Map([
	['vendor/opus-decoder.js', fileOfPackage('opus-decoder', './dist/opus-decoder.min.js')],
]);

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
	['.js', 'text/javascript; charset=utf-8'],
	['.css', 'text/css; charset=utf-8'],
	['.svg', 'image/svg+xml'],
	['.png', 'image/png'],
	['.ico', 'image/x-icon'],
	['.mp3', 'audio/mpeg'],
]);

const VERSION_CHARACTERS = 16;

let loaded: PageAssets | undefined;

/**
 * The files, read when they are first asked for and then kept.
 *
 * @throws {Error} if the page's scripts have not been built
 */
export function pageAssets(): PageAssets {
	loaded ??= load();
	return loaded;
}

function load(): PageAssets {
	const files = new Map<string, Asset>();
	const hash = createHash('sha256');
	for (const [name, file] of [...BUILT_FOLDERS.flatMap(filesIn), ...VENDOR_FILES]) {
		const contentType = CONTENT_TYPES.get(extname(name));
		if (contentType !== undefined) {
			const body = readFileSync(file);
			files.set(name, { body, contentType });
			hash.update(name).update('\0').update(body);
		}
	}
	return { version: hash.digest('base64url').slice(0, VERSION_CHARACTERS), files };
}

/** All files of a folder and of those in it, by their paths from it on. */
function filesIn(folder: URL): [string, URL][] {
	try {
		return readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map(({ name, parentPath }): [string, URL] => {
				const file = pathToFileURL(join(parentPath, name));
				return [file.pathname.slice(folder.pathname.length), file];
			})
			.sort(([one], [other]) => (one < other ? -1 : 1));
	} catch (error) {
		throw new Error('The web page is not built: npm run build does it', { cause: error });
	}
}

/** A file beside a package's entry, whether or not the package exports it. */
function fileOfPackage(name: string, path: string): URL {
	return new URL(path, pathToFileURL(createRequire(import.meta.url).resolve(name)));
}
