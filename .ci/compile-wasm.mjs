// C to WebAssembly, for what is kept compiled beside its source: the same bytes every time.
//
// On Debian 12 it takes the packages clang-19 lld-19 libclang-rt-19-dev-wasm32 wasi-libc.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLANG = 'clang-19';
const TARGET = ['--target=wasm32-wasi', '-isystem', '/usr/include/wasm32-wasi'];

/** What WebAssembly has everywhere since Node 16. */
const CODE = ['-O3', '-fvisibility=hidden', '-Wno-everything', '-mbulk-memory', '-msign-ext'];

/**
 * Unpacks an archive of sources that has been fetched, and takes it away again.
 *
 * @param archive - path of a tar file
 * @param sha256 - that of the one that is meant
 * @param use - given the folder that it was unpacked into
 */
export function withSources({ archive, sha256, name }, use) {
	const found = createHash('sha256').update(readFileSync(archive)).digest('hex');
	if (found !== sha256) {
		console.error(`Expected the archive of ${name}, sha256 ${sha256}, got ${found}`);
		process.exit(1);
	}
	const folder = mkdtempSync(join(tmpdir(), 'sources-'));
	try {
		execFileSync('tar', ['-xf', archive, '-C', folder, '--strip-components=1']);
		use(folder);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/**
 * @param folder - where objects may lie meanwhile
 * @param sources - paths of C files
 * @param options - for the compiler, besides those that all have
 * @param stackBytes - the stack comes first, so what is too deep for it traps and overwrites nothing
 * @param exported - of the linker's own names
 */
export function compileWasm(output, { folder, sources, options, stackBytes, exported = [] }) {
	const flags = [...TARGET, ...CODE, ...options];
	const objects = sources.map((path, index) => {
		const object = join(folder, `${index}.o`);
		execFileSync(CLANG, [...flags, '-c', path, '-o', object], { stdio: 'inherit' });
		return object;
	});
	const runtime = execFileSync(
		CLANG,
		[...TARGET, '-rtlib=compiler-rt', '-print-libgcc-file-name'],
		{ encoding: 'utf8' },
	).trim();
	const linking = ['--no-entry', '--strip-all', '--gc-sections', '-O3', '--stack-first'];
	const names = exported.map((name) => `--export=${name}`);
	execFileSync(
		CLANG,
		[
			...['--target=wasm32-wasi', '-nostdlib', '-fuse-ld=lld', ...objects],
			...['-L/usr/lib/wasm32-wasi', '-lc', runtime, `-Wl,-z,stack-size=${stackBytes}`],
			...[...linking, ...names].map((option) => `-Wl,${option}`),
			...['-o', output],
		],
		{ stdio: 'inherit' },
	);
	chmodSync(output, 0o644);
}
