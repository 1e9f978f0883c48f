// Our built programs in few files: tests start them some hundred times.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

/** What `npm run build` made, and `npm start` runs. */
const SHIPPED_FOLDER = join(ROOT, 'dist');

/** Environment variable that names the folder with the bundled programs. */
export const BUNDLED_FOLDER_VARIABLE = 'BUNDLED_PROGRAMS';

/** Beside the packages: those that are not bundled are found from there. */
const CACHE = join(ROOT, 'node_modules/.cache');

/** Native, with files beside their code, or looked for at run time and not installed. */
const UNBUNDLED = [
	'@snazzah/davey',
	'opusscript',
	'pino-pretty',
	...['bufferutil', 'utf-8-validate', 'zlib-sync', 'erlpack'],
	...['@discordjs/opus', 'node-opus', 'ffmpeg-static'],
	...['sodium', 'sodium-native', '@stablelib/xchacha20poly1305'],
];

/** CommonJS packages ask for modules of Node's own. */
const REQUIRE = `import { createRequire as createRequireHere } from 'node:module';
const require = createRequireHere(import.meta.url);`;

/** Lets each module find its neighbours - workers, page, package.json - where it was built. */
const keepAddresses: Plugin = {
	name: 'keep-addresses',
	setup({ onLoad }) {
		onLoad({ filter: /\/dist\/.*\.js$/ }, ({ path }) =>
			path.startsWith(`${SHIPPED_FOLDER}/`)
				? {
						contents: readFileSync(path, 'utf8').replaceAll(
							'import.meta.url',
							JSON.stringify(pathToFileURL(path).href),
						),
					}
				: undefined,
		);
	},
};

/** What is bundled; the doctor is to find what cannot be loaded, so it stays as it is. */
const BUNDLED: readonly string[] = ['index', 'server'];

/**
 * Bundles the built bot and server. Most of what a start costs is to find and read hundreds of
 * small files: so bundled it takes half of the processor's time.
 *
 * @returns the folder, and what removes it again; undefined where nothing is built
 */
export async function bundlePrograms(): Promise<
	{ folder: string; remove: () => void } | undefined
> {
	const entryPoints = BUNDLED.map((name) => join(SHIPPED_FOLDER, `${name}.js`));
	if (!entryPoints.every((file) => existsSync(file))) {
		return undefined;
	}
	mkdirSync(CACHE, { recursive: true });
	const folder = mkdtempSync(join(CACHE, 'programs-'));
	await build({
		entryPoints,
		outdir: folder,
		bundle: true,
		splitting: true,
		minifyWhitespace: true,
		format: 'esm',
		platform: 'node',
		target: 'node20',
		external: UNBUNDLED,
		banner: { js: REQUIRE },
		plugins: [keepAddresses],
		logLevel: 'error',
	});
	return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * The file of a program: the bundle, or what is shipped.
 *
 * @param name - of the entry, such as `index`
 */
export function programFile(name: string, { isShipped = false } = {}): string {
	const bundled = process.env[BUNDLED_FOLDER_VARIABLE];
	const isBundled = bundled !== undefined && !isShipped && BUNDLED.includes(name);
	return join(isBundled ? bundled : SHIPPED_FOLDER, `${name}.js`);
}
