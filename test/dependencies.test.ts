// What is installed with the program is explained, pinned where we reach into it, and free to use.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** Licences that a program under the MIT licence may bring along. */
const FREE = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'Unlicense'];

/** Packages whose inside we use, so that any other version may break us. */
const REACHED_INTO = ['@discordjs/voice', '@snazzah/davey', 'prism-media', 'tweetnacl'];

/** In `dist`, though it is installed for the build alone. */
const BUNDLED = ['hls.js', 'qr', 'zod', 'temporal-polyfill', 'wasm-media-encoders'];

interface Locked {
	dev?: boolean;
	license?: string;
}

function readJson<Content>(name: string): Content {
	return JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as Content;
}

const { dependencies } = readJson<{ dependencies: Record<string, string> }>('package.json');
const { packages } = readJson<{ packages: Record<string, Locked> }>('package-lock.json');

/** The rows of the table in docs/dependencies.md: packages, purpose, licence, replacement. */
const ROWS = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8')
	.split('\n')
	.filter((line) => line.startsWith('| `'))
	.map((line) => line.slice(2, -2).split(' | '));

function namesOf([names = '']: string[]): string[] {
	return [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

describe('the packages that are installed', () => {
	test('are explained once each, with what would replace them', () => {
		const wanted = [...Object.keys(dependencies), ...BUNDLED];
		expect(ROWS.flatMap(namesOf).sort()).toEqual(wanted.sort());
		for (const row of ROWS) {
			expect(row, row[0]).toHaveLength(4);
			expect(
				row.every((cell) => cell.trim().length > 2),
				row[0],
			).toBe(true);
		}
	});

	test('have the licence that is told', () => {
		for (const row of ROWS) {
			for (const name of namesOf(row)) {
				const licence = packages[`node_modules/${name}`]?.license ?? 'none';
				expect(row[2]?.startsWith(licence), `${name}: ${licence}`).toBe(true);
			}
		}
	});

	test('are pinned where we use their inside', () => {
		for (const name of REACHED_INTO) {
			expect(dependencies[name], name).toMatch(/^\d+\.\d+\.\d+$/);
		}
	});

	test('may all be brought along', () => {
		const others = Object.entries(packages)
			.filter(([path, { dev }]) => path.startsWith('node_modules/') && !dev)
			.filter(([, { license = 'none' }]) => !FREE.includes(license))
			.map(([path, { license = 'none' }]) => `${path}: ${license}`);
		expect(others).toEqual([]);
	});
});
