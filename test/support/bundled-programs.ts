// Our built programs in one file each, compiled beforehand: tests start them some hundred times.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

/** What `npm run build` made, and `npm start` runs. */
const SHIPPED_FOLDER = join(ROOT, 'dist');

/** Environment variable that names the folder with the bundled programs. */
export const BUNDLED_FOLDER_VARIABLE = 'BUNDLED_PROGRAMS';

/** Beside the packages: those that are not bundled are found from there. */
const CACHE = join(ROOT, 'node_modules/.cache');

/** Native, or looked for at run time and not installed. */
const UNBUNDLED = [
	'@snazzah/davey',
	...['bufferutil', 'utf-8-validate', 'zlib-sync', 'erlpack'],
	...['@discordjs/opus', 'node-opus', 'ffmpeg-static'],
	...['sodium', 'sodium-native', '@stablelib/xchacha20poly1305'],
];

/** A bot of a Discord that is not there. */
const BOT = { DISCORD_TOKEN: 'MTA.some.token', DISCORD_API_URL: 'http://127.0.0.1:9/api' };

/** How a program is started once, so that V8 compiles it. */
interface Trial {
	settings: Record<string, string>;
	/** What it says when it has done what can be done. */
	says: RegExp;
	/** It does not end by itself then. */
	isLasting?: boolean;
}

/** What is bundled. */
const BUNDLED: Readonly<Record<string, Trial>> = {
	index: {
		settings: { ...BOT, SERVER_PROCESSES: '1' },
		says: /^Discord at 127\.0\.0\.1:9 cannot be reached/m,
	},
	doctor: { settings: { ...BOT, SERVER_PROCESSES: '0' }, says: /^skip websocket/m },
	server: {
		settings: { PODCAST_CLIENTS: '1:a-client-token' },
		says: /^Podcast server: /m,
		isLasting: true,
	},
};

/** What the bot's own trial starts as well: the process of its server. */
const SERVER_PROCESS = 'server-process/main';

/** Makes the starter keep what V8 has compiled, when the program ends. */
const KEEP_VARIABLE = 'KEEP_COMPILED';

/**
 * Starts a bundle as what V8 made of it before. That is for scripts alone: in a module only what
 * runs at once could be kept.
 */
const STARTER = `const { readFileSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');
const filename = __filename.replace(/js$/, 'code.js');
const compiled = filename + '.compiled';
const isKept = process.env.${KEEP_VARIABLE} !== undefined;
const script = new Script(readFileSync(filename, 'latin1'), {
	filename,
	cachedData: isKept ? undefined : readFileSync(compiled),
});
if (isKept) {
	process.once('exit', () => writeFileSync(compiled, script.createCachedData()));
}
script.runInThisContext()(require);
`;

/**
 * Makes what a module sees of a CommonJS package once for all modules. esbuild makes it for each
 * anew, and discord.js has a thousand exports: that is an eighth of what a start costs.
 */
function shareNamespaces(code: string): string {
	const made = 'var __toESM=';
	if (!code.includes(made)) {
		throw new Error(`Expected ${made} in the bundle: esbuild writes it otherwise`);
	}
	return code.replace(
		made,
		`var __namespaces=new Map();
var __toESM=(module,isNode,target)=>{
	const key=isNode?1:0;
	const namespaces=__namespaces.get(module)??[];
	__namespaces.set(module,namespaces);
	return namespaces[key]??=__makeESM(module,isNode,target);
};
var __makeESM=`,
	);
}

/** Beside the file that was started. */
const SERVER_PROCESS_URL = `('file://'+process.argv[1].replace(/[^/]*$/,'${SERVER_PROCESS}.js'))`;

/**
 * Lets each module find its neighbours - workers, page, package.json - where it was built; but the
 * server's process is bundled, too.
 */
const keepAddresses: Plugin = {
	name: 'keep-addresses',
	setup({ onLoad }) {
		onLoad({ filter: /\/dist\/.*\.js$/ }, ({ path }) =>
			path.startsWith(`${SHIPPED_FOLDER}/`)
				? {
						contents: readFileSync(path, 'utf8')
							.replaceAll(
								'import.meta.url',
								path.endsWith('/fork-server.js')
									? SERVER_PROCESS_URL
									: JSON.stringify(pathToFileURL(path).href),
							)
							.replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
					}
				: undefined,
		);
	},
};

/** Takes by `require` what is not bundled: in a script there is no `import`. */
const requireOthers: Plugin = {
	name: 'require-others',
	setup({ onLoad, onResolve }) {
		const others = [...UNBUNDLED, ...builtinModules];
		const isOther = (path: string) =>
			path.startsWith('node:') ||
			others.some((name) => path === name || path.startsWith(`${name}/`));
		onResolve({ filter: /^[^./]/ }, ({ kind, path }) => {
			if (!isOther(path)) {
				return undefined;
			}
			return kind === 'require-call' ? { path, external: true } : { path, namespace: 'other' };
		});
		onLoad({ filter: /./, namespace: 'other' }, ({ path }) => ({
			contents: `module.exports = require(${JSON.stringify(path)});`,
		}));
	},
};

