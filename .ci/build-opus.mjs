#!/usr/bin/env node
// Compiles libopus to WebAssembly: src/media/opus/*.wasm, which are kept beside the source.
//
// usage: node .ci/build-opus.mjs opus-1.5.2.tar.gz
//
// The archive is Xiph's (https://downloads.xiph.org/releases/opus/), or Debian's opus_1.5.2.orig.tar.gz,
// which is the same. Besides what any code takes (compile-wasm.mjs) it takes Debian's libsimde-dev.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileWasm, withSources } from './compile-wasm.mjs';

const SHA256 = '65c1d2f78b9f2fb20082c38cbe47c951ad5839345876e46941612ee87f9a7ce1';
const VERSION = '1.5.2';

/** As libopus' own configure chooses for 32-bit processors with a fast float unit. */
const LIBOPUS = [
	...['-DOPUS_BUILD', '-DVAR_ARRAYS', '-DFLOAT_APPROX', '-DHAVE_LRINT', '-DHAVE_LRINTF'],
	...['-DENABLE_HARDENING', '-DOVERRIDE_celt_fatal', `-DPACKAGE_VERSION="${VERSION}"`],
];

/** Rounding by one instruction; samples need no errors of mathematics. */
const CODE = ['-fno-math-errno', '-mnontrapping-fptoint'];

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
const home = new URL('../src/media/opus/', import.meta.url).pathname;
withSources({ archive, sha256: SHA256, name: `libopus ${VERSION}` }, (folder) => {
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
		...list(folder, 'celt_sources.mk', 'CELT_SOURCES'),
		...list(folder, 'silk_sources.mk', 'SILK_SOURCES', 'SILK_SOURCES_FLOAT'),
		...['opus', 'opus_decoder', 'opus_encoder', 'extensions', 'repacketizer'].map(inSrc),
		...['analysis', 'mlp', 'mlp_data'].map(inSrc),
	];
	const simd = [
		...list(
			folder,
			'celt_sources.mk',
			'CELT_SOURCES_SSE',
			'CELT_SOURCES_SSE2',
			'CELT_SOURCES_SSE4_1',
		),
		...list(folder, 'silk_sources.mk', 'SILK_SOURCES_SSE4_1'),
	];
	build(folder, 'opus-plain.wasm', { sources: plain, own: OWN_SOURCES, options: [] });
	build(folder, 'opus-simd.wasm', {
		sources: [...plain, ...simd].filter((path) => path !== RESAMPLER),
		own: [...OWN_SOURCES, OWN_RESAMPLER],
		options: SIMD,
	});
	copyFileSync(join(folder, 'COPYING'), join(home, 'COPYING'));
});

function inSrc(name) {
	return `src/${name}.c`;
}

/** Files that are named in libopus' own lists. */
function list(folder, file, ...names) {
	const text = readFileSync(join(folder, file), 'utf8').replaceAll('\\\n', ' ');
	return names.flatMap((name) => {
		const [, files = ''] = new RegExp(`^${name} *=(.*)$`, 'm').exec(text) ?? [];
		return files.split(/\s+/).filter((path) => path.endsWith('.c'));
	});
}

function build(folder, name, { sources, own, options }) {
	const includes = ['headers', 'include', 'celt', 'silk', 'silk/float', '.'];
	compileWasm(join(home, name), {
		folder,
		sources: [
			...[...new Set(sources)].map((path) => join(folder, path)),
			...own.map((path) => join(home, path)),
		],
		options: [
			...[...CODE, ...LIBOPUS, ...options],
			// libopus' assertions name their file: where that lies for now is not part of it.
			`-ffile-prefix-map=${folder}=opus`,
			...['-include', join(folder, 'headers/preamble.h')],
			...includes.map((path) => `-I${join(folder, path)}`),
		],
		stackBytes: 262_144,
		exported: ['__heap_base', '__stack_pointer'],
	});
}
