#!/usr/bin/env node
// Compiles libopus to WebAssembly: src/media/opus/*.wasm, which are kept beside the source.
//
// usage: node .ci/build-opus.mjs opus-1.5.2.tar.gz
//
// The archive is Xiph's (https://downloads.xiph.org/releases/opus/), or Debian's opus_1.5.2.orig.tar.gz,
// which is the same. On Debian 12 it takes the packages clang-19 lld-19 libclang-rt-19-dev-wasm32
// wasi-libc libsimde-dev, and makes the same bytes every time.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	chmodSync,
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SHA256 = '65c1d2f78b9f2fb20082c38cbe47c951ad5839345876e46941612ee87f9a7ce1';
const VERSION = '1.5.2';

const CLANG = 'clang-19';
const TARGET = ['--target=wasm32-wasi', '-isystem', '/usr/include/wasm32-wasi'];

/** As libopus' own configure chooses for 32-bit processors with a fast float unit. */
const LIBOPUS = [
	...['-DOPUS_BUILD', '-DVAR_ARRAYS', '-DFLOAT_APPROX', '-DHAVE_LRINT', '-DHAVE_LRINTF'],
	...['-DENABLE_HARDENING', '-DOVERRIDE_celt_fatal', `-DPACKAGE_VERSION="${VERSION}"`],
];

/** What WebAssembly has everywhere since Node 16. */
const CODE = [
	...['-O3', '-fno-math-errno', '-fvisibility=hidden', '-Wno-everything'],
	...['-mnontrapping-fptoint', '-mbulk-memory', '-msign-ext'],
];

/** libopus' code for SSE 4.1, as SIMDe says it in WebAssembly's own. */
const SIMD = [
	...['-msimd128', '-DSIMDE_ENABLE_NATIVE_ALIASES'],
	...['SSE', 'SSE2', 'SSE4_1'].flatMap((name) => [
		...[`-D__${name}__`, `-DOPUS_X86_MAY_HAVE_${name}`, `-DOPUS_X86_PRESUME_${name}`],
	]),
];

/** Of our own, beside the compiled code. */
const OWN_SOURCES = ['opus.c', 'mix.c'];

/** One of libopus' that has no code for SIMD, and ours instead. */
const RESAMPLER = 'silk/resampler_private_IIR_FIR.c';
const OWN_RESAMPLER = 'resampler.c';

/**
 * Read before each source. Rounds in one instruction, where a library's function would be called; and
 * multiplies numbers of 32 bits as 64-bit processors do, which libopus does not expect here.
 */
const PREAMBLE = `#include <math.h>
static inline int roundToInt(float value) { return (int)__builtin_rintf(value); }
#define lrintf(value) roundToInt(value)
#include "arch.h"
#undef OPUS_FAST_INT64
#define OPUS_FAST_INT64 1
`;

const [archive] = process.argv.slice(2);
if (archive === undefined) {
	console.error('usage: node .ci/build-opus.mjs opus-1.5.2.tar.gz');
	process.exit(1);
}
const found = createHash('sha256').update(readFileSync(archive)).digest('hex');
if (found !== SHA256) {
	console.error(`Expected the archive of libopus ${VERSION}, sha256 ${SHA256}, got ${found}`);
	process.exit(1);
}
const home = new URL('../src/media/opus/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'opus-'));
try {
	execFileSync('tar', ['-xzf', archive, '-C', folder, '--strip-components=1']);
	const headers = join(folder, 'headers');
	mkdirSync(headers);
	writeFileSync(join(headers, 'preamble.h'), PREAMBLE);
	for (const [name, level] of [
		['xmmintrin', 'sse'],
		['emmintrin', 'sse2'],
		['smmintrin', 'sse4.1'],
	]) {
		writeFileSync(join(headers, `${name}.h`), `#include <simde/x86/${level}.h>\n`);
	}
	const plain = [
		...list('celt_sources.mk', 'CELT_SOURCES'),
		...list('silk_sources.mk', 'SILK_SOURCES', 'SILK_SOURCES_FLOAT'),
		...['opus', 'opus_decoder', 'opus_encoder', 'extensions', 'repacketizer'].map(inSrc),
		...['analysis', 'mlp', 'mlp_data'].map(inSrc),
	];
	const simd = [
		...list('celt_sources.mk', 'CELT_SOURCES_SSE', 'CELT_SOURCES_SSE2', 'CELT_SOURCES_SSE4_1'),
		...list('silk_sources.mk', 'SILK_SOURCES_SSE4_1'),
	];
	build('opus-plain.wasm', { sources: plain, own: OWN_SOURCES, options: [] });
	build('opus-simd.wasm', {
		sources: [...plain, ...simd].filter((path) => path !== RESAMPLER),
		own: [...OWN_SOURCES, OWN_RESAMPLER],
		options: SIMD,
	});
	copyFileSync(join(folder, 'COPYING'), join(home, 'COPYING'));
} finally {
	rmSync(folder, { recursive: true });
}

function inSrc(name) {
	return `src/${name}.c`;
}

/** Files that are named in libopus' own lists. */
function list(file, ...names) {
	const text = readFileSync(join(folder, file), 'utf8').replaceAll('\\\n', ' ');
	return names.flatMap((name) => {
		const [, files = ''] = new RegExp(`^${name} *=(.*)$`, 'm').exec(text) ?? [];
		return files.split(/\s+/).filter((path) => path.endsWith('.c'));
	});
}

function build(name, { sources, own, options }) {
	const includes = ['headers', 'include', 'celt', 'silk', 'silk/float', '.'];
	const flags = [
		...TARGET,
		...CODE,
		...LIBOPUS,
		...options,
		// libopus' assertions name their file: where that lies for now is not part of it.
		`-ffile-prefix-map=${folder}=opus`,
		...['-include', join(folder, 'headers/preamble.h')],
		...includes.map((path) => `-I${join(folder, path)}`),
	];
	const paths = [
		...[...new Set(sources)].map((path) => join(folder, path)),
		...own.map((path) => join(home, path)),
	];
	const objects = paths.map((path, index) => {
		const object = join(folder, `${index}.o`);
		execFileSync(CLANG, [...flags, '-c', path, '-o', object], { stdio: 'inherit' });
		return object;
	});
	const runtime = execFileSync(
		CLANG,
		[...TARGET, '-rtlib=compiler-rt', '-print-libgcc-file-name'],
		{
			encoding: 'utf8',
		},
	).trim();
	// The stack comes first, so that what is too deep for it traps instead of overwriting codecs.
	const linking = ['--no-entry', '--strip-all', '--gc-sections', '-O3', '--stack-first'];
	execFileSync(
		CLANG,
		[
			...['--target=wasm32-wasi', '-nostdlib', '-fuse-ld=lld', ...objects],
			...['-L/usr/lib/wasm32-wasi', '-lc', runtime, '-Wl,-z,stack-size=262144'],
			...[...linking, '--export=__heap_base', '--export=__stack_pointer'].map((o) => `-Wl,${o}`),
			...['-o', join(home, name)],
		],
		{ stdio: 'inherit' },
	);
	chmodSync(join(home, name), 0o644);
}
