#!/usr/bin/env node
// Builds dist: compiles what has changed since the last time, and nothing where nothing has.
//
// `--clean` begins with an empty dist, for what is shipped. A package that was installed has no
// sources: there is nothing to do.
import { spawnSync } from 'node:child_process';
import {
	cpSync,
	existsSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

process.chdir(new URL('..', import.meta.url).pathname);

/** What dist is made of. */
const SOURCES = ['src', 'test/demo', 'test/support', 'tsconfig.json', 'package-lock.json', '.ci'];

/** When the last build began; the compiler keeps beside it what it knows of each file. */
const STAMP = 'dist/.built';

if (!existsSync('src')) {
	process.exit(0);
}
if (process.argv.includes('--clean')) {
	rmSync('dist', { recursive: true, force: true });
}
const beganAt = new Date();
if (!isOlder(STAMP, SOURCES)) {
	process.exit(0);
}
if (!existsSync('node_modules/typescript')) {
	console.error(
		'This copy has to be compiled, and the compiler is missing: run "npm ci" without --omit=dev.',
	);
	process.exit(1);
}
console.log('Compiling what has changed…');
compile('src');
cpSync('src/server/page/assets', 'dist/server/page/assets', { recursive: true });
cpSync('src/media/chime/chime.opus', 'dist/media/chime/chime.opus');
for (const folder of ['media/opus', 'voice/aes-gcm']) {
	for (const name of readdirSync(join('src', folder))) {
		if (name.endsWith('.wasm') || name === 'COPYING') {
			cpSync(join('src', folder, name), join('dist', folder, name));
		}
	}
}
await Promise.all([
	bundlePage(),
	bundlePackage('zod'),
	bundlePackage('qr'),
	bundlePackage('temporal-polyfill'),
	bundlePackage('wasm-media-encoders', 'dist/es/index.mjs'),
	bundleDemo(),
]);
writeFileSync(STAMP, '');
// What is changed during the build belongs to the next one.
utimesSync(STAMP, beganAt, beganAt);

/** Whether any of these files and folders, or what is in them, has changed since a file was made. */
function isOlder(file, sources) {
	const madeAtMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
	const hasChanged = (path) => {
		const status = statSync(path);
		return (
			status.mtimeMs > madeAtMs ||
			(status.isDirectory() && readdirSync(path).some((name) => hasChanged(join(path, name))))
		);
	};
	return sources.some(hasChanged);
}

function compile(project) {
	const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
	const { status } = spawnSync(process.execPath, [compiler, '-p', project], { stdio: 'inherit' });
	if (status !== 0) {
		process.exit(status ?? 1);
	}
}

/**
 * Each page gets one script, with all that it always needs; what only some need stays a file of its
 * own. The entries are those that knip knows; every language is one more.
 */
async function bundlePage() {
	const { build } = await import('esbuild');
	const folder = 'src/server/page/browser';
	const pattern = readJson('package.json').knip.entry.find((entry) => entry.startsWith(folder));
	const [, names = ''] = /\{(.*)\}\.ts$/.exec(pattern) ?? [];
	const languages = readdirSync(join(folder, 'words')).filter((name) =>
		/^[a-z]{2}\.ts$/.test(name),
	);
	const sizes = { bundle: true, minify: true, logLevel: 'warning' };
	const { metafile } = await build({
		...sizes,
		entryPoints: [
			...names.split(',').map((name) => `${folder}/${name}.ts`),
			...languages.map((name) => `${folder}/words/${name}`),
		],
		outbase: folder,
		outdir: 'dist/server/page/scripts',
		platform: 'browser',
		format: 'esm',
		target: 'es2022',
		legalComments: 'none',
		external: ['./wasm-decoder.js', './hls-player.js', './vendor/*'],
		metafile: true,
	});
	const inputs = Object.keys(metafile.inputs);
	const licences = licencesOf(inputs.filter((file) => file.includes('node_modules/')));
	writeFileSync('dist/server/page/LICENSES.txt', licences);
	await build({
		...sizes,
		entryPoints: readdirSync('src/server/page/assets')
			.filter((name) => name.endsWith('.css'))
			.map((name) => `src/server/page/assets/${name}`),
		outdir: 'dist/server/page/assets',
		allowOverwrite: true,
	});
}

/**
 * A package goes into dist as one file, where Node finds it before any other: as a dependency zod
 * would be a ninth of all that is installed, most of it sources and languages that nobody asks for.
 */
async function bundlePackage(name, entry = 'index.js') {
	const folder = `dist/node_modules/${name}`;
	const files = await bundle(`node_modules/${name}/${entry}`, join(folder, 'index.js'), {
		minify: true,
	});
	const { version } = readJson(`node_modules/${name}/package.json`);
	const manifest = { name, version, type: 'module', exports: './index.js' };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
	writeFileSync(join(folder, 'LICENSE'), licencesOf(files));
}

/**
 * The demo brings the simulated Discord along, and what that alone needs, so that a package has
 * both without the packages of the tests.
 */
async function bundleDemo() {
	const folder = 'dist/demo';
	const files = await bundle('test/demo/demo.ts', join(folder, 'demo.js'), { minify: true });
	await bundle('test/demo/bot.ts', join(folder, 'bot.js'), { minify: true });
	writeFileSync(join(folder, 'LICENSES.txt'), licencesOf(files));
	for (const voice of ['voice-a.opus', 'voice-b.opus']) {
		cpSync(join('test/support/speech', voice), join(folder, 'speech', voice));
	}
}

/** @returns all files that are in the bundle */
async function bundle(entry, outfile, { minify = false } = {}) {
	const { build } = await import('esbuild');
	const { metafile } = await build({
		entryPoints: [entry],
		outfile,
		bundle: true,
		minify,
		platform: 'node',
		format: 'esm',
		target: 'node20.18',
		external: Object.keys(readJson('package.json').dependencies),
		metafile: true,
		logLevel: 'warning',
	});
	return Object.keys(metafile.inputs);
}

function readJson(file) {
	return JSON.parse(readFileSync(file, 'utf8'));
}

/** The licences of the packages that these files belong to, which go with every copy of them. */
function licencesOf(files) {
	const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
	const packages = [...new Set(folders)].filter((folder) => folder !== undefined).sort();
	return packages
		.map((folder) => {
			const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
			if (file === undefined) {
				throw new Error(`Expected a licence in ${folder}, which dist brings along`);
			}
			return `${folder.replace('node_modules/', '')}\n\n${readFileSync(join(folder, file), 'utf8')}`;
		})
		.join('\n');
}
