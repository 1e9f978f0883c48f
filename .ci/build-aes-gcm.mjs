#!/usr/bin/env node
// Compiles BearSSL's AES-256-GCM to WebAssembly: src/voice/aes-gcm/aes-gcm.wasm, which is kept beside
// its source.
//
// usage: node .ci/build-aes-gcm.mjs bearssl_0.6+dfsg.1.orig.tar.xz
//
// The archive is Debian's (`apt-get source --download-only bearssl`).
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileWasm, withSources } from './compile-wasm.mjs';

const SHA256 = '102a625bd8f6155260867a50c508df8d8c3f796985dd744df1a68e5cd1a79004';

/** AES of 64-bit words and GHASH, both in constant time, and what they read and write bytes with. */
const SOURCES = [
	...['symcipher/aes_common.c', 'symcipher/aes_ct64.c', 'symcipher/aes_ct64_enc.c'],
	...['symcipher/aes_ct64_ctr.c', 'hash/ghash_ctmul64.c'],
	...['codec/dec32le.c', 'codec/enc32le.c'],
];

const [archive] = process.argv.slice(2);
if (archive === undefined) {
	console.error('usage: node .ci/build-aes-gcm.mjs bearssl_0.6+dfsg.1.orig.tar.xz');
	process.exit(1);
}
const home = new URL('../src/voice/aes-gcm/', import.meta.url).pathname;
withSources({ archive, sha256: SHA256, name: 'BearSSL 0.6' }, (folder) => {
	compileWasm(join(home, 'aes-gcm.wasm'), {
		folder,
		sources: [...SOURCES.map((path) => join(folder, 'src', path)), join(home, 'aes-gcm.c')],
		options: ['inc', 'src'].map((path) => `-I${join(folder, path)}`),
		stackBytes: 16_384,
	});
	copyFileSync(join(folder, 'LICENSE.txt'), join(home, 'COPYING'));
});