/**
 * Bundles the built programs. Most of what a start costs is to find, to read and to compile hundreds
 * of small files: so it takes a third of the processor's time. What was made of the same `dist` before
 * is used again.
 *
 * @returns the folder; undefined where nothing is built
 */
export async function bundlePrograms(): Promise<string | undefined> {
	const names = Object.keys(BUNDLED);
	if (!names.every((name) => existsSync(join(SHIPPED_FOLDER, `${name}.js`)))) {
		return undefined;
	}
	mkdirSync(CACHE, { recursive: true });
	const folder = join(CACHE, `programs-${fingerprint()}`);
	if (existsSync(folder)) {
		return folder;
	}
	const made = mkdtempSync(join(CACHE, 'making-'));
	try {
		await Promise.all([
			...names.map((name) => bundle(name, join(SHIPPED_FOLDER, `${name}.js`), made)),
			bundle(SERVER_PROCESS, join(SHIPPED_FOLDER, `program/${SERVER_PROCESS}.js`), made),
		]);
		await Promise.all(names.map((name) => compile(name, made)));
		if (!existsSync(join(made, `${SERVER_PROCESS}.code.js.compiled`))) {
			throw new Error("The bundle of the server's process does not start");
		}
		removeOthers(folder);
		renameSync(made, folder);
	} catch (error) {
		// Another run of the tests may have been faster.
		if (!existsSync(folder)) {
			throw error;
		}
	} finally {
		rmSync(made, { recursive: true, force: true });
	}
	return folder;
}

/** Changes with whatever the bundles are made of. */
function fingerprint(): string {
	const hash = createHash('sha256').update(process.version);
	const files = readdirSync(SHIPPED_FOLDER, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
		.map(({ name, parentPath }) => join(parentPath, name));
	for (const file of [...files.sort(), join(ROOT, 'package-lock.json'), import.meta.filename]) {
		const { mtimeMs, size } = statSync(file);
		hash.update(`${file} ${mtimeMs} ${size}\n`);
	}
	return hash.digest('hex').slice(0, 16);
}

/** Deletes what was made of an older `dist`. */
function removeOthers(folder: string): void {
	const made = readdirSync(CACHE).filter((name) => name.startsWith('programs-'));
	for (const path of made.map((name) => join(CACHE, name))) {
		if (path !== folder) {
			rmSync(path, { recursive: true, force: true });
		}
	}
}

async function bundle(name: string, entry: string, folder: string): Promise<void> {
	const outfile = join(folder, `${name}.code.js`);
	await build({
		entryPoints: [entry],
		outfile,
		bundle: true,
		minifyWhitespace: true,
		format: 'esm',
		platform: 'node',
		target: 'node20',
		// Of packages; ours keep their addresses.
		define: { 'import.meta.url': JSON.stringify(pathToFileURL(folder).href) },
		banner: { js: "(async(require)=>{'use strict';" },
		footer: { js: '})' },
		plugins: [keepAddresses, requireOthers],
		logLevel: 'error',
	});
	writeFileSync(outfile, shareNamespaces(readFileSync(outfile, 'utf8')));
	writeFileSync(join(folder, `${name}.js`), STARTER);
}

/** Runs a program once, so that V8 has compiled what each start needs. */
async function compile(name: string, folder: string): Promise<void> {
	const { isLasting, says, settings } = BUNDLED[name] as Trial;
	const dataDir = join(folder, `${name}-data`);
	const program = spawn(process.execPath, [join(folder, `${name}.js`)], {
		cwd: folder,
		env: { ...settings, PORT: '0', DATA_DIR: dataDir, [KEEP_VARIABLE]: '' },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	for (const stream of [program.stdout, program.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => {
			output += text;
			if (isLasting && says.test(output)) {
				program.kill('SIGTERM');
			}
		});
	}
	await once(program, 'close');
	rmSync(dataDir, { recursive: true, force: true });
	if (!(says.test(output) && existsSync(join(folder, `${name}.code.js.compiled`)))) {
		throw new Error(`The bundle of ${name} does not start: ${output}`);
	}
}

/**
 * The file of a program: the bundle, or what is shipped.
 *
 * @param name - of the entry, such as `index`
 */
export function programFile(name: string, { isShipped = false } = {}): string {
	const bundled = process.env[BUNDLED_FOLDER_VARIABLE];
	const isBundled = bundled !== undefined && !isShipped && name in BUNDLED;
	return join(isBundled ? bundled : SHIPPED_FOLDER, `${name}.js`);
}
