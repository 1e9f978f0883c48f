#!/usr/bin/env node
// What is shipped with the program: known by its checksum, free of install scripts, free to use.
//
// Reads package-lock.json alone. Optional packages of other platforms that only developers use may
// lack a checksum: .ci/complete-lock.mjs adds those that a registry does not have, and npm passes
// over them here.
import { readFileSync } from 'node:fs';

const LICENCES = new Set([
	'(MIT OR Apache-2.0)',
	'0BSD',
	'Apache-2.0',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'ISC',
	'MIT',
	'Unlicense',
]);

/** In dist, though they are installed for the build alone. */
const BUNDLED = new Set([
	'qr',
	'temporal-polyfill',
	'temporal-utils',
	'wasm-media-encoders',
	'zod',
]);

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url)));
const problems = Object.entries(packages).flatMap(([place, entry]) =>
	place === '' ? [] : findProblems(place.replace(/^.*node_modules\//, ''), entry),
);
for (const problem of problems) {
	console.error(problem);
}
process.exit(problems.length > 0 ? 1 : 0);

function findProblems(name, { dev, hasInstallScript, integrity, license, optional }) {
	const isElsewhere = dev === true && optional === true;
	const isBundled = BUNDLED.has(name);
	const isShipped = dev !== true || isBundled;
	return [
		...(integrity || isElsewhere ? [] : [`${name}: no checksum in package-lock.json`]),
		...(isShipped && hasInstallScript ? [`${name}: runs a script when it is installed`] : []),
		...(isShipped && !LICENCES.has(license)
			? [`${name}: licence ${license}, expected one of ${[...LICENCES].join(', ')}`]
			: []),
	];
}
